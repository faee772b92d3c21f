"""考核办法: the first rows of CheckList and CheckItem (domain.md 8), seeded by migration.

domain.md gives the six haves without points, of Quzhou's list three sections with their totals (the
first one with the points of its five lines), and of the provincial one what it asks for. Where only
totals are known they are spread evenly, and `source` says so; what is not known is left out. Staff
mend all of it in the admin once the local text is at hand.
"""

from decimal import Decimal
from typing import Any

from governance.codes import CheckListKind

# V49, V50, V52 of domain.md 14, in that order.
_SIX = "六有工会建设要求；原文没有规定分值，每项计 1 分"
_HOME = "衢州市合格职工之家标准；只录有前三大项共 54 分，后两大项分值为平均分摊，各项文字为概括"
_MODEL = "省级模范职工之家条件；原文没有规定分值，每项计 1 分"
# code, kind, name, source, rows of (section, text, points, what tells it).
Line = tuple[str, str, int, str]
FIRST: tuple[tuple[str, str, str, str, tuple[Line, ...]], ...] = (
    (
        "six-have", CheckListKind.SIX_HAVE, "六有工会", _SIX,
        (
            ("", "有依法选举的工会主席", 1, "chair"),
            ("", "有健全的工会组织", 1, "bodies"),
            ("", "有服务职工的载体", 1, "activities"),
            ("", "有健全的制度", 1, "regulations"),
            ("", "有自主管理的工会经费", 1, "account"),
            ("", "有会员满意的工作成效", 1, ""),
        ),
    ),
    (
        "qualified-home", CheckListKind.MODEL_HOME, "合格职工之家（衢州）", _HOME,
        (
            ("组织健全", "依法建会，主席由选举产生，任期未届满", 4, "chair"),
            ("组织健全", "会员入会率 90% 以上", 4, "entry_rate"),
            ("组织健全", "工会委员会健全", 4, "committee"),
            ("组织健全", "经费审查委员会健全", 3, "audit"),
            ("组织健全", "女会员 10 人以上的建立女职工委员会", 3, "women"),
            ("制度完善", "工会工作制度健全", 6, "regulations"),
            ("制度完善", "按期召开会员大会或会员代表大会", 6, "meetings"),
            ("制度完善", "按计划开展职工培训和文体活动", 6, "training"),
            ("维权到位", "依法签订并履行集体合同", 6, ""),
            ("维权到位", "劳动争议及时调解，职工来信来访有登记、有答复", 6, ""),
            ("维权到位", "困难职工建档并得到帮扶", 6, "aid"),
        ),
    ),
    (
        "model-home", CheckListKind.MODEL_HOME, "模范职工之家（省级）", _MODEL,
        (
            ("", "会员入会率 90% 以上", 1, "entry_rate"),
            ("", "按期换届", 1, "term"),
            ("", "取得工会法人资格", 1, "legal_person"),
            ("", "经费审查组织同时建立", 1, "audit"),
            ("", "女职工组织同时建立", 1, "women"),
            ("", "职工 200 人以上的配备专职主席", 1, "full_time_chair"),
        ),
    ),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    """Write the lists that are not there yet; what staff have set stays."""
    lists = apps.get_model("governance", "CheckList")
    items = apps.get_model("governance", "CheckItem")
    for code, kind, name, source, lines in FIRST:
        checklist, new = lists.objects.get_or_create(
            code=code, defaults={"kind": kind, "name": name, "source": source}
        )
        for position, (section, text, points, computed) in enumerate(lines if new else (), 1):
            items.objects.get_or_create(
                checklist=checklist, position=position,
                defaults={
                    "section": section, "text": text, "points": Decimal(points),
                    "computed": computed,
                },
            )  # fmt: skip
