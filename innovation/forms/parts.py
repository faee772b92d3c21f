"""What the forms of entries and of studios ask alike: a person of the roster, and the employer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from core.http import row_number
from innovation.services import authors, entries
from members import search
from members.models import Member
from unions.models import Enterprise

OFFERED = 10  # members of one name


class MemberChoice(forms.CharField):
    """The number of a member, hidden until a name is found to be of several people."""

    widget = forms.HiddenInput


def person(
    form: Any, union: Any, name: str, held: str, data: dict[str, Any]
) -> tuple[str, Member | None] | None:
    """Who is meant by what was typed into `name`; `held` is the MemberChoice beside it, which
    becomes a choice where the roster has several. None with nothing typed, or with an error set.
    """
    typed = " ".join((data.get(name) or "").split())
    if not typed:
        return None
    rows = authors.candidates(union).select_related("member")
    if chosen := row_number(str(data.get(held) or "")):
        row = rows.filter(member=chosen).first()
        if row is not None and (row.member.full_name == typed or _asked(row.member, typed)):
            return row.member.full_name, row.member
    found = list(rows.filter(_meant(typed)).order_by("member__name_py", "pk")[: OFFERED + 1])
    if len(found) == 1:
        return found[0].member.full_name, found[0].member
    if found:
        _ask_which(form, held, typed, found)
        return None
    if typed.isascii():
        form.add_error(name, "没有找到这样的会员，请填写姓名全称。")
        return None
    return typed, None


def _asked(member: Member, typed: str) -> bool:
    """Initials were typed and this one of those found was picked."""
    return type(member).objects.filter(_meant(typed, ""), pk=member.pk).exists()


def _ask_which(form: Any, held: str, typed: str, found: list[Any]) -> None:
    choices = [("", "请选择")]
    for row in found[:OFFERED]:
        member = row.member
        about = "　".join(filter(None, [member.full_name, member.post, member.masked_id]))
        choices.append((str(member.pk), about))
    form.fields[held].widget = forms.Select(choices=choices)
    form.add_error(held, ValidationError(f"本工会有多名会员与“{typed}”相符，请选择是哪一位。"))


def _meant(typed: str, prefix: str = "member__") -> Q:
    """A Chinese name in full; letters as initials or pinyin, as in the search of the house."""
    if typed.isascii():
        return search.condition(typed, prefix)
    return Q(**{f"{prefix}full_name": typed})


def offer_employers(form: Any) -> None:
    """Where the union covers one enterprise, nobody is asked."""
    row = form.instance
    covered = entries.employers(row.union)
    found = Enterprise.objects.filter(
        Q(pk__in=covered.values("pk")) | Q(pk=row.enterprise_id)
    ).order_by("pk")
    if found.count() < 2:
        row.enterprise = found.first()
        del form.fields["enterprise"]
        return
    form.fields["enterprise"].queryset = found
    form.fields["enterprise"].empty_label = "请选择"
