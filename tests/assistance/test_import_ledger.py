"""The ledger of earlier payouts: who is meant, what is doubted, and that nothing comes twice."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.models import Application, Ceiling, FundEntry, Line, Part
from assistance.services import file_people, payments
from core.periods import today
from tests.factories import aid, households, people
from tests.factories import import_files as files
from tests.factories.ledger import HEAD, look, row, take
from unions.imports import engine
from unions.imports.engine import Ending

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 7, 20)
EMPLOYER = "淳安甲纺织有限公司"
SAMPLE = Path(__file__).parents[2] / "linqi_union" / "sample" / "aid_ledger.xlsx"


def doubts(batch: Any, number: int = 0) -> str:
    return files.said(files.found(batch).rows[number], "doubt")


def error(batch: Any, number: int = 0) -> str:
    return files.said(files.found(batch).rows[number])


# --- what a row becomes ------------------------------------------------------------------------


def test_rows_become_archived_payouts_that_touch_no_fund(federation, unit, clerk):
    cash, bank = people.member(unit, "王桂英"), people.member(unit, "李建国")
    batch = look(federation, clerk, row(cash), row(bank, amount="1,250.50", method="银行转账"))
    assert batch.counts["added"] == 2 and batch.counts["doubt"] == 0
    assert not Line.objects.exists()
    engine.confirm(batch, by=clerk)
    paper = Application.objects.get()
    assert (paper.number, paper.status, paper.historical) == ("史2015-0001", "archived", True)
    assert (paper.union, paper.programme.code) == (unit, "stoppage_subsidy")
    assert (paper.entered_by, paper.fund, paper.settled_on) == (clerk, None, DAY)
    first, second = paper.lines.all()
    assert (first.status, first.paid_on, first.received_on) == ("paid", DAY, DAY)
    assert (first.member, first.amount, first.method) == (cash, Decimal("300.00"), "cash")
    assert first.id_index == cash.id_index and first.employer_name == EMPLOYER
    assert (second.method, second.received_on, second.amount) == ("bank", None, Decimal("1250.50"))
    assert not FundEntry.objects.exists() and not Part.objects.exists()
    assert Line.history.count() == 2 and paper.history.get().history_user == clerk


def test_one_application_a_day_programme_and_union(federation, unit, other_unit, clerk):
    mine, also, theirs = (people.member(u) for u in (unit, unit, other_unit))
    take(
        federation, clerk, row(mine), row(also), row(theirs, employer="淳安乙电子厂"),
        row(mine, programme="慰问"), row(mine, day="2016.2.5"),
    )  # fmt: skip
    found = Application.objects.order_by("pk").values_list("number", "union", "lines__position")
    assert list(found) == [
        ("史2015-0001", unit.pk, 1), ("史2015-0001", unit.pk, 2),
        ("史2015-0002", other_unit.pk, 1), ("史2015-0003", unit.pk, 1),
        ("史2016-0001", unit.pk, 1),
    ]  # fmt: skip


def test_a_later_file_goes_on_in_the_same_application(federation, unit, clerk):
    take(federation, clerk, row(people.member(unit)))
    take(federation, clerk, row(people.member(unit)), row(people.member(unit), programme="慰问"))
    stoppage, visit = Application.objects.order_by("pk")
    assert [line.position for line in stoppage.lines.all()] == [1, 2]
    assert visit.number == "史2015-0002"


def test_the_household_of_that_day_is_joined(federation, unit, clerk):
    member = people.member(unit)
    file = households.file(member, clerk, opened_on=DAY)
    take(federation, clerk, row(member), row(member, day="2015-07-19"))
    assert dict(Line.objects.values_list("paid_on", "file")) == {
        DAY: file.pk,
        datetime.date(2015, 7, 19): None,
    }


def test_sums_in_wan_are_converted(federation, unit, clerk):
    head = [*HEAD[:5], "金额（万元）", *HEAD[6:]]
    batch = look(federation, clerk, row(people.member(unit), amount=0.62), head=head)
    assert any("万元" in note for note in files.found(batch).notes)
    engine.confirm(batch, by=clerk)
    assert Line.objects.get().amount == Decimal("6200.00")


# --- where it belongs ----------------------------------------------------------------------------


def test_the_union_is_that_of_the_day(federation, unit, other_unit, clerk, chair, other_chair):
    member = people.member(unit, since=datetime.date(2012, 1, 1))
    people.transfer(member, other_unit, chair)
    request = member.transfers.get()
    from members import workflow

    workflow.TRANSFER.move(request, "accept", by=other_chair)
    assert member.memberships.get(until=None).union == other_unit
    take(federation, clerk, row(member))
    assert Application.objects.get().union == unit


def test_membership_of_the_day_goes_before_the_enterprise_in_the_sheet(
    federation, unit, other_unit, clerk
):
    take(federation, clerk, row(people.member(unit), employer="淳安乙电子厂"))
    assert Application.objects.get().union == unit


def test_whoever_is_on_no_roster_goes_by_the_enterprise(federation, unit, clerk):
    number = people.id_number()
    stranger = {"name": "外来者", "number": number}
    member = people.member(unit)
    batch = take(
        federation, clerk, row(member, **stranger),
        row(member, name="外来人", number=people.id_number(), employer="无名小厂"),
    )  # fmt: skip
    assert "会员名册中没有这个证件号码" in doubts(batch)
    assert "没有这家企业" in doubts(batch, 1) and "按表中的写法登记" in doubts(batch, 1)
    covered, nowhere = Line.objects.select_related("application__union").order_by("pk")
    assert (covered.application.union, covered.member) == (unit, None)
    assert (nowhere.application.union, nowhere.employer_name) == (federation, "无名小厂")
    assert number not in doubts(batch)


def test_what_disagrees_with_the_roster_is_doubted(federation, unit, other_unit, clerk):
    member = people.member(unit, "王桂英", since=datetime.date(2014, 1, 1))
    batch = look(
        federation, clerk, row(member, name="王桂花"), row(member, employer="淳安乙电子厂"),
        row(member, day="2013-12-31"), row(member, programme="慰问", method=""),
    )  # fmt: skip
    assert batch.counts["refused"] == 0 and batch.counts["doubt"] == 4
    assert "登记的是“王桂英”" in doubts(batch)
    assert f"当日登记的工作单位是“{EMPLOYER}”" in doubts(batch, 1)
    assert "当日不在会籍中" in doubts(batch, 2)
    assert "按现金登记" in doubts(batch, 3)


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"programme": "旅游补助"}, "没有“旅游补助”这个救助项目"),
        ({"programme": ""}, "请填写项目"),
        ({"day": "2100-01-01"}, "晚于今天"),
        ({"day": "1999-12-31"}, "早于 2000-01-01"),
        ({"day": ""}, "请填写发放日期"),
        ({"amount": 0}, "金额不能为 0"),
        ({"amount": "12.345"}, "最多到分"),
        ({"amount": "约300"}, "不是确切的金额"),
        ({"number": ""}, "请填写身份证号"),
        ({"number": "990101198001011234"}, "校验位不对"),
        ({"name": ""}, "请填写姓名"),
    ],
)
def test_bad_cells_are_refused_with_the_cure(federation, unit, clerk, cells, words):
    good = people.member(unit)
    batch = look(federation, clerk, row(people.member(unit), **cells), row(good))
    assert words in error(batch) and batch.counts["refused"] == 1
    assert engine.confirm(batch, by=clerk) is Ending.REFUSED_ROWS
    assert not Line.objects.exists()
    assert engine.confirm(batch, by=clerk, partial=True) is Ending.DONE
    assert Line.objects.get().member == good


def test_an_unknown_programme_names_all_known_ones_with_aliases(federation, unit, clerk):
    words = error(look(federation, clerk, row(people.member(unit), programme="补贴")))
    assert "停产补助（也可写作停产补贴、停工补助）" in words and "困难家庭救济" in words


def test_only_the_federation_clerk_may(federation, unit, chair, leader, clerk, client_of):
    member = people.member(unit)
    for by, place in ((chair, unit), (leader, federation)):
        with pytest.raises(PermissionDenied):
            look(place, by, row(member))
    page = client_of(chair).get(reverse("unions:import_new")).content.decode()
    assert "帮扶发放台账" not in page
    upload = client_of(clerk)
    assert "帮扶发放台账" in upload.get(reverse("unions:import_new")).content.decode()
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("台账.xlsx", files.workbook([HEAD, row(member)]))
    asked = {"file": file, "kind": "aid_ledger", "union": unit.pk}
    answer = upload.post(reverse("unions:import_new"), asked)
    assert answer.status_code == 200 and "请改选总工会" in answer.content.decode()


# --- twice, and corrections ----------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [500, 2])
def test_the_same_file_twice_changes_nothing(federation, unit, clerk, monkeypatch, chunk):
    """Two equal payouts of one day stay two, however the rows fall into chunks."""
    monkeypatch.setattr(engine, "CHUNK_ROWS", chunk)
    member, other = people.member(unit), people.member(unit)
    rows = [row(member), row(member), row(other), row(other, amount=20), row(member, amount=300)]
    batch = take(federation, clerk, *rows)
    assert batch.counts["added"] == 5
    assert "与第 2 行是同一人、同一天、同一项目" in doubts(batch, 1)
    assert Line.objects.count() == 5 and Application.objects.count() == 3
    before = Line.history.count(), Application.history.count()
    again = look(federation, clerk, *rows)
    assert (again.counts["unchanged"], again.counts["doubt"]) == (5, 0)
    assert engine.confirm(again, by=clerk) is Ending.NOTHING_TO_DO
    assert before == (Line.history.count(), Application.history.count())
    more = take(federation, clerk, *rows, row(member))
    assert (more.counts["unchanged"], more.counts["added"]) == (5, 1)


def test_another_sum_is_refused_and_says_how_to_correct(federation, unit, clerk):
    member = people.member(unit)
    take(federation, clerk, row(member, amount=3000))
    batch = look(federation, clerk, row(member, amount=300))
    assert "已登记 3,000.00 元" in error(batch) and "红字冲销" in error(batch)
    # With the first one listed too, it is a second payout of that day.
    both = look(federation, clerk, row(member, amount=300), row(member, amount=3000))
    assert (both.counts["unchanged"], both.counts["added"]) == (1, 1)


def test_a_red_row_strikes_out_and_no_file_brings_it_back(federation, unit, clerk):
    member = people.member(unit)
    wrong, right = row(member, amount=3000), row(member, amount=300)
    red = row(member, amount=-3000, note="多写一个零")
    take(federation, clerk, wrong)
    batch = take(federation, clerk, red, right)
    assert (batch.counts["changed"], batch.counts["added"]) == (1, 1)
    struck, stands = Line.objects.order_by("pk")
    assert (struck.status, struck.paid_on) == ("reversed", None)
    assert (stands.status, stands.amount) == ("paid", 300)
    assert struck.history.first().history_change_reason == "多写一个零"
    for old in ([wrong], [red, right], [wrong, red, right], [right, red, wrong]):
        again = look(federation, clerk, *old)
        assert again.counts["unchanged"] == len(old), files.errors(again)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"amount": -3000}, "备注写明原因"),
        ({"amount": -300, "note": "写错"}, "没有可冲销的这一笔"),
        ({"amount": -3000, "note": "写错", "day": "2015-07-21"}, "没有可冲销的这一笔"),
    ],
)
def test_a_red_row_must_name_its_payout_and_its_reason(federation, unit, clerk, cells, words):
    member = people.member(unit)
    take(federation, clerk, row(member, amount=3000))
    assert words in error(look(federation, clerk, row(member, **cells)))
    assert Line.objects.get().status == "paid"


def test_what_was_paid_here_is_known_and_not_struck_from_a_sheet(
    federation, unit, clerk, chair, leader
):
    member = people.member(unit)
    fund = aid.fund(federation, "5000", by=clerk)
    paper = aid.approved(unit, chair, clerk, leader, fund, member, amount="300")
    payer = aid.payer(federation)
    payment = aid.ordered(paper, payer).payments.get()
    payments.settle(
        payment.batch, [payments.Result(payment, payments.Kind.PAID, today())], by=payer
    )
    cells = {"day": str(today()), "programme": "慰问"}
    batch = look(federation, clerk, row(member, **cells))
    assert batch.counts["unchanged"] == 1
    red = look(federation, clerk, row(member, amount=-300, note="写错", **cells))
    assert "由本系统发放" in error(red)


# --- ceilings --------------------------------------------------------------------------------


def ceiling(amount: str, **fields: Any) -> Ceiling:
    fields = {"scope": "household", "span": "year", "since": datetime.date(2010, 1, 1), **fields}
    return Ceiling.objects.create(amount=Decimal(amount), basis="本镇约定", **fields)


def test_a_sum_above_a_ceiling_of_that_year_is_doubted_with_the_sum(federation, unit, clerk):
    ceiling("1000")
    member = people.member(unit)
    take(federation, clerk, row(member, day="2015-01-05", amount=600))
    batch = look(
        federation, clerk, row(member, amount=400), row(member, day="2015-12-31", amount=0.01),
        row(member, day="2016-01-01", amount=900),
    )  # fmt: skip
    assert doubts(batch) == "" and doubts(batch, 2) == ""
    assert "2015年累计 1,000.01 元" in doubts(batch, 1) and "1,000.00 元" in doubts(batch, 1)


def test_a_household_is_summed_over_its_people_of_that_day(federation, unit, other_unit, clerk):
    ceiling("1000")
    head, spouse = people.member(unit), people.member(other_unit, "李建国", sex="1")
    file = households.file(head, clerk, opened_on=datetime.date(2015, 6, 1))
    households.person(
        file, clerk, spouse.full_name, id_number=spouse.id_number, born=spouse.birth_date,
        relation="spouse",
    )  # fmt: skip
    gone = people.member(unit, "方大宝")
    left = households.person(
        file, clerk, gone.full_name, id_number=gone.id_number, born=gone.birth_date
    )
    file_people.end_person(left, datetime.date(2015, 7, 1), by=clerk, reason="分户")
    take(federation, clerk, row(gone, amount=500))
    cells = {"amount": 600, "employer": "淳安乙电子厂"}
    batch = look(
        federation, clerk, row(head, amount=600), row(spouse, **cells),
        row(spouse, **{**cells, "day": "2015-05-31"}),
    )  # fmt: skip
    assert doubts(batch) == "" and "累计 1,200.00 元" in doubts(batch, 1)
    assert "累计 1,200.00 元" in doubts(batch, 2)  # hers alone: two payouts, before the file


def test_ceilings_of_other_days_and_programmes_are_not_asked(federation, unit, clerk):
    ceiling("100", until=datetime.date(2015, 1, 1))
    ceiling("100", programme=aid.programme("medical_relief"))
    ceiling("250", span="once", scope="person", programme=aid.programme("stoppage_subsidy"))
    batch = look(federation, clerk, row(people.member(unit)))
    assert doubts(batch) == "金额：超过停产补助每人每次限额 250.00 元，请核对。"


# --- the size of the work ----------------------------------------------------------------------


def test_the_queries_do_not_grow_with_the_rows(federation, unit, clerk):
    asked = []
    for count in (3, 12):
        rows = [row(people.member(unit), day=f"2015-{n % 12 + 1:02d}-01") for n in range(count)]
        data = files.workbook([HEAD, *rows])
        batch = engine.upload(data, "台账.xlsx", "aid_ledger", federation, by=clerk, options={})
        with CaptureQueriesContext(connection) as captured:
            engine.run(batch, by=clerk)
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_the_offices_own_ledger_goes_in_whole(federation, clerk):
    batch = files.preview("aid_ledger", SAMPLE.read_bytes(), federation, clerk, "台账.xlsx")
    assert batch.counts["added"] == 304 and batch.counts["refused"] == 0
    plan = files.found(batch)
    assert all(finding.message for line in plan.rows for finding in line.findings)
    numbers = {
        finding.raw for line in plan.rows for finding in line.findings if "号" in finding.label
    }
    assert numbers and all("*" in number for number in numbers)
    engine.confirm(batch, by=clerk)
    again = files.preview("aid_ledger", SAMPLE.read_bytes(), federation, clerk, "台账.xlsx")
    assert again.counts["unchanged"] == 304
