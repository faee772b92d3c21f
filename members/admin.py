"""Members in the data-entry site. No search here: names and numbers must not stand in a URL,
and the admin searches by GET; the work pages search by POST.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect
from django.db.models import Prefetch
from django.http import HttpRequest

from members.models import Member, Membership, TransferRequest
from members.services import memberships, records
from unions.admin_base import HouseForm, ScopedModelAdmin, ScopedRelatedFilter, masked
from unions.models import Enterprise, Union
from unions.scope import scope_of

PERSON = (
    "full_name", "id_type", "id_number", "id_missing_reason", "sex", "birth_date",
    "ethnic_group", "political_status", "education_level", "marital_status",
)  # fmt: skip
HOUSEHOLD = ("household_type", "household_region", "is_migrant_worker", "is_nonlocal_worker")
WORK = ("employment_status", "post", "skill_grade", "model_worker_level", "mobile")
UNION = ("first_joined_on", "union_group", "card_no", "remark")
JOINING = ("union", "employer", "since", "paper")


class MemberForm(HouseForm):
    class Meta:
        model = Member
        fields = (*PERSON, *HOUSEHOLD, *WORK, *UNION)


class MemberAddForm(MemberForm):
    """A new person comes with her first membership."""

    union = forms.ModelChoiceField(label="所属工会", queryset=Union.objects.none())
    employer = forms.ModelChoiceField(
        label="工作单位", queryset=Enterprise.objects.none(), required=False
    )
    since = forms.DateField(
        label="会籍自", required=False, widget=AdminDateWidget, help_text="空白为入会日期"
    )
    paper = forms.CharField(label="依据文件", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.fields["union"].queryset = Union.objects.visible_to(user).filter(
            scope_of(user).condition("", "edit_member"), dissolved_on__isnull=True
        )
        employer = self.fields["employer"]
        employer.queryset = Enterprise.objects.visible_to(user)
        employer.widget = AutocompleteSelect(Membership._meta.get_field("employer"), admin.site)
        employer.widget.choices = employer.choices


@admin.register(Member)
class MemberAdmin(ScopedModelAdmin):
    edit = "edit_member"
    form = MemberForm
    sealed = ("id_number", "mobile")
    list_display = ("full_name", "masked_id_number", "sex", "masked_mobile", "union_now")
    list_filter = ("id_type", "employment_status")
    masked_id_number = masked("id_number", "证件号码")
    masked_mobile = masked("mobile", "手机号")

    def layout(self, obj: Any) -> list[tuple[str, list[str]]]:
        joining = JOINING if obj is None else ()
        return [
            ("基本情况", [*PERSON]),
            ("户籍", [*HOUSEHOLD]),
            ("工作", [*WORK]),
            ("会籍", [*UNION, *joining]),
        ]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = MemberForm if change else MemberAddForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        mine = Membership.objects.visible_to(request.user).open().select_related("union")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", queryset=mine, to_attr="open_rows"))
        )

    @admin.display(description="所属工会")
    def union_now(self, obj: Member) -> str:
        return obj.open_rows[0].union.name if obj.open_rows else "不在册"

    def union_of(self, obj: Member) -> Any:
        """Where she is a member now; None (nobody edits) once she has left."""
        if not hasattr(obj, "union_in_hand"):
            current = records.current_membership(obj)
            obj.union_in_hand = current.union if current else None
        return obj.union_in_hand

    def store(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            records.change_member(obj, by=request.user, reason="数据录入")
            return
        data = form.cleaned_data
        memberships.join(
            obj, data["union"], data["employer"], by=request.user,
            since=data["since"], paper=data["paper"],
        )  # fmt: skip


@admin.register(Membership)
class MembershipAdmin(ScopedModelAdmin):
    """To read: joining, leaving and moving are deeds of their own on the work pages."""

    fields = (
        "member", "union", "employer", "standing", "since", "until", "start_kind", "end_kind",
        "reason", "paper", "voided_at", "voided_reason",
    )  # fmt: skip
    list_display = ("member", "union", "employer", "standing", "since", "until", "end_kind")
    list_select_related = ("member", "union", "employer")
    list_filter = ("standing", "end_kind", ("union", ScopedRelatedFilter))


@admin.register(TransferRequest)
class TransferRequestAdmin(ScopedModelAdmin):
    """To read: a transfer moves by its workflow only."""

    fields = (
        "member", "from_union", "to_union", "to_employer", "day", "reason", "paper", "status",
        "answer", "requested_by", "requested_at",
    )  # fmt: skip
    list_display = ("member", "from_union", "to_union", "day", "status")
    list_select_related = ("member", "from_union", "to_union")
    list_filter = ("status",)

    def union_of(self, obj: TransferRequest) -> Any:
        return obj.from_union
