"""The quarter's report: composed, presented, signed; frozen from then on, corrected in the next."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts.models import JournalEntry
from core.periods import today
from core.workflow import Stale
from reporting import differences, quarterly_sheet
from reporting.models import QuarterlyReport, ReportDifference, ReportFigure
from reporting.quarterly_workflow import REPORT
from reporting.services import quarterly
from tests.accounts.test_journal import in_threads
from tests.accounts.test_journal import shared_database as shared_database
from tests.factories import people, records
from tests.reporting import quarterly as made
from unions.duties import Asking, gather
from unions.scope import load

D = datetime.date


# --- composing -------------------------------------------------------------------------------


def test_a_draft_is_written_from_the_figures(unit, clerk, chair):
    made.full_quarter(unit, clerk, chair)
    report = made.draft(unit.parent, clerk)
    words = made.texts(report)
    assert report.recipient == "中共临岐镇委员会"
    assert list(words) == ["members", "standards", "rights", "aid", "innovation", "culture",
                           "funds", "problems", "plans", "matters"]  # fmt: skip
    assert words["members"] == (
        "本季度新建工会1家，季末共有基层工会2家，覆盖企业2家，比上季度增加1家。"
        "新入会1人，退会、死亡等离会1人，季末会员1人，与上季度持平。"
    )
    assert words["aid"] == (
        "本季度帮扶1户、1人，发放1笔，金额300元，比上季度增加300元。其中停产补助300元。"
    )
    assert words["funds"].startswith("本季度救助资金下达5000.5元，支出0元，季末结存5000.5元。")
    assert "实施成果1项，预计年效益5000元" in words["innovation"]


def test_one_report_a_quarter_by_a_federation(federation, unit, clerk, chair):
    made.draft(federation, clerk)
    with pytest.raises(ValidationError, match="已经建立"):
        made.draft(federation, clerk)
    with pytest.raises(ValidationError, match="由总工会编写"):
        made.draft(unit, chair)
    ahead = today() + datetime.timedelta(days=100)
    with pytest.raises(ValidationError, match="还没有开始"):
        made.draft(federation, clerk, (ahead.month - 1) // 3 + 1, ahead.year)
    with pytest.raises(ValidationError, match="还没有成立"):
        made.draft(federation, clerk, 1, 1999)
    assert QuarterlyReport.objects.count() == 1


def test_only_who_governs_the_federation_composes_and_replies_sign(
    federation, unit, clerk, leader, auditor, administrator, chair
):
    for person in (leader, auditor, administrator, chair):
        with pytest.raises(PermissionDenied):
            made.draft(federation, person)
    report = made.draft(federation, clerk)
    for person in (leader, auditor, administrator, chair):
        with pytest.raises(PermissionDenied):
            made.write(report, person)
        with pytest.raises(PermissionDenied):
            REPORT.move(report, "present", by=person)
    report = REPORT.move(made.write(report, clerk), "present", by=clerk)
    for person in (auditor, administrator, chair):
        with pytest.raises(PermissionDenied):
            REPORT.move(report, "submit", by=person, dated_on=D(2016, 7, 8))


def test_her_words_are_kept_until_she_says_otherwise(unit, clerk, chair):
    report = made.write(made.draft(unit.parent, clerk), clerk, culture="举办了职工运动会。")
    records.activity(unit, chair, day=made.IN)
    with pytest.raises(ValidationError, match="这一段您改过"):
        made.write(report, clerk, renew="culture")
    assert made.texts(report)["culture"] == "举办了职工运动会。"
    report = made.write(report, clerk, renew="culture", replace=True, plans="明年再说。")
    words = made.texts(report)
    assert words["culture"].startswith("本季度开展文体、培训、志愿服务等活动1次")
    assert words["plans"] == "明年再说。"
    old = report.parts.get(code="culture").history.order_by("history_id").values_list("text")
    assert ("举办了职工运动会。",) in list(old)
    records.activity(unit, chair, day=made.IN)
    report = made.write(report, clerk, renew="culture")  # not hers: nothing to ask
    assert "活动2次" in made.texts(report)["culture"]


def test_an_old_page_does_not_write_over_a_newer_one(federation, clerk):
    report = made.draft(federation, clerk)
    newer = made.write(report, clerk, plans="甲")
    with pytest.raises(Stale):
        made.write(report, clerk, plans="乙", version=report.version)
    assert made.texts(newer)["plans"] == "甲"


@pytest.mark.parametrize(
    "number", ["临总工[2016]6号", "临总工〔2016〕06号", "临总工〔2016〕第6号", "6"]
)
def test_the_number_is_written_as_offices_write_it(federation, clerk, number):
    with pytest.raises(ValidationError, match="六角括号"):
        made.write(made.draft(federation, clerk), clerk, number=number)


def test_what_is_missing_stands_beside_the_button(federation, clerk):
    span = quarterly_sheet.Span(today().year, (today().month - 1) // 3 + 1)
    report = made.draft(federation, clerk, span.quarter, span.year)
    report = quarterly.write(
        report, by=clerk, version=report.version, texts={"plans": ""},
        head={"number": "", "recipient": report.recipient},
    )  # fmt: skip
    (button,) = REPORT.buttons(report, clerk)
    assert button.missing == (
        f"{span.label}还没有结束。", "填写发文字号。", "写好下步打算部分；没有的写“无”。",
    )  # fmt: skip


# --- signing ---------------------------------------------------------------------------------


def test_the_clerk_presents_and_another_signs(federation, clerk, leader):
    report = made.ready(federation, clerk)
    with pytest.raises(ValidationError, match="您是送审人"):
        REPORT.move(report, "submit", by=clerk, dated_on=D(2016, 7, 8))
    with pytest.raises(ValidationError, match="不能再改"):
        made.write(report, clerk)
    for day in (D(2016, 6, 30), today() + datetime.timedelta(days=1)):
        with pytest.raises(ValidationError, match="成文日期应在"):
            REPORT.move(report, "submit", by=leader, dated_on=day)
    report = REPORT.move(report, "return", by=leader, reason="补充计划")
    report = REPORT.move(made.write(report, clerk), "present", by=clerk)
    report = REPORT.move(report, "submit", by=leader, dated_on=D(2016, 7, 8))
    assert (report.status, report.submitted_by, report.presented_by) == ("submitted", leader, clerk)
    for move in ("present", "submit", "return", "take_back"):
        with pytest.raises(ValidationError, match="当前状态下不能"):
            by = leader if move in ("submit", "return") else clerk
            REPORT.move(report, move, by=by, reason="改", dated_on=D(2016, 7, 9))
    assert REPORT.buttons(report, clerk) == REPORT.buttons(report, leader) == []
    last = JournalEntry.objects.order_by("seq").last()
    assert (last.summary, last.union_id) == ("季度汇报：签发报送", federation.pk)


def test_submitted_figures_cannot_be_changed_by_the_program(federation, clerk, leader):
    report = made.submitted(federation, clerk, leader)
    assert quarterly.is_sound(report)
    for deed in (
        lambda: ReportFigure.objects.filter(report=report).update(value=9),
        lambda: ReportFigure.objects.filter(report=report).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    part = report.parts.first()
    part.text = "改"
    part.save()
    assert not quarterly.is_sound(QuarterlyReport.objects.get())


@pytest.fixture
def committed(transactional_db, federation, clerk, leader):
    return federation


@pytest.fixture
def presented(committed, clerk):
    return made.ready(committed, clerk)


def test_two_submissions_at_once_freeze_once(presented, leader, shared_database):
    report = presented
    found = in_threads(
        *[lambda: REPORT.move(report, "submit", by=leader, dated_on=D(2016, 7, 8))] * 3
    )
    assert sum(isinstance(one, QuarterlyReport) for one in found) == 1, found
    assert all(isinstance(one, QuarterlyReport | ValidationError) for one in found), found
    (codes,) = in_threads(lambda: list(ReportFigure.objects.values_list("code", flat=True)))
    assert len(codes) == len(set(codes)) > 30


def test_two_begin_the_same_quarter_once(committed, clerk, shared_database):
    found = in_threads(*[lambda: made.draft(committed, clerk)] * 3)
    assert sum(isinstance(one, QuarterlyReport) for one in found) == 1, found
    assert all(isinstance(one, QuarterlyReport | ValidationError) for one in found), found


# --- corrections -----------------------------------------------------------------------------


def test_a_payout_dated_back_leaves_the_figure_and_is_told_in_the_next(
    federation, unit, clerk, leader
):
    member = people.member(unit, "受助者")
    made.payout(federation, clerk, member, D(2016, 5, 9), 300)
    second = made.submitted(federation, clerk, leader)
    made.payout(federation, clerk, member, D(2016, 6, 1), 200)
    assert quarterly_sheet.of(second)["paid_amount"].value == 300
    assert {d.code: (d.submitted, d.present) for d in differences.since(second)} == {
        "payouts": (1, 2), "paid_amount": (300, 500), "aid-stoppage_subsidy": (300, 500),
    }  # fmt: skip
    third = made.submitted(federation, clerk, leader, quarter=3)
    assert quarterly_sheet.of(third)["paid_amount"].previous == 500
    told = {d.code: d for d in differences.of(third)}
    assert set(told) == {"payouts", "paid_amount", "aid-stoppage_subsidy"}
    assert told["paid_amount"].about == second
    assert told["paid_amount"].found_on == today()
    assert quarterly_sheet.of(second)["paid_amount"].value == 300
    # Told once: the next one is silent unless the records move again.
    assert differences.since(second) == []
    assert differences.of(made.draft(federation, clerk, 4)) == []
    made.payout(federation, clerk, member, D(2016, 6, 2), 1)
    fourth = {d.code: (d.submitted, d.present) for d in differences.of(QuarterlyReport.objects.get(
        quarter=4))}  # fmt: skip
    assert fourth["paid_amount"] == (500, 501)


def test_the_day_a_correction_was_first_seen_stays(federation, unit, clerk, leader, time_machine):
    made.submitted(federation, clerk, leader)
    records.activity(unit, clerk, day=made.IN)
    draft = made.draft(federation, clerk, 3)
    seen = today()
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=5))
    assert {d.found_on for d in differences.of(draft)} == {seen}
    draft = made.write(draft, clerk)
    assert {d.found_on for d in differences.of(draft)} == {seen}
    assert ReportDifference.objects.count() == len(differences.of(draft)) == 3


def test_a_correction_taken_back_is_none(federation, unit, clerk, leader):
    from governance.services import records as services

    made.submitted(federation, clerk, leader)
    activity = records.activity(unit, clerk, day=made.IN)
    draft = made.draft(federation, clerk, 3)
    services.void(activity, by=clerk, reason="登记错误")
    assert differences.of(draft) == []
    made.write(draft, clerk)
    assert not ReportDifference.objects.exists()


# --- duties ----------------------------------------------------------------------------------


def _duties(user, code):
    return gather(Asking(load(user), today(), mine=True), [code])


def test_the_quarters_duty_is_settled_by_the_submitted_report(federation, clerk, leader):
    from reporting.quarters import last_over

    span = last_over()
    (duty,) = _duties(clerk, "party_report")
    assert (duty.action, duty.url) == (
        "编写汇报", f"/reports/quarterly/new/?union={federation.pk}",
    )  # fmt: skip
    report = made.ready(federation, clerk, quarter=span.quarter, year=span.year)
    assert len(_duties(clerk, "party_report")) == 1
    (to_sign,) = _duties(leader, "quarterly_sign")
    assert (to_sign.action, to_sign.url) == ("签发", f"/reports/quarterly/{report.pk}/")
    REPORT.move(report, "submit", by=leader, dated_on=today())
    assert _duties(clerk, "party_report") == _duties(leader, "quarterly_sign") == []
