"""Code lists of 《困难职工档案表》 (domain.md 4.1)."""

from django.db import models


class Category(models.TextChoices):
    """困难类别; the last two are the names used until about 2020."""

    DEEP = "deep", "深度困难"
    RELATIVE = "relative", "相对困难"
    ACCIDENT = "accident", "意外致困"
    DIBAO = "dibao", "低保户"
    DIBAO_EDGE = "dibao_edge", "低保边缘户"


class Exit(models.TextChoices):
    """退出原因."""

    RELIEVED = "relieved", "脱困"
    RETIRED = "retired", "退休"
    LEFT = "left", "调离"
    DECEASED = "deceased", "死亡"


class Result(models.TextChoices):
    """年度复核结果."""

    KEEP = "keep", "维持"
    CHANGE = "change", "调整类别"
    EXIT = "exit", "退出"


class Relation(models.TextChoices):
    """与户主关系."""

    SELF = "self", "本人"
    SPOUSE = "spouse", "配偶"
    SON = "son", "子"
    DAUGHTER = "daughter", "女"
    FATHER = "father", "父"
    MOTHER = "mother", "母"
    OTHER = "other", "其他"


class Cause(models.TextChoices):
    """致困原因: one main, at most three others."""

    UNABLE = "unable", "无劳动能力"
    JOBLESS = "jobless", "有劳动能力而未就业"
    LAID_OFF = "laid_off", "下岗失业"
    UNINSURED = "uninsured", "未参加社会保险"
    UNPAID_INSURANCE = "unpaid_insurance", "社保待遇落实不到位"
    ILLNESS = "illness", "患重特大疾病"
    DISASTER = "disaster", "遭受自然灾害"
    ACCIDENT = "accident", "遭受意外事故"
    SCHOOLING = "schooling", "子女上学"
    OTHER = "other", "其他"


OTHER_CAUSES_AT_MOST = 3
# 意外致困 needs one of these among the causes.
SUDDEN = (Cause.DISASTER, Cause.ACCIDENT)


class Housing(models.TextChoices):
    UNIT_RENTED = "unit_rented", "承租单位公房"
    STATE_RENTED = "state_rented", "政府廉租房"
    BOUGHT = "bought", "自购房"
    BUILT = "built", "自建房"
    RENTED = "rented", "租房"
    NONE = "none", "无房"
    OTHER = "other", "其他"


class Health(models.TextChoices):
    """健康状况; which illness it is stands sealed in a field of its own."""

    GOOD = "good", "良好"
    CHRONIC = "chronic", "患慢性病"
    SERIOUS = "serious", "患重特大疾病"
    DISABLED = "disabled", "残疾"


class Disability(models.TextChoices):
    """残疾类别, GB/T 26341-2010."""

    SIGHT = "1", "视力残疾"
    HEARING = "2", "听力残疾"
    SPEECH = "3", "言语残疾"
    LIMB = "4", "肢体残疾"
    INTELLECT = "5", "智力残疾"
    MIND = "6", "精神残疾"
    MULTIPLE = "7", "多重残疾"


class DisabilityLevel(models.TextChoices):
    FIRST = "1", "一级"
    SECOND = "2", "二级"
    THIRD = "3", "三级"
    FOURTH = "4", "四级"


class Insurance(models.TextChoices):
    """医保状况."""

    WORKER = "worker", "职工医保"
    RESIDENT = "resident", "城乡居民医保"
    PUBLIC = "public", "公费医疗"
    COMMERCIAL = "commercial", "商业医保"
    NONE = "none", "未参保"


class SelfHelp(models.TextChoices):
    """自救能力."""

    YES = "yes", "有"
    NO = "no", "无"


class Occupation(models.TextChoices):
    """身份 of a family row."""

    WORKER = "worker", "在职职工"
    FARMER = "farmer", "务农"
    ODD_JOBS = "odd_jobs", "灵活就业"
    UNEMPLOYED = "unemployed", "失（无）业"
    RETIRED = "retired", "离退休"
    STUDENT = "student", "学生"
    PRESCHOOL = "preschool", "学龄前儿童"
    OTHER = "other", "其他"
