"""The first programmes and ceilings, seeded by migration 0002; staff change and add in the admin.

Ceilings are those domain.md 4.2 found a figure for; each is a setting, none a national rule.
"""

from decimal import Decimal
from typing import Any

from assistance.codes import CeilingScope, CeilingSpan, FundHead
from unions.rules import BEGINNING

_MEANS = "困难救助申请书\n身份证和户口簿\n收入证明"

PROGRAMMES: tuple[dict[str, Any], ...] = (
    {
        "code": "living_relief", "name": "困难救助（生活）", "needs_file": True,
        "aliases": "困难家庭救济、困难救助、生活救助", "needs_visit": True,
        "materials": f"{_MEANS}\n致困原因证明",
    },
    {
        "code": "medical_relief", "name": "医疗救助", "needs_file": True,
        "aliases": "大病救助", "needs_visit": True,
        "materials": f"{_MEANS}\n疾病诊断证明\n自付医疗费票据",
    },
    {
        "code": "autumn_student_aid", "name": "金秋助学", "needs_file": True,
        "aliases": "助学、金秋助学金", "student_aid": True,
        "materials": "助学申请书\n录取通知书或学生证\n学费票据",
    },
    {
        "code": "warmth_visit", "name": "送温暖", "aliases": "送温暖慰问", "batch": True,
        "head": FundHead.WARMTH, "materials": "慰问名单",
    },
    {
        "code": "stoppage_subsidy", "name": "停产补助", "aliases": "停产补贴、停工补助",
        "batch": True, "materials": "停限电通知\n停产人员名单",
    },
    {
        "code": "homecoming_subsidy", "name": "外来职工回乡补助", "batch": True,
        "aliases": "回乡补助、返乡补助、外来职工回乡补贴", "materials": "车票或乘车名单",
    },
    {
        "code": "condolence_visit", "name": "慰问", "batch": True, "notice_days": 0,
        "head": FundHead.WARMTH, "materials": "慰问名单",
    },
)  # fmt: skip

CEILINGS: tuple[tuple[str, str, str, str, str], ...] = (
    ("warmth_visit", CeilingScope.PERSON, CeilingSpan.ONCE, "3000", "domain.md 4.2（可调整）"),
    ("warmth_visit", CeilingScope.PERSON, CeilingSpan.YEAR, "6000", "domain.md 4.2（可调整）"),
    ("autumn_student_aid", CeilingScope.STUDENT, CeilingSpan.YEAR, "5000",
     "domain.md 4.2（可调整）"),
)  # fmt: skip


def seed(apps: Any, schema_editor: Any = None) -> None:
    """Write the programmes that are not there yet, and the ceilings of those it writes."""
    programme_model = apps.get_model("assistance", "Programme")
    ceiling_model = apps.get_model("assistance", "Ceiling")
    present = set(programme_model.objects.values_list("code", flat=True))
    for fields in PROGRAMMES:
        if fields["code"] in present:
            continue
        programme = programme_model(**fields)
        programme.save()
        for code, scope, span, amount, basis in CEILINGS:
            if code == fields["code"]:
                ceiling_model(
                    programme=programme, scope=scope, span=span, amount=Decimal(amount),
                    basis=basis, since=BEGINNING,
                ).save()  # fmt: skip
