"""Forms of an election: its particulars, one small form for each move, candidates, the count."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms

from core.finding import SealedField
from core.forms import DayField, Proposing, Versioned
from core.periods import today
from core.reports import ReportForm
from governance import election_people as people
from governance.codes import ElectionKind, ElectionStatus, Post
from governance.models import Candidate, Election
from governance.services import elections
from members import search
from unions.forms.filters import UnionChoice, union_choices
from unions.models import Union
from unions.scope import scope_of

_ANY = ("", "不限")
_YEAR = re.compile(r"[\[［(（【〔]\s*([0-9]{4})\s*[\]］)）】〕]")


def reference(text: str) -> str:
    """A paper's number with its year in 〔〕, whatever brackets were typed (GB/T 9704)."""
    return _YEAR.sub(r"〔\1〕", text.strip())


class ReferenceField(forms.CharField):
    """文号, as 临总工〔2016〕3号."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_length": 60, "help_text": "如 临总工〔2016〕3号。", **kwargs}
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return reference(super().clean(value))


# --- particulars -------------------------------------------------------------------------------

_MEETING = ("form", "planned_on", "chair_by_members")
_SEATS = ("committee_seats", "vice_seats", "audit_seats", "women_seats")


class ElectionForm(Versioned, Proposing):
    planned_on = DayField(label="拟召开日期", required=False)
    delayed_until = DayField(
        label="批准延期至", required=False, help_text="任期届满后才换届的填写，最长半年。"
    )
    delay_no = ReferenceField(label="延期批准文号", required=False)
    reason = forms.CharField(
        label="情况说明", max_length=1000, required=False, widget=forms.Textarea,
        help_text="写入请示；提前换届的写明原因。",
    )  # fmt: skip

    fieldsets = (
        ("选举", ("union", "kind", "term_no", "term_years")),
        ("会议", _MEETING),
        ("名额", _SEATS),
        ("说明", ("reason", "delayed_until", "delay_no")),
    )

    class Meta:
        model = Election
        fields = list(elections.FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        self.fields["chair_by_members"].help_text = "不勾选的，主席、副主席由新一届委员会选举。"
        self.fields["committee_seats"].help_text = "含主席、副主席；补选的填缺额，不补委员的填 0。"
        if self.instance.kind == ElectionKind.BY_ELECTION:
            for name in ("term_no", "term_years", "delayed_until", "delay_no"):
                del self.fields[name]

    def _post_clean(self) -> None:
        """Typed values onto the row; whether they fit is the service's to say."""
        for name in elections.FIELDS:
            if name in self.fields and name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class NewElectionForm(ElectionForm):
    """At which union, and what kind: chosen once."""

    class Meta(ElectionForm.Meta):
        fields = ["union", "kind", *elections.FIELDS]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = Union.objects.filter(scope_of(user).condition("", "govern")).order_by("path")
        self.fields["union"] = forms.ModelChoiceField(
            unions.filter(dissolved_on=None), label="工会", empty_label=None
        )

    def _post_clean(self) -> None:
        super()._post_clean()
        for name in ("union", "kind"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


# --- moves -------------------------------------------------------------------------------------


class PaperForm(Versioned):
    """A step that rests on a paper: its number and day."""

    number = ReferenceField(label="文号")
    day = DayField(label="日期", initial=today)


class FreezeForm(Versioned):
    day = DayField(
        label="选举日期", initial=today, help_text="名册按这一天的会员锁定，此后离会的仍在名册上。"
    )


class StartForm(Versioned):
    starts_on = DayField(
        label="到任日期", initial=today,
        help_text="上届任职到这一天为止，新一届由这一天起；可以是以后的日期（当选待任）。",
    )  # fmt: skip


class BackForm(Versioned):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


MOVE_FORMS: dict[str, type[Versioned]] = {
    "request": PaperForm, "permit": PaperForm, "report": PaperForm, "confirm": PaperForm,
    "freeze": FreezeForm, "hold": Versioned, "hand_over": StartForm,
    "send_back": BackForm, "return_report": BackForm, "thaw": BackForm, "recount": BackForm,
    "cancel": BackForm,
}  # fmt: skip


class NoticeForm(forms.Form):
    day = DayField(label="公示起始日", initial=today)


# --- candidates --------------------------------------------------------------------------------

_DECLARED = ("relative_of_head", "finance_staff", "party_secretary")


class FindForm(forms.Form):
    q = forms.CharField(
        label="查找会员", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="姓名、拼音、首字母、证件号或手机号。",
    )  # fmt: skip

    def clean_q(self) -> str:
        text = self.cleaned_data["q"].strip()
        if not text:
            raise forms.ValidationError("请输入要找的人。")
        return text

    def condition(self) -> Any:
        return search.condition(self.cleaned_data["q"], "member__")


class CandidateForm(Proposing):
    """A new candidate of the member found."""

    class Meta:
        model = Candidate
        fields = ["post", *_DECLARED]

    def _post_clean(self) -> None:
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class CandidateEditForm(CandidateForm):
    position = forms.IntegerField(
        label="排序", min_value=1, max_value=200, help_text="按姓氏笔画排列。"
    )

    class Meta(CandidateForm.Meta):
        fields = ["position", *_DECLARED]


# --- the count ---------------------------------------------------------------------------------


def _number(**kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"})
    return forms.IntegerField(min_value=0, max_value=100_000, widget=widget, **kwargs)


class VotesForm(Versioned):
    """One block a post: ballots, then a line for each candidate."""

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        self.candidates = list(election.candidates.all())
        ballots = {ballot.post: ballot for ballot in election.ballots.all()}
        self.posts = [p for p in people.ORDER if any(c.post == p for c in self.candidates)]
        self.initial["version"] = election.version
        for post in self.posts:
            for name, label in (
                ("issued", "发出票数"),
                ("returned", "收回票数"),
                ("invalid", "废票"),
            ):
                value = getattr(ballots.get(post), name, 0 if name == "invalid" else None)
                self.fields[f"{post}-{name}"] = _number(label=f"{post.label}{label}", initial=value)
        for row in self.candidates:
            who = f"{row.full_name}（{row.get_post_display()}）"
            for name, label in (("for", "赞成"), ("against", "反对"), ("abstain", "弃权")):
                self.fields[f"c{row.pk}-{name}"] = _number(
                    label=f"{who}{label}票", required=name == "for", initial=getattr(row, _OF[name])
                )

    def blocks(self) -> Iterator[dict[str, Any]]:
        """For the template: each post with its ballots' fields and its candidates' lines."""
        for post in self.posts:
            rows = [c for c in self.candidates if c.post == post]
            yield {
                "post": post,
                "seats": people.seats(self.election, post),
                "ballots": [self[f"{post}-{name}"] for name in ("issued", "returned", "invalid")],
                "rows": [
                    (row, [self[f"c{row.pk}-{name}"] for name in _OF]) for row in rows
                ],
            }  # fmt: skip

    def counted(self) -> tuple[dict[str, Any], dict[int, Any]]:
        data = self.cleaned_data
        names = ("issued", "returned", "invalid")
        papers = {str(post): tuple(data[f"{post}-{name}"] for name in names) for post in self.posts}
        votes = {
            row.pk: tuple(data[f"c{row.pk}-{name}"] for name in _OF) for row in self.candidates
        }
        return papers, votes


_OF = {"for": "votes_for", "against": "votes_against", "abstain": "abstentions"}


# --- the list ----------------------------------------------------------------------------------


class ElectionFilter(ReportForm):
    """Elections are asked for by year, not as of a day."""

    find = SealedField()
    status = forms.ChoiceField(
        label="状态", required=False,
        choices=[_ANY, ("open", "进行中"), *ElectionStatus.choices],
    )  # fmt: skip
    kind = forms.ChoiceField(label="类别", required=False, choices=[_ANY, *ElectionKind.choices])
    union = UnionChoice()
    waiting = forms.ChoiceField(label="待办", required=False, choices=[_ANY, ("me", "等我办理的")])
    year = forms.IntegerField(label="选举年份", required=False, min_value=1949, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]


POST_LABELS = dict(Post.choices)
