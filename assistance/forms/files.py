"""Forms of a hardship file: particulars, people, and each step."""

from typing import Any

from django import forms

from assistance import file_codes as codes
from assistance.models import FamilyPerson, HardshipFile
from assistance.services import file_people, files
from core import identifiers
from core.forms import DayField
from core.history import version_of
from core.periods import today
from core.reports import ReportForm
from members import search
from unions.forms.corrections import ReasonForm
from unions.forms.filters import UnionChoice, union_choices

_ANY = ("", "不限")
_HEAD = (
    "health", "illness", "disability_kind", "disability_level", "work_started_on", "industry",
    "medical_insurance", "own_monthly_income", "self_help",
)  # fmt: skip
_HOME = ("region", "address", "housing", "floor_area", "single_parent", "zero_employment")
_MONEY = ("other_annual_income", "annual_income", "rigid_expenditure")


class _RowForm(forms.ModelForm):
    """A row typed by people; whether it fits is the service's to say. Of two people editing one
    row at once the second is told. Sealed numbers are never shown back: empty keeps them.
    """

    kept: tuple[str, ...] = ()
    new_only: tuple[str, ...] = ()
    edit_only = ("version", "reason")
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="修改原因", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stands = bool(self.instance.pk)
        for name in self.new_only if stands else self.edit_only:
            del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField) and not field.required:
                field.choices = [("", "未填写"), *(c for c in field.choices if c[0])]
        if not stands:
            return
        self.initial["version"] = version_of(self.instance)
        self.present = {name: getattr(self.instance, name) for name in self.kept}
        for name, value in self.present.items():
            self.initial[name] = ""
            mask = identifiers.mask_id if name == "id_number" else identifiers.mask_account
            self.fields[name].help_text = f"现登记：{mask(value) or '未登记'}。留空则不改。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return data
        for name, value in self.present.items():
            data[name] = data.get(name) or value
        if data.get("version") != version_of(self.instance):
            raise forms.ValidationError(
                "这份资料在您打开之后已被别人修改。请另开页面核对最新内容，再重新填写保存。"
            )
        return data

    def _post_clean(self) -> None:
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class FileForm(_RowForm):
    kept = ("bank_account",)
    new_only = ("opened_on", "category", "basis")
    illness = forms.CharField(
        label="疾病名称", required=False, max_length=100, help_text="加密保存，不出现在名单和导出中"
    )
    bank_account = forms.CharField(
        label="银行卡号", required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    other_causes = forms.MultipleChoiceField(
        label="其他致困原因", required=False, choices=codes.Cause.choices,
        widget=forms.CheckboxSelectMultiple, help_text=f"至多选{codes.OTHER_CAUSES_AT_MOST}项",
    )  # fmt: skip
    opened_on = DayField(label="建档日期", initial=today)
    consent_on = DayField(
        label="核对授权书签署日期", required=False,
        help_text="《家庭经济状况核对授权委托书》由本人签署的日期",
    )  # fmt: skip
    work_started_on = DayField(label="参加工作日期", required=False)
    category = forms.ChoiceField(
        label="困难类别", choices=[("", "请选择"), *codes.Category.choices],
        help_text="拿不准的可先按申报填写，建档后页面会按登记的收支测算供参考",
    )  # fmt: skip
    basis = forms.CharField(label="认定依据", required=False, max_length=200)

    fieldsets = (
        ("建档", ("opened_on", "category", "basis", "consent_on")),
        ("户主", _HEAD),
        ("家庭", _HOME),
        ("收支（元）", _MONEY),
        ("致困原因", ("main_cause", "other_causes")),
        ("银行卡", ("bank_name", "bank_account")),
        ("其他", ("remark", "reason")),
    )

    class Meta:
        model = HardshipFile
        fields = ["opened_on", *files.FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["other_causes"] = self.instance.other_causes.split()

    def clean_other_causes(self) -> str:
        return " ".join(self.cleaned_data["other_causes"])


class PersonForm(_RowForm):
    kept = ("id_number",)
    new_only = ("since",)
    full_name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="证件号码", required=False, max_length=40,
        help_text="尚未登记户口的婴儿可空白；没有号码的人不能按号码核对是否重复建档",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    birth_date = DayField(label="出生日期", required=False, help_text="填了身份证号可不填。")
    since = DayField(
        label="登记自", help_text="与建档同时登记的填建档日期；以后加入家庭的填加入的日期"
    )
    guardian_consent_on = DayField(
        label="监护人同意日期", required=False,
        help_text="不满十四周岁的必填（个人信息保护法第三十一条），其他未成年人也应征得同意",
    )  # fmt: skip

    fieldsets = (
        ("家庭成员", ("full_name", "relation", "id_type", "id_number", "birth_date", "since",
                      "guardian_consent_on")),
        ("状况", ("health", "medical_insurance", "monthly_income", "occupation")),
        ("工作或就学", ("school", "education_level", "enrolled_year", "school_years")),
        ("", ("reason",)),
    )  # fmt: skip

    class Meta:
        model = FamilyPerson
        fields = ["since", *file_people.FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = [
            ("", "请选择"),
            *(c for c in codes.Relation.choices if c[0] != codes.Relation.SELF),
        ]


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label="困难类别", choices=codes.Category.choices)
    day = DayField(label="自", initial=today)
    basis = forms.CharField(label="认定依据", max_length=200)


class ExitForm(forms.Form):
    exit_reason = forms.ChoiceField(label="退出原因", choices=codes.Exit.choices)
    day = DayField(label="退出日期", initial=today, help_text="从这一天起不再在册")
    note = forms.CharField(label="说明", max_length=200, required=False)


class CheckForm(forms.Form):
    day = DayField(label="复核日期", initial=today)
    result = forms.ChoiceField(label="复核结果", choices=codes.Result.choices)
    category = forms.ChoiceField(
        label="新类别（调整类别时选）", choices=[("", "—"), *codes.Category.choices], required=False
    )
    exit_reason = forms.ChoiceField(
        label="退出原因（退出时选）", choices=[("", "—"), *codes.Exit.choices], required=False
    )
    note = forms.CharField(
        label="复核情况", max_length=200, required=False, help_text="调整类别或退出的须写明"
    )
    spot = forms.BooleanField(label="抽查", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        result = data.get("result")
        if result != codes.Result.CHANGE and data.get("category"):
            self.add_error("category", "只有结果为“调整类别”时才选新类别。")
        if result != codes.Result.EXIT and data.get("exit_reason"):
            self.add_error("exit_reason", "只有结果为“退出”时才选退出原因。")
        return data


class EndForm(ReasonForm):
    day = DayField(label="离开日期", initial=today, help_text="从这一天起不再属于这户")
    field_order = ["day", "reason"]


class UnmaskForm(ReasonForm):
    paper = forms.BooleanField(label="排成档案表供打印（含完整号码）", required=False)


class FindForm(forms.Form):
    q = forms.CharField(label="查找", max_length=60)


class FileFilter(ReportForm):
    find = forms.CharField(required=False, widget=forms.HiddenInput)
    union = UnionChoice()
    category = forms.ChoiceField(
        label="困难类别", required=False, choices=[_ANY, *codes.Category.choices]
    )
    due = forms.ChoiceField(
        label="年度复核",
        required=False,
        choices=[_ANY, ("overdue", "已到期"), ("soon", "到期和临近")],
    )
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "在册"), ("unreviewed", "在册待审核"), ("exited", "已退出"),
                 ("kept", "退出已满保存年限"), ("voided", "已作废"), ("all", "全部")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [_ANY, *union_choices(self.user)]

    def clean_find(self) -> str:
        return search.unseal(self.cleaned_data["find"]) if self.cleaned_data["find"] else ""
