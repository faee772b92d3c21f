"""Forms of a beneficiary line, of finding the person, and of a sheet of them."""

import re
from typing import Any

from django import forms

from assistance.file_codes import Relation
from assistance.models import Application, FamilyPerson, HardshipFile, Line
from core import identifiers
from core.forms import Versioned
from core.periods import today
from core.sheets import bank_account
from unions.forms.imports import UploadForm

# Passports and permits have letters, or eight digits (台胞证): anything else is to be an ID card.
_OTHER_DOCUMENT = re.compile(r"(?=.*[A-Z])[A-Z0-9]{6,20}|[0-9]{8}")
_CARD = re.compile(r"[0-9]{14,17}[0-9X]")


class FindForm(forms.Form):
    q = forms.CharField(
        label="查找会员", max_length=60, help_text="姓名、拼音、首字母、证件号或手机号",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


def student_label(person: FamilyPerson) -> str:
    """A child by what tells her from the others of the household, never by name."""
    parts = [f"{person.birth_date.year}年生" if person.birth_date else ""]
    parts += [person.get_education_level_display() if person.education_level else ""]
    return f"{person.get_relation_display()}（{'，'.join(filter(None, parts))}）"


class _StudentChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: FamilyPerson) -> str:
        return student_label(person)


class LineForm(Versioned, forms.ModelForm):
    """Sum and way of payment of a person who is known. The account is never shown back: empty
    keeps it, or takes the one of the hardship file.
    """

    bank_account = forms.CharField(
        label="银行账号", required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = Line
        fields = ("amount", "method", "bank_name", "bank_account", "employer_name", "note")

    def __init__(
        self, *args: Any, application: Application, file: HardshipFile | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = application.version
        self.present = self.instance.bank_account
        self.initial["bank_account"] = ""
        shown = identifiers.mask_account(self.present or (file.bank_account if file else ""))
        if shown:
            where = "现登记" if self.present else "取自困难档案"
            self.fields["bank_account"].help_text = f"{where}：{shown}。留空即用此账号。"
            if not self.instance.pk and file:
                self.initial["bank_name"] = file.bank_name
        if application.programme.student_aid:
            self._offer_students(file)

    def _offer_students(self, file: HardshipFile | None) -> None:
        people = FamilyPerson.objects.on(today()).filter(file=file)
        rows = people.exclude(relation=Relation.SELF).order_by("-birth_date", "pk")
        self.fields["student"] = _StudentChoice(
            rows, label="学生", empty_label="请选择", initial=self.instance.student_id,
            help_text="取自困难档案的家庭成员；没有的请先在档案中登记",
        )  # fmt: skip
        self.order_fields(["student", *self.fields])

    def clean_bank_account(self) -> str:
        cell = bank_account(self.cleaned_data["bank_account"])
        if cell.error:
            raise forms.ValidationError(cell.error)
        return cell.value or self.present

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "student" in data:
            self.instance.student = data["student"]
        return data


class StrangerForm(LineForm):
    """Somebody who is not on the roster: by name and number."""

    full_name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="证件号码", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    class Meta(LineForm.Meta):
        fields = ("full_name", "id_number", *LineForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["full_name", "id_number", *self.fields])

    def clean_id_number(self) -> str:
        number = identifiers.normalise(self.cleaned_data["id_number"])
        if re.fullmatch(r"[0-9]{15}", number):
            number = identifiers.upgrade_15(number)
        if _OTHER_DOCUMENT.fullmatch(number) and not _CARD.fullmatch(number):
            return number
        if problem := identifiers.id_number_error(number):
            raise forms.ValidationError(problem)
        return number


class RemoveForm(Versioned):
    """Nothing to type: the page asks once more."""


class SheetUploadForm(forms.Form):
    """A list of beneficiaries; what may be uploaded is the same everywhere."""

    file = UploadForm.base_fields["file"]
    clean_file = UploadForm.clean_file

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = "按“下载空表”填写，也可用列名相近的自有表格（.xlsx、.xls 或 .csv）"
