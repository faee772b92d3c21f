"""Members as the one search box finds them (unions/finding.py)."""

from typing import Any

from django.urls import reverse

from members import codes, search
from members.models import Membership
from unions.finding import Group, Hit, group

_SEX, _STANDING = dict(codes.Sex.choices), dict(codes.Standing.choices)


def members(user: Any, text: str) -> Group:
    """Who is a member today in a union she sees: the rows that the roster would show."""
    rows = Membership.objects.visible_to(user).open().filter(search.condition(text, "member__"))
    base = reverse("members:member_list")

    def hit(row: Any) -> Hit:
        pk, name, sex, birth, standing, union = row
        year = f"{birth.year} 年生" if birth else ""
        kept = _STANDING[standing] if standing == codes.Standing.RETAINED else ""
        sex = _SEX[sex] if sex in (codes.Sex.MALE, codes.Sex.FEMALE) else ""
        return Hit(f"{base}{pk}/", name, "，".join(filter(None, [sex, year, union, kept])))

    columns = rows.order_by("member__name_py", "member_id").values_list(
        "member_id", "member__full_name", "member__sex", "member__birth_date", "standing",
        "union__name",
    )  # fmt: skip
    return group("会员", columns, hit, "members:member_list", find=search.seal(text))
