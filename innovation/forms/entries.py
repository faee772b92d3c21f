"""The form of an entry: one page, filled in on a telephone, with its authors and its benefit."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q

from core.forms import DayField, Proposing, Versioned
from core.periods import today
from innovation.forms.parts import MemberChoice, offer_employers, person
from innovation.models import Call, Entry, Kind
from innovation.services import entries
from innovation.services.authors import Line
from unions.models import Union
from unions.scope import scope_of

ROWS = 5  # authors offered; one more than stand already, where there are many
_SUMS = ("old_cost", "new_cost", "quantity", "added_profit", "investment")


class ChooseForm(forms.Form):
    """For whoever enters for several unions, which of them."""

    union = forms.ModelChoiceField(Union.objects.none(), label="工会")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        enters = Union.objects.on(today()).filter(scope_of(user).condition("", "innovate"))
        self.fields["union"].queryset = enters.order_by("path")
        self.only = enters.get() if enters.count() == 1 else None


class EntryForm(Versioned, Proposing):
    """`instance.union` is set before. What the roster does not tell apart is asked again."""

    proposed_on = DayField(label="提出日期", required=False)
    form_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

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
            del self.fields["form_key"]
        else:
            self.initial |= {"proposed_on": today(), "form_key": secrets.token_urlsafe(16)}
        self.fields["kind"].queryset = Kind.objects.filter(Q(in_use=True) | Q(pk=entry.kind_id))
        self.fields["kind"].empty_label = "请选择"
        self.fields["bar"].choices = [("", "请选择"), *Entry._meta.get_field("bar").choices]
        for name in ("problem", "measure", "effect"):
            self.fields[name].widget.attrs.update(maxlength=2000, rows=3)
        for name in _SUMS:
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self._offer_calls()
        offer_employers(self)
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
                validators=[MinValueValidator(Decimal("0.01"), f"完成人 {number} 的份额应大于 0。")],
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
        found = person(self, self.instance.union, f"author_{number}", f"member_{number}", data)
        return Line(*found, data.get(f"share_{number}")) if found else None

    # -- drawing --------------------------------------------------------------------------------

    def author_rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"author_{n}"], self[f"member_{n}"], self[f"share_{n}"])
            for n in range(1, self.rows + 1)
        ]

    def sums(self) -> list[Any]:
        return [self[name] for name in _SUMS]
