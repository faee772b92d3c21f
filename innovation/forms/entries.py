"""The form of an entry: one page, filled in on a telephone, with its authors and its benefit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Q

from core.forms import DayField, Versioned
from core.http import row_number
from core.periods import today
from innovation.models import Call, Entry, Kind
from innovation.services import authors, entries
from innovation.services.authors import Line
from members import search
from unions.models import Enterprise, Union
from unions.scope import scope_of

ROWS = 5  # authors offered; one more than stand already, where there are many
OFFERED = 10  # members of one name
_SUMS = ("old_cost", "new_cost", "quantity", "added_profit", "investment")


class ChooseForm(forms.Form):
    """For whoever enters for several unions, which of them."""

    union = forms.ModelChoiceField(Union.objects.none(), label="工会")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        enters = Union.objects.on(today()).filter(scope_of(user).condition("", "innovate"))
        self.fields["union"].queryset = enters.order_by("path")
        self.only = enters.get() if enters.count() == 1 else None


class MemberChoice(forms.CharField):
    """The number of a member, hidden until a name is found to be of several people."""

    widget = forms.HiddenInput


class EntryForm(Versioned, forms.ModelForm):
    """`instance.union` is set before. What the roster does not tell apart is asked again."""

    proposed_on = DayField(label="提出日期", required=False)

    fieldsets = (
        ("成果", ("title", "kind", "call", "enterprise", "proposed_on")),
        ("内容", ("problem", "measure", "effect")),
        ("申报说明", ("bar",)),
    )

    class Meta:
        model = Entry
        fields = (
            "title", "kind", "call", "enterprise", "proposed_on", "problem", "measure", "effect",
            "bar", *_SUMS,
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry = self.instance
        if entry.pk:
            self.initial["version"] = entry.version
        else:
            self.initial["proposed_on"] = today()
        self.fields["kind"].queryset = Kind.objects.filter(Q(in_use=True) | Q(pk=entry.kind_id))
        self.fields["kind"].empty_label = "请选择"
        self.fields["bar"].choices = [("", "请选择"), *Entry._meta.get_field("bar").choices]
        for name in ("problem", "measure", "effect"):
            self.fields[name].widget.attrs.update(maxlength=2000, rows=3)
        for name in _SUMS:
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self._offer_calls()
        self._offer_employers()
        self._offer_authors()

    def _offer_calls(self) -> None:
        opened = entries.open_calls(self.instance.union)
        calls = Call.objects.filter(
            Q(pk__in=opened.values("pk")) | Q(pk=self.instance.call_id)
        ).order_by("-year", "-pk")
        if not calls.exists():
            del self.fields["call"]
            return
        self.fields["call"].queryset = calls
        self.fields["call"].empty_label = "不参加征集"
        if not self.instance.pk:
            self.initial["call"] = calls.first()

    def _offer_employers(self) -> None:
        """Where the union covers one enterprise, nobody is asked."""
        covered, entry = entries.employers(self.instance.union), self.instance
        found = Enterprise.objects.filter(
            Q(pk__in=covered.values("pk")) | Q(pk=entry.enterprise_id)
        ).order_by("pk")
        if found.count() < 2:
            entry.enterprise = found.first()
            del self.fields["enterprise"]
            return
        self.fields["enterprise"].queryset = found
        self.fields["enterprise"].empty_label = "请选择"

    def _offer_authors(self) -> None:
        standing = list(self.instance.authors.standing()) if self.instance.pk else []
        self.rows = max(ROWS, len(standing) + 1)
        for number in range(1, self.rows + 1):
            author = standing[number - 1] if number <= len(standing) else None
            self.fields[f"author_{number}"] = forms.CharField(
                label=f"完成人 {number}", required=False, max_length=60,
                initial=author.full_name if author else "",
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "data-author": str(number)}
                ),
            )  # fmt: skip
            self.fields[f"member_{number}"] = MemberChoice(
                required=False, initial=author.member_id if author else "",
                label=f"完成人 {number} 是哪一位",
            )  # fmt: skip
            self.fields[f"share_{number}"] = forms.DecimalField(
                label="份额（%）", required=False, max_digits=5, decimal_places=2,
                initial=author.share if author else None,
                validators=[MinValueValidator(Decimal("0.01"), "份额应大于 0。")],
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip

    # -- reading --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.lines = [
            line for number in range(1, self.rows + 1) if (line := self._line(number, data))
        ]
        return data

    def _line(self, number: int, data: dict[str, Any]) -> Line | None:
        typed = " ".join((data.get(f"author_{number}") or "").split())
        share = data.get(f"share_{number}")
        if not typed:
            return None
        rows = authors.candidates(self.instance.union).select_related("member")
        chosen = row_number(str(data.get(f"member_{number}") or ""))
        if chosen:
            held = rows.filter(member=chosen).first()
            if held is not None and (
                held.member.full_name == typed or self._asked(held.member, typed)
            ):
                return Line(held.member.full_name, held.member, share)
        found = list(rows.filter(_meant(typed)).order_by("member__name_py", "pk")[: OFFERED + 1])
        if len(found) == 1:
            return Line(found[0].member.full_name, found[0].member, share)
        if found:
            self._ask_which(number, typed, found)
            return None
        if typed.isascii():
            self.add_error(f"author_{number}", "没有找到这样的会员，请填写姓名全称。")
            return None
        return Line(typed, None, share)

    def _asked(self, member: Any, typed: str) -> bool:
        """Initials were typed and this one of those found was picked."""
        return type(member).objects.filter(_meant(typed, ""), pk=member.pk).exists()

    def _ask_which(self, number: int, typed: str, found: list[Any]) -> None:
        choices = [("", "请选择")]
        for row in found[:OFFERED]:
            person = row.member
            about = "　".join(filter(None, [person.full_name, person.post, person.masked_id]))
            choices.append((str(person.pk), about))
        self.fields[f"member_{number}"].widget = forms.Select(choices=choices)
        self.add_error(
            f"member_{number}",
            ValidationError(f"本工会有多名会员与“{typed}”相符，请选择是哪一位。"),
        )

    # -- drawing --------------------------------------------------------------------------------

    def author_rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"author_{n}"], self[f"member_{n}"], self[f"share_{n}"])
            for n in range(1, self.rows + 1)
        ]

    def sums(self) -> list[Any]:
        return [self[name] for name in _SUMS]


def _meant(typed: str, prefix: str = "member__") -> Any:
    """A Chinese name in full; letters as initials or pinyin, as in the search of the house."""
    if typed.isascii():
        return search.condition(typed, prefix)
    return Q(**{f"{prefix}full_name": typed})
