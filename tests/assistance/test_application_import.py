"""受助人名单: each doubtful cell explained, twice the same changes nothing, rights asked again."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from assistance.imports.aid_lines import LinesImporter
from assistance.models import Line
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people, rows
from tests.factories import import_files as files
from unions.imports import engine
from unions.imports import files as forms
from unions.imports.plan import ImportProblem
from unions.models import ImportBatch, Seat

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "身份证号", "单位", "金额（元）", "发放方式", "开户银行", "银行账号", "备注"]
CARD = "6222000000000000999"


@pytest.fixture
def draft(unit, chair):
    return aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))


@pytest.fixture
def member(unit):
    return people.member(unit, "沈秀英")


def sheet(*lines):
    full = [[*line, *[""] * (len(HEAD) - len(line))] for line in lines]
    return files.text_file([["受助人名单"], HEAD, *full])


def line(person, amount="300", *rest):
    return [person.full_name, person.id_number, "", amount, *rest]


def look(row, by, *lines, data=None):
    data = data or sheet(*lines)
    return files.preview("aid_lines", data, row.union, by, application=row.pk)


def doubts(batch):
    return [files.said(row, "doubt") for row in files.found(batch).rows]


def test_a_list_becomes_lines_once(draft, chair, member, unit):
    other = people.member(unit, "王桂英")
    rows_ = (line(member, "300.50", "转账", "临岐信用社", CARD, "三天"),
             line(other, "￥1,200元", "现金"), ["合计", "", "", "1500.50"])  # fmt: skip
    batch = look(draft, chair, *rows_)
    assert batch.counts["added"] == 2
    assert not Line.objects.exists()
    assert engine.confirm(batch, by=chair) is engine.Ending.DONE
    first, second = Line.objects.order_by("position")
    assert (first.member, first.amount, first.bank_account) == (member, Decimal("300.50"), CARD)
    assert (first.note, first.employer_name) == ("三天", "淳安甲纺织有限公司")
    assert (second.method, second.amount, second.status) == ("cash", Decimal(1200), "planned")
    before = rows.fingerprint()
    again = look(draft, chair, *rows_)
    assert again.counts["unchanged"] == 2
    assert engine.confirm(again, by=chair) is engine.Ending.NOTHING_TO_DO
    after = rows.fingerprint()
    assert before["assistance_line"] == after["assistance_line"]
    assert before["assistance_application"] == after["assistance_application"]


def test_another_sum_is_a_change_and_empty_cells_erase_nothing(draft, chair, member):
    engine.confirm(look(draft, chair, line(member, "300", "转账", "", CARD)), by=chair)
    batch = look(draft, chair, line(member, "450"))
    assert batch.counts["changed"] == 1
    (found,) = files.found(batch).rows
    assert [(f.old, f.new) for f in found.findings] == [("300.00", "450.00")]
    engine.confirm(batch, by=chair)
    kept = Line.objects.get()
    assert (kept.amount, kept.bank_account) == (Decimal(450), CARD)


def test_people_not_in_the_sheet_stay_and_are_told(draft, chair, member, unit):
    engine.confirm(look(draft, chair, line(member)), by=chair)
    batch = look(draft, chair, line(people.member(unit)))
    assert "其中 1 名不在表中" in "".join(files.found(batch).notes)
    engine.confirm(batch, by=chair)
    assert Line.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({0: ""}, "请填写姓名。"),
        ({1: ""}, "请填写身份证号。"),
        ({1: "990000198001010001"}, "校验位不对"),
        ({1: "9.90001E+17"}, "已被 Excel 改成科学计数"),
        ({3: ""}, "请填写金额（元）。"),
        ({3: "三角"}, "不是金额"),
        ({3: "约300"}, "不是确切的金额"),
        ({3: "300.555"}, "最多保留2位小数"),
        ({3: "0"}, "金额应在0.01至"),
        ({3: "-5"}, "金额应在0.01至"),
        ({4: "微信"}, "不在可选范围内"),
        ({6: "12345"}, "应为 8 至 30 位数字"),
        ({6: "6.222E+18"}, "银行账号已被 Excel 改成科学计数"),
        ({0: "沈秀因"}, "登记的不是这个姓名"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(change, said, draft, chair, member):
    row = line(member, "300", "转账", "信用社", CARD, "")
    for place, value in change.items():
        row[place] = value
    batch = look(draft, chair, row)
    assert batch.counts["refused"] == 1
    assert said in files.errors(batch)[0]
    assert engine.confirm(batch, by=chair) is engine.Ending.REFUSED_ROWS
    assert not Line.objects.exists()


def test_an_account_typed_as_a_number_is_refused(draft, chair, member):
    row = [member.full_name, member.id_number, "", 300, "转账", "信用社", 6222000000000000999, ""]
    batch = look(draft, chair, data=files.workbook([HEAD, row]))
    assert "银行账号已被 Excel" in files.errors(batch)[0]


def test_the_same_person_twice_is_named_by_its_first_line(draft, chair, member):
    batch = look(draft, chair, line(member), line(member, "400"))
    assert batch.counts["refused"] == 1
    assert "与第 3 行是同一人" in files.errors(batch)[1]


def test_a_number_nobody_on_the_roster_has_is_doubtful(draft, chair):
    batch = look(draft, chair, ["临时工", people.id_number(), "", "300", "现金"])
    assert batch.counts["added"] == 1
    assert "花名册中没有这个身份证号" in doubts(batch)[0]
    engine.confirm(batch, by=chair)
    assert Line.objects.get().member is None


def test_a_member_of_another_unit_looks_to_a_chair_like_nobody(
    draft, unit, other_unit, chair, clerk
):
    foreign = people.member(other_unit, "钱外人")
    batch = look(
        draft, chair, line(foreign, "300", "现金"), ["钱外", people.id_number(), "", "1", "现金"]
    )
    assert len(set(doubts(batch))) == 1, "the same words for both"
    mistaken = ["别的名字", foreign.id_number, "", "300", "现金"]
    assert look(draft, chair, mistaken).counts["refused"] == 0
    assert look(draft, clerk, mistaken).counts["refused"] == 1
    assert "此人现不在淳安甲纺织工会委员会" in doubts(look(draft, clerk, line(foreign)))[0]


def test_a_payout_for_the_same_days_is_named_by_its_number(federation, unit, chair, clerk, member):
    day = today()
    first = aid.submitted(unit, chair, member, event_from=day, event_until=day)
    stoppage = first.programme
    same = aid.application(unit, chair, programme=stoppage, event_from=day)
    later = aid.application(
        unit, chair, programme=stoppage, event_from=day.replace(year=day.year + 1)
    )
    homecoming = aid.application(unit, chair, programme=aid.programme("homecoming_subsidy"))
    cash = line(member, "300", "现金")
    assert f"同期已有停产补助（{first.number}）" in doubts(look(same, chair, cash))[0]
    assert doubts(look(later, chair, cash)) == [""]
    assert doubts(look(homecoming, chair, cash)) == [""]
    APPLICATION.move(first, "withdraw", by=chair, reason="不办了")
    assert doubts(look(same, chair, cash)) == [""]


def test_who_has_no_account_is_named_unless_the_file_has_one(draft, chair, member, unit):
    filed = people.member(unit, "王桂英")
    aid.hardship_file(filed, chair)
    batch = look(draft, chair, line(member), line(filed))
    assert ["没有银行账号" in said for said in doubts(batch)] == [True, False]
    engine.confirm(batch, by=chair)
    assert Line.objects.get(member=filed).bank_account == aid.ACCOUNT


# --- rights --------------------------------------------------------------------------------------


def test_rights_and_state_are_asked_again_on_confirming(draft, unit, chair, member):
    batch = look(draft, chair, line(member))
    APPLICATION.move(draft, "withdraw", by=chair, reason="不办了")
    with pytest.raises(ImportProblem, match="申请已提交，不能再导入"):
        engine.confirm(batch, by=chair)
    assert not Line.objects.exists()


def test_a_seat_that_ended_confirms_nothing(draft, chair, member):
    batch = look(draft, chair, line(member))
    Seat.objects.filter(user=chair).update(until=today())
    with pytest.raises(PermissionDenied):
        engine.confirm(batch, by=type(chair).objects.get(pk=chair.pk))
    assert not Line.objects.exists()


@pytest.mark.parametrize("whose", ["other", "nobody"])
def test_an_application_of_another_unit_is_not_reached_by_the_option(
    whose, draft, other_unit, other_chair, member
):
    pk = draft.pk if whose == "other" else 987654321
    with pytest.raises(ImportProblem, match="已不在您的办理范围内"):
        files.preview("aid_lines", sheet(line(member)), other_unit, other_chair, application=pk)


def test_the_option_names_an_application_of_the_very_union(draft, other_unit, clerk, member):
    """Rights are those at the batch's union: an option pointing elsewhere is refused."""
    with pytest.raises(ImportProblem, match="已不在您的办理范围内"):
        files.preview("aid_lines", sheet(line(member)), other_unit, clerk, application=draft.pk)


def test_a_programme_for_one_person_takes_no_list(unit, chair, member, client_of):
    row = aid.application(unit, chair, programme=aid.programme("living_relief"))
    with pytest.raises(ImportProblem, match="只有一名受助人"):
        look(row, chair, line(member))
    upload = reverse("assistance:line_upload", args=[row.pk])
    assert client_of(chair).get(upload).status_code == 302


def test_the_beneficiary_herself_imports_nothing(draft, chair, member):
    chair.id_number = member.id_number
    chair.save()
    with pytest.raises(ImportProblem, match="您是受助人本人"):
        look(draft, chair, line(member))


# --- pages ---------------------------------------------------------------------------------------


def test_uploading_from_the_page_leads_to_the_preview_and_back(draft, chair, member, client_of):
    browser = client_of(chair)
    url = reverse("assistance:line_upload", args=[draft.pk])
    page = reverse("assistance:application_detail", args=[draft.pk])
    assert f'href="{url}"' in browser.get(page).content.decode()
    empty = browser.post(url, {"file": SimpleUploadedFile("空.csv", b"")})
    assert "文件是空的" in empty.content.decode()
    answer = browser.post(url, {"file": SimpleUploadedFile("名单.csv", sheet(line(member)))})
    batch = ImportBatch.objects.get()
    detail = reverse("unions:import_detail", args=[batch.pk])
    assert answer["Location"] == f"{detail}?start=1"
    browser.post(reverse("unions:import_run", args=[batch.pk]))
    browser.post(reverse("unions:import_confirm", args=[batch.pk]))
    assert Line.objects.get().member == member
    assert f'href="{page}"' in browser.get(detail).content.decode()
    said = str(list(JournalEntry.objects.values_list("summary", "detail")))
    assert member.id_number not in said


def test_the_list_is_not_among_the_general_uploads(chair, client_of):
    assert "受助人名单" not in client_of(chair).get(reverse("unions:import_new")).content.decode()


def test_the_empty_form_holds_the_columns(chair, leader, client_of):
    url = reverse("assistance:line_template")
    assert client_of(leader).get(url).status_code == 403
    answer = client_of(chair).get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content[:2] == forms.empty_form(LinesImporter)[:2] == b"PK"


def test_a_long_list_asks_no_query_a_row(draft, unit, chair):
    counts = []
    for number in (2, 40):
        members = [people.member(unit, f"王{n}") for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            look(draft, chair, *[line(m, "300", "现金") for m in members])
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
