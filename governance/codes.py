"""Code lists of union life (domain.md 3.2, 7 to 9)."""

from django.db import models

from unions.codes import UnionKind

# Who reports to a Party committee every quarter.
FEDERATION_REPORT = UnionKind.TOWNSHIP_FEDERATION


class Body(models.TextChoices):
    """What is elected: the committee, and with it the two that are founded together with it."""

    COMMITTEE = "committee", "工会委员会"
    AUDIT = "audit_committee", "经费审查委员会"
    WOMEN = "women_committee", "女职工委员会"


class Post(models.TextChoices):
    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    COMMITTEE_MEMBER = "committee_member", "委员"
    ORGANISER = "organiser", "组织员"
    AUDIT_CHAIR = "audit_chair", "经费审查委员会主任"
    AUDIT_MEMBER = "audit_member", "经费审查委员会委员"
    WOMEN_CHAIR = "women_chair", "女职工委员会主任"
    WOMEN_MEMBER = "women_member", "女职工委员会委员"


BODY_OF = {
    Post.CHAIR: Body.COMMITTEE,
    Post.VICE_CHAIR: Body.COMMITTEE,
    Post.COMMITTEE_MEMBER: Body.COMMITTEE,
    Post.ORGANISER: Body.COMMITTEE,
    Post.AUDIT_CHAIR: Body.AUDIT,
    Post.AUDIT_MEMBER: Body.AUDIT,
    Post.WOMEN_CHAIR: Body.WOMEN,
    Post.WOMEN_MEMBER: Body.WOMEN,
}
# One holder a day.
SOLE = (Post.CHAIR, Post.AUDIT_CHAIR, Post.WOMEN_CHAIR)


class Chosen(models.TextChoices):
    """产生方式."""

    ELECTION = "election", "选举"
    BY_ELECTION = "by_election", "补选"
    APPOINTED = "appointed", "筹备任命"
    RECOMMENDED = "recommended", "上级工会推荐"
    REGISTERED = "registered", "历史补录"


class OfficeEnd(models.TextChoices):
    """离任原因."""

    TERM = "term", "任期届满"
    RESIGNED = "resigned", "辞职"
    RECALLED = "recalled", "罢免"
    TRANSFERRED = "transferred", "工作调动"
    LEFT = "left", "离开本单位"
    RETIRED = "retired", "退休"
    DECEASED = "deceased", "去世"
    UNION_ENDED = "union_ended", "工会撤销"
    OTHER = "other", "其他"


class FoundingStatus(models.TextChoices):
    """建会申请."""

    APPLIED = "applied", "待批复"
    APPROVED = "approved", "已同意建会"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class ElectionKind(models.TextChoices):
    FOUNDING = "founding", "首届选举"
    RENEWAL = "renewal", "换届选举"
    BY_ELECTION = "by_election", "补选"


class ElectionForm(models.TextChoices):
    MEETING = "meeting", "会员大会"
    CONGRESS = "congress", "会员代表大会"


class ElectionStatus(models.TextChoices):
    PREPARED = "prepared", "筹备中"
    REQUESTED = "requested", "待批复请示"
    PERMITTED = "permitted", "已同意选举"
    FROZEN = "frozen", "名册已锁定"
    HELD = "held", "已选举"
    REPORTED = "reported", "待批复结果"
    CONFIRMED = "confirmed", "结果已批复"
    HANDED_OVER = "handed_over", "已交接"
    CANCELLED = "cancelled", "已中止"


class RectificationStatus(models.TextChoices):
    RUNNING = "running", "整顿中"
    FINISHED = "finished", "已完成"
    DROPPED = "dropped", "已撤销"


class MeetingKind(models.TextChoices):
    MEMBERS = "members", "会员大会"
    CONGRESS = "congress", "会员代表大会"
    COMMITTEE = "committee", "工会委员会会议"
    AUDIT = "audit", "经费审查委员会会议"
    WOMEN = "women", "女职工委员会会议"
    TRIPARTITE = "tripartite", "三方联席会议"
    PARTY_REPORT = "party_report", "向党委季度汇报"
    OTHER = "other", "其他会议"


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "待召开"
    HELD = "held", "已召开"
    MINUTED = "minuted", "纪要已定稿"
    CANCELLED = "cancelled", "已取消"


class Party(models.TextChoices):
    """Whose side somebody sits on."""

    COMMITTEE = "party_committee", "党委"
    GOVERNMENT = "government", "政府"
    UNION = "union", "工会"
    ENTERPRISE = "enterprise", "企业"
    OTHER = "other", "其他"


class Attendance(models.TextChoices):
    DUE = "due", "应到"
    PRESENT = "present", "出席"
    OBSERVER = "observer", "列席"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "缺席"


class ResolutionStatus(models.TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "不再办理"


class Rung(models.TextChoices):
    """Steps of the reminder ladder."""

    EARLY = "early", "提前提醒"
    NEAR = "near", "临近提醒"
    DUE = "due", "到期提醒"
    OVERDUE = "overdue", "逾期提醒"
    DIGEST = "digest", "每周摘要"


class Delivery(models.TextChoices):
    SENT = "sent", "已提醒"
    NOT_SENT = "not_sent", "未提醒"


class ActivityKind(models.TextChoices):
    CULTURE = "culture", "文体活动"
    TRAINING = "training", "培训学习"
    CONTEST = "contest", "劳动竞赛"
    VOLUNTEER = "volunteer", "志愿服务"
    WOMEN = "women", "女职工活动"
    OTHER = "other", "其他活动"


class HonourKind(models.TextChoices):
    ADVANCED_UNIT = "advanced_unit", "先进单位"
    MODEL_HOME = "model_home", "模范职工之家"
    STUDIO = "studio", "创新工作室"
    BRAVERY = "bravery", "见义勇为"
    GOOD_DEED = "good_deed", "好人好事"
    ACTIVIST = "activist", "工会积极分子"
    WORKER = "worker", "劳动模范、先进工作者"
    OTHER = "other", "其他荣誉"


class Level(models.TextChoices):
    UNIT = "unit", "本单位"
    TOWNSHIP = "township", "镇级"
    COUNTY = "county", "县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "国家级"


class CheckListKind(models.TextChoices):
    SIX_HAVE = "six_have", "六有工会"
    MODEL_HOME = "model_home", "职工之家"
    OTHER = "other", "其他考核"


class AssessmentStatus(models.TextChoices):
    SELF = "self", "自查中"
    SUBMITTED = "submitted", "待考核"
    CHECKED = "checked", "已考核"
