"""评分汇总 and the decision: averages, ranks, spread, missing scores; two deciding at once."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from core.periods import today
from innovation.models import Award, AwardGrade, CriterionSet, Entry
from innovation.services import calls, deciding, panel, ranking, scoring
from innovation.workflow import move_entry
from tests.accounts.test_journal import in_threads
from tests.accounts.test_journal import shared_database as shared_database
from tests.factories import innovation, people
from unions.models import Rule

D = Decimal


@pytest.fixture
def call(federation, clerk):
    """Model B: a hundred points without bands."""
    return innovation.call(federation, clerk, criteria=CriterionSet.objects.latest("pk"))


@pytest.fixture
def experts(call, clerk):
    return [innovation.panelist(call, clerk, f"专家{name}") for name in "甲乙丙"]


def entry_of(call, unit, chair, clerk, **fields):
    row = innovation.accepted(unit, chair, clerk, call=call, **fields)
    return move_entry(row, "implement", by=chair, day=today())


def score(rows, entry, by, *totals):
    """Totals, the first criteria filled first."""
    for row, total in zip(rows, totals, strict=False):
        if total is None:
            continue
        points, left = [], total
        for criterion in scoring.criteria_of(row.call):
            points.append(min(left, criterion.points))
            left -= points[-1]
        innovation.scored(row, entry, *points, by=by)


def url(name, *args):
    return reverse(f"innovation:{name}", args=args)


# --- sums --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("totals", "trimmed", "mean"),
    [([], False, None), ([80], False, D("80.00")), ([80, 81, 81], False, D("80.67")),
     ([60, 80, 82, 84, 100], True, D("82.00")), ([60, 80, 82, 84, 100], False, D("81.20")),
     ([60, 80, 82, 84], True, D("76.50"))],
)  # fmt: skip
def test_the_mean_plain_and_trimmed(totals, trimmed, mean):
    assert ranking.mean([D(t) for t in totals], trimmed=trimmed) == mean


def test_far_off_is_told_from_three_scores_on():
    assert ranking.far_off({1: D(80), 2: D(20)}, D(15)) == {}
    assert ranking.far_off({1: D(80), 2: D(82), 3: D(60)}, D(15)) == {3: "偏低"}
    assert ranking.far_off({1: D(60), 2: D(62), 3: D(80)}, D(15)) == {3: "偏高"}
    assert ranking.far_off({1: D(80), 2: D(82), 3: D(65)}, D(15)) == {}


@pytest.mark.django_db
def test_ranked_with_ties_and_what_is_missing_last(call, experts, unit, chair, clerk):
    rows = [entry_of(call, unit, chair, clerk) for _ in range(4)]
    for entry, totals in zip(rows, ((70, 70, 70), (80, 80, 80), (79, 80, 81), (None,) * 3),
                             strict=True):  # fmt: skip
        score(experts, entry, clerk, *totals)
    found = ranking.standings(call)
    assert [(r.entry.pk, r.rank, r.average) for r in found] == [
        (rows[1].pk, 1, D("80.00")), (rows[2].pk, 1, D("80.00")), (rows[0].pk, 3, D("70.00")),
        (rows[3].pk, None, None),
    ]  # fmt: skip
    assert found[3].remarks == ["还没有评分"]
    assert (found[1].spread, found[1].deviation) == (2, D("0.82"))


@pytest.mark.django_db
def test_spread_outliers_and_missing_in_words(call, experts, unit, chair, clerk, client_of):
    entry = entry_of(call, unit, chair, clerk)
    late = innovation.panelist(call, clerk, "专家丁")
    score(experts, entry, clerk, 78, 80, 50)
    (found,) = ranking.standings(call)
    assert found.remarks == ["1 人未评", "分差大（30 分）", "1 个评分偏低"]
    assert (found.asked, found.missing) == (4, [late])
    browser = client_of(clerk)
    text = browser.get(url("call_ranking", call.pk)).content.decode()
    assert "1 人未评；分差大（30 分）；1 个评分偏低" in text and "3/4" in text
    behind = browser.get(url("call_scores", call.pk, entry.pk)).content.decode()
    assert "计分，偏低" in behind and "专家丁" in behind and "未评" in behind


@pytest.mark.django_db
def test_the_limits_are_dated_rules(call, experts, unit, chair, clerk, client_of):
    score(experts, entry_of(call, unit, chair, clerk), clerk, 78, 80, 50)
    Rule.objects.filter(code="score_spread_percent").update(value=40)
    Rule.objects.filter(code="score_far_percent").update(value=D("0.5"))
    (found,) = ranking.standings(call)
    assert found.remarks == ["1 个评分偏高", "1 个评分偏低"]  # 80 and 50 about the middle of 78
    page = client_of(clerk).get(url("call_ranking", call.pk)).content.decode()
    assert "超过满分的 40%" in page
    assert "超过满分的 0.5%" in page


@pytest.mark.django_db
def test_points_of_who_left_count_and_she_is_not_missed(call, experts, unit, chair, clerk):
    entry = entry_of(call, unit, chair, clerk)
    score(experts, entry, clerk, 70, 80)
    panel.dismiss(experts[0], by=clerk)
    panel.dismiss(experts[2], by=clerk)
    (found,) = ranking.standings(call)
    assert (found.average, found.missing) == (D("75.00"), [])


@pytest.mark.django_db
def test_a_criterion_added_later_makes_the_old_scores_incomplete(call, experts, unit, chair, clerk):
    from innovation.models import Criterion
    from innovation.services import settings

    entry = entry_of(call, unit, chair, clerk)
    score(experts, entry, clerk, 70)
    row = Criterion(set=call.criteria, position=9, name="推广价值", points=10)
    with pytest.raises(ValidationError, match="另建评分标准"):
        settings.save_row(row, by=clerk)
    (found,) = ranking.standings(call)
    assert found.average == 70


# --- shown -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_excel_print_and_word_tell_the_same(call, experts, unit, chair, clerk, client_of):
    entry = entry_of(call, unit, chair, clerk, title="模具保温罩")
    score(experts, entry, clerk, 79, 80, 84)
    browser = client_of(clerk)
    for page in ("", "?print=1"):
        text = browser.get(url("call_ranking", call.pk) + page).content.decode()
        assert "模具保温罩" in text and "81.00" in text and "王小窍" in text
    answer = browser.post(url("call_ranking", call.pk))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "模具保温罩" in cells and 81 in [c for c in cells if isinstance(c, int | float | D)]
    answer = browser.post(url("call_ranking_paper", call.pk))
    document = Document(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert {"模具保温罩", "81.00", "3/3"} <= set(cells)


@pytest.mark.django_db
def test_the_ranking_asks_as_much_for_many_as_for_one(call, experts, unit, chair, clerk, leader,
                                                      client_of):  # fmt: skip
    first = entry_of(call, unit, chair, clerk)
    score(experts, first, clerk, 70, 80, 90)
    browser = client_of(leader)
    pages = {url("call_ranking", call.pk): 13, url("call_detail", call.pk): 12,
             url("call_scores", call.pk, first.pk): 19,
             url("call_decide", call.pk): 15}  # fmt: skip

    def counted():
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(page).status_code == 200
            found[page] = len(asked)
        return found

    assert counted() == pages
    for _ in range(5):
        entry = entry_of(call, unit, chair, clerk)
        score(experts, entry, clerk, 71, 81, 91)
    innovation.panelist(call, clerk, "专家丁")
    assert counted() == pages


@pytest.mark.django_db
def test_pages_of_the_ranking_are_cut_from_one_order(call, experts, unit, chair, clerk):
    from innovation.panel_reports import RankingList

    rows = [entry_of(call, unit, chair, clerk) for _ in range(5)]
    for place, entry in enumerate(rows):
        score(experts, entry, clerk, 90 - place)
    report = RankingList(call)
    first = report.page(report.ask(clerk, {}), size=2)
    after = report.page(report.ask(clerk, {"after": str(first.rows[-1]["id"])}), size=2)
    before = report.page(report.ask(clerk, {"before": str(after.rows[0]["id"])}), size=2)
    ranks = [[row["rank"] for row in page.rows] for page in (first, after, before)]
    assert ranks == [[1, 2], [3, 4], [1, 2]]
    assert (first.has_next, after.has_previous, before.has_previous) == (True, True, False)


# --- the decision ------------------------------------------------------------------------------


@pytest.fixture
def judged(call, experts, unit, chair, clerk):
    rows = [entry_of(call, unit, chair, clerk) for _ in range(3)]
    for place, entry in enumerate(rows):
        score(experts, entry, clerk, 90 - place, 90 - place)
    return deciding.evaluate(call, [row.pk for row in rows], by=clerk)


def decided(call, entries, by, *grades, **fields):
    chosen = {
        entry.pk: AwardGrade.objects.get(name=name)
        for entry, name in zip(entries, grades, strict=False)
    }
    return deciding.decide(
        call, chosen, by=by, **{"meeting": "主席办公会", "day": today(), **fields}
    )


@pytest.mark.django_db
def test_awarded_by_grade_in_one_deed(call, judged, leader, clerk):
    row = decided(call, judged, leader, "一等奖", "二等奖")
    assert (row.decided_on, row.meeting, row.decided_by) == (today(), "主席办公会", leader)
    statuses = list(Entry.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == ["awarded", "awarded", "evaluated"]
    awards = Award.objects.order_by("pk").values_list("grade__name", "meeting", "decided_on")
    assert list(awards) == [("一等奖", "主席办公会", today()), ("二等奖", "主席办公会", today())]
    for deed in (
        lambda: decided(call, judged[2:], leader, "三等奖"),
        lambda: innovation.panelist(call, clerk, "晚到的专家"),
        lambda: panel.dismiss(call.panelists.first(), by=clerk),
        lambda: score([call.panelists.first()], judged[2], clerk, 60),
        lambda: calls.save_call(call, by=clerk),
        lambda: deciding.evaluate(call, [judged[2].pk], by=clerk),
    ):
        call.refresh_from_db()
        with pytest.raises(ValidationError, match="决定"):
            deed()


@pytest.mark.django_db
def test_all_or_nothing_and_the_refusal_names_the_entry(call, judged, unit, chair, clerk, leader):
    raw = entry_of(call, unit, chair, clerk, title="还没评审的")
    with pytest.raises(ValidationError, match="还没评审的"):
        decided(call, [*judged, raw], leader, "一等奖", "二等奖", "三等奖", "三等奖")
    assert not Award.objects.exists()
    call.refresh_from_db()
    assert not call.decided


@pytest.mark.django_db
def test_the_leader_decides_and_nobody_else_nor_of_her_own(call, judged, clerk, auditor, leader,
                                                           unit, other_unit):  # fmt: skip
    for who in (clerk, auditor):
        with pytest.raises(PermissionDenied):
            decided(call, judged, who, "一等奖")
    author = people.member(unit, "王小窍")
    leader.id_number = author.id_number
    leader.save()
    mine = judged[0].authors.get()
    mine.member = author
    mine.save()
    with pytest.raises(ValidationError, match="您是完成人"):
        decided(call, judged, leader, "一等奖", "二等奖")
    assert not Award.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "words"),
    [({"meeting": " "}, "会议"), ({"day": today() + datetime.timedelta(1)}, "今天之间"),
     ({"day": today() - datetime.timedelta(99)}, "征集开始")],
)  # fmt: skip
def test_a_meeting_and_a_day_that_can_be(fields, words, call, judged, leader):
    with pytest.raises(ValidationError, match=words):
        decided(call, judged, leader, "一等奖", **fields)


@pytest.mark.django_db
def test_by_the_pages(call, judged, experts, leader, clerk, client_of):
    browser, address = client_of(leader), url("call_decide", call.pk)
    grade = AwardGrade.objects.get(name="一等奖")
    data = {f"grade_{judged[0].pk}": grade.pk, "meeting": "主席办公会", "day": str(today()),
            "version": ranking.seen_version(call)}  # fmt: skip
    score(experts[2:], judged[0], clerk, 10)
    stale = browser.post(address, data)
    assert stale.status_code == 409 and not Award.objects.exists()
    empty = browser.post(address, {**data, f"grade_{judged[0].pk}": "",
                                   "version": ranking.seen_version(call)})  # fmt: skip
    assert "请至少为一项成果选定奖次" in empty.content.decode()
    browser.post(address, {**data, "version": ranking.seen_version(call)})
    assert Award.objects.get().grade == grade
    text = browser.get(url("call_detail", call.pk)).content.decode()
    assert "主席办公会" in text and "荣誉证书" in text and "登记表彰决定" not in text


@pytest.mark.django_db
def test_the_clerk_evaluates_several_by_the_page(call, unit, chair, clerk, client_of):
    rows = [entry_of(call, unit, chair, clerk) for _ in range(2)]
    lacks = entry_of(call, unit, chair, clerk, title="未确认的", old_cost=D(3), quantity=D(9))
    browser, address = client_of(clerk), url("call_evaluate", call.pk)
    assert "年效益未经财务确认" in browser.get(address).content.decode()
    answer = browser.post(address, {"entries": [rows[0].pk, lacks.pk]})
    assert "“未确认的”：年效益还没有单位财务确认。" in answer.content.decode()
    assert not Entry.objects.filter(status="evaluated").exists()
    browser.post(address, {"entries": [row.pk for row in rows]})
    assert Entry.objects.filter(status="evaluated").count() == 2


@pytest.fixture
def world(transactional_db, federation, unit, clerk, chair, leader):
    """Made before the copy that the threads write to."""
    second = people.sign_in("leader2", "另一主席", federation, "leader")
    call = innovation.call(federation, clerk)
    return call, innovation.evaluated(unit, chair, clerk, call=call), (leader, second)


def test_two_deciding_at_once_give_one_decision(world, shared_database):
    call, entry, leaders = world
    found = in_threads(
        *[lambda by=by: decided(call, [entry], by, "一等奖").meeting for by in leaders]
    )
    refused = [one for one in found if isinstance(one, ValidationError)]
    assert len(refused) == 1 and "决定" in str(refused[0]), found
    assert in_threads(lambda: Award.objects.count()) == [1]
