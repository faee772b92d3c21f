"""The roster workbook: downloaded, edited as in Excel or WPS, uploaded, merged three ways."""

import datetime
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import JournalEntry
from core.sheets import SheetError
from members.codes import End, Standing
from members.imports import workbook
from members.models import Member, Membership
from members.services import memberships, records, tallies
from tests.factories import import_files as files
from tests.factories import people
from unions.imports import engine
from unions.models import ImportBatch

pytestmark = pytest.mark.django_db
CHOOSER = "下载后被他人改过的格子"
KEY, NUMBER, MOBILE, POST = "系统编号（请勿改动）", "身份证号码", "联系电话", "岗位"


class Sheet:
    """A downloaded workbook in the hands of its user."""

    def __init__(self, union: Any, by: Any) -> None:
        stream = io.BytesIO()
        workbook.write_roster(union, stream, by=by)
        self.book = load_workbook(io.BytesIO(stream.getvalue()))
        self.sheet = self.book.worksheets[0]
        self.header = next(row for row in self.sheet.iter_rows() if row[0].value == KEY)
        self.columns = {cell.value: cell.column for cell in self.header}
        self.first = self.header[0].row + 1

    def cell(self, name: str, label: str) -> Any:
        row = next(
            row for row in range(self.first, self.first + 50)
            if self.sheet.cell(row, self.columns["姓名"]).value == name
        )  # fmt: skip
        return self.sheet.cell(row, self.columns[label])

    def edit(self, name: str, **cells: Any) -> "Sheet":
        for label, value in cells.items():
            self.cell(name, label).value = value
        return self

    def add(self, **cells: Any) -> "Sheet":
        row = next(
            row for row in range(self.first, self.first + 50)
            if not self.sheet.cell(row, self.columns["姓名"]).value
        )  # fmt: skip
        for label, value in cells.items():
            self.sheet.cell(row, self.columns[label]).value = value
        return self

    def drop(self, name: str) -> "Sheet":
        self.sheet.delete_rows(self.cell(name, "姓名").row)
        return self

    @property
    def data(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def look(self, by: Any, union: Any, **options: Any) -> ImportBatch:
        batch = engine.upload(self.data, "花名册.xlsx", "roster", union, by=by, options={})
        return engine.run(batch, by=by, options=options)


@pytest.fixture
def member(unit: Any) -> Any:
    return people.member(unit, "王桂英", post="质检")


@pytest.fixture
def sheet(unit: Any, member: Any, chair: Any) -> Sheet:
    people.member(unit, "李建国")
    return Sheet(unit, chair)


def row_of(batch: ImportBatch, name: str) -> Any:
    return next(row for row in files.found(batch).rows if row.title == name)


def test_untouched_it_changes_nothing(sheet: Sheet, unit: Any, chair: Any) -> None:
    batch = sheet.look(chair, unit)
    assert batch.kind == "roundtrip" and batch.union == unit
    assert (batch.counts["unchanged"], batch.counts["doubt"]) == (2, 0)
    assert engine.confirm(batch, by=chair) is engine.Ending.NOTHING_TO_DO


def test_it_shows_no_full_number_and_offers_drop_downs(
    sheet: Sheet, member: Any, unit: Any
) -> None:
    assert sheet.cell("王桂英", NUMBER).value == f"{member.id_number[:6]}************"
    assert sheet.cell("王桂英", MOBILE).value == "138****0000"
    letter = sheet.header[0].column_letter
    assert sheet.sheet.column_dimensions[letter].hidden and sheet.sheet.protection.sheet
    assert len(sheet.sheet.data_validations.dataValidation) >= 10
    texts = [str(cell.value) for row in sheet.book["_choices"].iter_rows() for cell in row]
    assert "淳安甲纺织有限公司" in texts and "转出" in texts


def test_edits_are_shown_cell_by_cell_and_taken_once(
    sheet: Sheet, member: Any, unit: Any, chair: Any
) -> None:
    sheet.edit("王桂英", 岗位="挡车工", 联系电话="13900001111", 政治面貌="党员")
    batch = sheet.look(chair, unit)
    changes = {f.label: (f.old, f.new) for f in row_of(batch, "王桂英").findings}
    assert changes == {
        "岗位": ("质检", "挡车工"),
        "联系电话": ("138****0000", "139****1111"),
        "政治面貌": ("群众", "中共党员"),
    }
    assert batch.counts["changed"] == 1 and batch.counts["unchanged"] == 1
    assert engine.confirm(batch, by=chair) is engine.Ending.DONE
    member.refresh_from_db()
    assert (member.post, member.mobile, member.political_status) == ("挡车工", "13900001111", "01")
    assert sheet.look(chair, unit).counts["unchanged"] == 2


def test_a_number_spoilt_by_excel_is_refused_in_its_cell_only(
    sheet: Sheet, unit: Any, chair: Any
) -> None:
    sheet.edit("王桂英", 身份证号码=3.30127e17).edit("李建国", 岗位="门卫")
    batch = sheet.look(chair, unit)
    assert "科学计数" in files.said(row_of(batch, "王桂英"))
    assert engine.confirm(batch, by=chair, partial=True) is engine.Ending.DONE
    assert Member.objects.get(full_name="李建国").post == "门卫"


def test_an_emptied_cell_erases_nothing_and_says_so(sheet: Sheet, unit: Any, chair: Any) -> None:
    sheet.edit("王桂英", 岗位=None)
    batch = sheet.look(chair, unit)
    assert batch.counts["unchanged"] == 2
    assert "不会清除" in files.said(row_of(batch, "王桂英"), "doubt")


def test_what_others_changed_meanwhile_is_kept_where_the_sheet_is_silent(
    sheet: Sheet, member: Any, unit: Any, chair: Any, clerk: Any
) -> None:
    member.education_level = "20"
    records.change_member(member, by=clerk)
    sheet.edit("王桂英", 岗位="挡车工")
    engine.confirm(sheet.look(chair, unit), by=chair)
    member.refresh_from_db()
    assert (member.education_level, member.post) == ("20", "挡车工")


def test_a_conflict_is_refused_until_the_sheet_is_chosen(
    sheet: Sheet, member: Any, unit: Any, chair: Any, clerk: Any, client_of: Any
) -> None:
    member.post = "班长"
    records.change_member(member, by=clerk)
    sheet.edit("王桂英", 岗位="挡车工")
    batch = sheet.look(chair, unit)
    assert "您下载后此格已被改为“班长”" in files.said(row_of(batch, "王桂英"))
    client = client_of(chair)
    page = client.get(reverse("unions:import_detail", args=[batch.pk])).content.decode()
    assert CHOOSER in page
    client.post(reverse("unions:import_run", args=[batch.pk]), {"conflicts": "mine"})
    # Decided, it may still be decided the other way.
    page = client.get(reverse("unions:import_detail", args=[batch.pk])).content.decode()
    assert re.search('value="mine"[^>]*checked', page)
    batch.refresh_from_db()
    assert batch.counts["changed"] == 1 and batch.counts["refused"] == 0
    engine.confirm(batch, by=chair)
    member.refresh_from_db()
    assert member.post == "挡车工"


def test_rows_refused_for_other_reasons_offer_no_choice(
    sheet: Sheet, unit: Any, chair: Any, client_of: Any
) -> None:
    batch = sheet.edit("王桂英", 身份证号码="123").look(chair, unit)
    assert (batch.counts["refused"], batch.counts["conflicts"]) == (1, 0)
    page = client_of(chair).get(reverse("unions:import_detail", args=[batch.pk])).content.decode()
    assert CHOOSER not in page


def test_people_leave_or_stay_on_by_the_column(
    sheet: Sheet, member: Any, unit: Any, chair: Any
) -> None:
    sheet.edit("王桂英", 变动="退会", 变动日期="2016-05-04", 变动原因="本人申请")
    sheet.edit("李建国", 变动="保留会籍", 变动日期="2016-05-04", 变动原因="退休", 岗位="门卫")
    batch = sheet.look(chair, unit)
    assert (batch.counts["left"], batch.counts["changed"]) == (1, 1)
    engine.confirm(batch, by=chair)
    assert member.memberships.get().end_kind == End.WITHDRAW
    other = Member.objects.get(full_name="李建国")
    assert other.post == "门卫"
    assert records.current_membership(other).standing == Standing.RETAINED
    assert tallies.kept() == tallies.counted()
    assert sheet.look(chair, unit).counts["unchanged"] == 2


def test_a_step_without_day_or_reason_is_refused(sheet: Sheet, unit: Any, chair: Any) -> None:
    sheet.edit("王桂英", 变动="退会")
    said = files.said(row_of(sheet.look(chair, unit), "王桂英"))
    assert "变动日期" in said and "原因" in said


def test_new_people_at_the_foot_join_by_the_rosters_rules(
    sheet: Sheet, unit: Any, chair: Any
) -> None:
    number = people.id_number(datetime.date(1990, 1, 2), "1")
    sheet.add(姓名="赵新", 性别="男", 身份证号码=number, 入会时间="2016-06-01")
    sheet.add(姓名="钱错", 身份证号码="123", 入会时间="2016-06-01")
    batch = sheet.look(chair, unit)
    assert row_of(batch, "赵新").outcome == "added" and row_of(batch, "钱错").refused
    engine.confirm(batch, by=chair, partial=True)
    assert records.current_membership(Member.objects.get(full_name="赵新")).union == unit
    assert row_of(sheet.look(chair, unit), "赵新").outcome == "unchanged"


def test_unlisted_people_leave_only_when_confirmed_with_a_reason(
    sheet: Sheet, member: Any, unit: Any, chair: Any, client_of: Any
) -> None:
    later = people.member(unit, "后来人")
    batch = sheet.drop("王桂英").look(chair, unit)
    assert [r.title for r in files.found(batch).rows if r.outcome == "unlisted"] == ["王桂英"]
    client, url = client_of(chair), reverse("unions:import_confirm", args=[batch.pk])
    client.post(url)
    client.post(url, {"leave_kind": "withdraw", "leave_day": "2016-05-04"})
    assert Membership.objects.open().count() == 3
    client.post(
        url, {"leave_kind": "withdraw", "leave_day": "2016-05-04", "leave_reason": "本人申请"}
    )
    assert member.memberships.get().until == datetime.date(2016, 5, 4)
    assert records.current_membership(later) is not None
    batch.refresh_from_db()
    assert batch.status == "done" and batch.counts["left"] == 1
    assert tallies.kept() == tallies.counted()


def test_a_damaged_key_is_refused_and_nobody_is_taken_for_missing(
    sheet: Sheet, member: Any, unit: Any, chair: Any
) -> None:
    key = sheet.cell("王桂英", KEY).value
    sheet.edit("王桂英", **{KEY: key[:-2]})
    batch = sheet.look(chair, unit)
    assert "系统编号" in files.errors(batch)[1] or "系统编号" in files.errors(batch)[0]
    leave = {"leave": {"kind": "withdraw", "day": "2016-05-04", "reason": "x"}}
    with pytest.raises(engine.ImportProblem):
        engine.confirm(batch, by=chair, partial=True, options=leave)
    assert member.memberships.get().until is None


def test_a_copied_row_is_refused(sheet: Sheet, unit: Any, chair: Any) -> None:
    sheet.add(**{KEY: sheet.cell("王桂英", KEY).value, "姓名": "赵新"})
    assert "同一个系统编号" in "".join(files.errors(sheet.look(chair, unit)))


def test_a_key_of_another_union_names_nobody(
    sheet: Sheet, other_unit: Any, unit: Any, chair: Any
) -> None:
    stranger = people.member(other_unit, "周秘密")
    sheet.edit("王桂英", **{KEY: workbook.key_of(other_unit.pk, stranger.pk)})
    batch = sheet.look(chair, unit)
    assert batch.counts["refused"] == 1 and "周秘密" not in str(files.found(batch))


@pytest.mark.parametrize("place", ["B2", "B3", "B4"])
def test_a_tampered_workbook_is_refused_as_a_whole(
    sheet: Sheet, unit: Any, chair: Any, place: str
) -> None:
    mark = sheet.book["_meta"][place]
    mark.value = str(mark.value)[:-1] + ("1" if str(mark.value)[-1] != "1" else "2")
    with pytest.raises(SheetError, match="无法识别这份花名册"):
        sheet.look(chair, unit)


def test_another_units_workbook_is_refused_in_the_same_words(
    sheet: Sheet, unit: Any, other_unit: Any, other_chair: Any, client_of: Any
) -> None:
    file = SimpleUploadedFile("花名册.xlsx", sheet.data)
    response = client_of(other_chair).post(
        reverse("unions:import_new"), {"file": file, "kind": "roster", "union": other_unit.pk}
    )
    text = response.content.decode()
    assert "无法识别这份花名册" in text and unit.name not in text
    assert ImportBatch.objects.count() == 0


def test_who_moved_on_meanwhile_is_left_alone(
    sheet: Sheet, member: Any, unit: Any, chair: Any, clerk: Any
) -> None:
    memberships.leave(member, End.WITHDRAW, datetime.date(2016, 1, 1), by=clerk, reason="x")
    batch = sheet.edit("王桂英", 岗位="挡车工").look(chair, unit)
    assert "已不在本工会" in files.said(row_of(batch, "王桂英"))


def test_the_download_is_a_post_in_scope_and_journaled(
    client_of: Any, member: Any, unit: Any, other_unit: Any, chair: Any, auditor: Any
) -> None:
    url = reverse("members:roster_download", args=[unit.pk])
    client = client_of(chair)
    assert client.get(url).status_code == 405
    response = client.post(url)
    assert response.status_code == 200 and b"".join(response.streaming_content)[:2] == b"PK"
    entry = JournalEntry.objects.get(kind="export")
    assert entry.union_id == unit.pk and entry.details() == {"rows": 1}
    elsewhere = reverse("members:roster_download", args=[other_unit.pk])
    assert client.post(elsewhere).status_code == 404
    assert client_of(auditor).post(url).status_code == 403
