"""The panel: who sits on it, who scores what, and that nobody scores her own or her unit's."""

import datetime
from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import today
from innovation.models import CriterionSet, Kind, Panelist, Score
from innovation.services import calls, merging, panel, scoring
from tests.factories import innovation, papers, people, rows
from unions.models import Role

pytestmark = pytest.mark.django_db
POINTS = (25, 12, 15, 18)


@pytest.fixture
def call(federation, clerk):
    return innovation.call(federation, clerk)


@pytest.fixture
def entry(call, unit, chair, clerk):
    return innovation.accepted(unit, chair, clerk, "王小窍", call=call)


def post_of(row, entry, points=POINTS, **more):
    criteria = scoring.criteria_of(row.call)
    return {
        **{f"points_{c.pk}": str(p) for c, p in zip(criteria, points, strict=True)}, **more,
    }  # fmt: skip


def url(name, *args):
    return reverse(f"innovation:{name}", args=args)


# --- who sits on it ----------------------------------------------------------------------------


def test_invited_by_account_or_by_name_and_taken_off(call, clerk, other_chair, leader):
    hers = innovation.panelist(call, clerk, other_chair)
    outside = innovation.panelist(call, clerk, "县专家 ", post="县总工会")
    assert (hers.shown_name, outside.shown_name) == ("乙会主席", "县专家")
    with pytest.raises(ValidationError, match="已是本次征集的评委"):
        innovation.panelist(call, clerk, other_chair)
    with pytest.raises(ValidationError, match="同名的专家"):
        innovation.panelist(call, clerk, "县专家")
    with pytest.raises(PermissionDenied):
        innovation.panelist(call, leader, "另一专家")
    panel.dismiss(hers, by=clerk)
    again = innovation.panelist(call, clerk, other_chair)
    assert (again.pk, again.left_on) == (hers.pk, None)


def test_the_form_takes_an_account_or_a_name_never_both_nor_neither(call, clerk, other_chair,
                                                                    client_of):  # fmt: skip
    browser = client_of(clerk)
    for data, words in (
        ({"post": "工程师"}, "只填一样"),
        ({"user": other_chair.pk, "name": "某"}, "只填一样"),
        ({"user": "99999"}, "选择一个有效的选项"),
    ):
        text = browser.post(url("panelist_new", call.pk), data).content.decode()
        assert words in text, data
    assert not Panelist.objects.exists()
    browser.post(url("panelist_new", call.pk), {"user": other_chair.pk, "post": "工程师"})
    row = Panelist.objects.get()
    assert (row.user, row.post, row.invited_on) == (other_chair, "工程师", today())
    browser.post(url("panelist_end", row.pk))
    row.refresh_from_db()
    assert row.left_on == today()


# --- nobody scores her own ---------------------------------------------------------------------


def test_her_own_units_entry_is_refused_by_page_by_post_and_by_service(
    call, entry, chair, clerk, client_of
):
    row = innovation.panelist(call, clerk, chair)
    browser = client_of(chair)
    sheet = browser.get(url("score_sheet", row.pk)).content.decode()
    assert "回避" in sheet and entry.title in sheet
    page = browser.get(url("score_entry", row.pk, entry.pk)).content.decode()
    assert "不能评分" in page and "points_" not in page
    before = rows.fingerprint()
    answer = browser.post(url("score_entry", row.pk, entry.pk), post_of(row, entry))
    assert "本人登记或提交" in answer.content.decode()
    with pytest.raises(ValidationError, match="本人登记或提交"):
        innovation.scored(row, entry, *POINTS, by=chair)
    assert rows.fingerprint() == before
    assert not Score.objects.exists()


@pytest.mark.parametrize("how", ["seat", "member", "author", "namesake"])
def test_seat_membership_authorship_and_namesake_bar(how, call, unit, federation, chair, clerk):
    author = people.member(unit, "王桂英")
    entry = innovation.accepted(unit, chair, clerk, author, call=call)
    home = unit if how == "seat" else federation
    name = "王桂英" if how == "namesake" else "另有其名"
    judge = people.sign_in("judge", name, home, Role.CHAIR if how == "seat" else Role.AUDITOR)
    if how in ("member", "author"):
        person = author if how == "author" else people.member(unit, "同事")
        judge.id_number = person.id_number
        judge.save()
    row = innovation.panelist(call, clerk, judge)
    words = {"seat": "本单位", "member": "本单位", "author": "完成人", "namesake": "同名"}[how]
    with pytest.raises(ValidationError, match=words):
        innovation.scored(row, entry, *POINTS, by=judge)
    assert scoring.progress(row).open == []


def test_an_outside_expert_is_barred_by_name_and_by_the_unit_she_works_in(call, entry, unit, clerk):
    works = innovation.panelist(call, clerk, "外聘专家", union=unit)
    named = innovation.panelist(call, clerk, "王小窍")
    for row, words in ((works, "本单位"), (named, "同名")):
        with pytest.raises(ValidationError, match=words):
            innovation.scored(row, entry, *POINTS, by=clerk)


def test_who_types_from_paper_is_no_author_herself(call, unit, chair, clerk):
    row = innovation.panelist(call, clerk, "外聘专家")
    entry = innovation.submitted(unit, chair, clerk.display_name, call=call)
    from innovation.models import Entry

    Entry.objects.filter(pk=entry.pk).update(status="accepted")
    with pytest.raises(ValidationError, match="同名"):
        innovation.scored(row, entry, *POINTS, by=clerk)


def test_data_entry_knows_no_scores_and_no_panelists():
    from innovation.admin import KindAdmin

    assert isinstance(admin.site.get_model_admin(Kind), KindAdmin)
    assert not admin.site.is_registered(Score) and not admin.site.is_registered(Panelist)


def test_points_given_before_an_author_joined_by_merger_no_longer_count(
    call, entry, unit, chair, clerk, other_chair, other_unit
):
    from innovation.services import ranking

    author = people.member(other_unit, "钱合并")
    other_chair.id_number = author.id_number
    other_chair.save()
    row = innovation.panelist(call, clerk, other_chair)
    innovation.scored(row, entry, *POINTS, by=other_chair)
    twin = innovation.accepted(other_unit, clerk, people.sign_in(
        "reviewer", "复核员", unit.parent, Role.CLERK), author, call=call)  # fmt: skip
    entry.refresh_from_db()
    merging.merge(entry, twin, by=clerk, version=entry.version, reason="同一项")
    (standing,) = ranking.standings(call)
    assert (standing.average, standing.left_out) == (None, 1)
    assert "不计" in "".join(standing.remarks)


# --- who gives whose points --------------------------------------------------------------------


def test_each_gives_her_own_and_the_clerk_those_on_paper(call, entry, clerk, other_chair, leader):
    hers = innovation.panelist(call, clerk, other_chair)
    paper = innovation.panelist(call, clerk, "外聘专家")
    for by in (clerk, leader):
        with pytest.raises(PermissionDenied):
            innovation.scored(hers, entry, *POINTS, by=by)
    for by in (other_chair, leader):
        with pytest.raises(PermissionDenied):
            innovation.scored(paper, entry, *POINTS, by=by)
    innovation.scored(hers, entry, *POINTS, by=other_chair, remark="很实用")
    innovation.scored(paper, entry, *POINTS, by=clerk)
    assert Score.objects.count() == 8
    assert not JournalEntry.objects.filter(detail__contains="很实用").exists()


def test_given_again_they_replace_and_history_keeps_both(call, entry, clerk, other_chair):
    row = innovation.panelist(call, clerk, other_chair)
    innovation.scored(row, entry, *POINTS, by=other_chair)
    innovation.scored(row, entry, 30, 12, 15, 18, by=other_chair)
    first = Score.objects.order_by("criterion__position").first()
    assert (Score.objects.count(), first.points, first.history.count()) == (4, 30, 2)


def test_the_sheet_of_another_is_not_there(call, entry, clerk, leader, other_chair, chair,
                                           client_of):  # fmt: skip
    hers = innovation.panelist(call, clerk, other_chair)
    paper = innovation.panelist(call, clerk, "外聘专家")
    for who, row in ((chair, hers), (clerk, hers), (leader, hers), (other_chair, paper)):
        assert client_of(who).get(url("score_sheet", row.pk)).status_code == 404
    assert client_of(other_chair).get(url("score_sheet", hers.pk)).status_code == 200
    assert client_of(clerk).get(url("score_sheet", paper.pk)).status_code == 200


def test_an_administrator_on_the_panel_scores_though_her_seat_sees_nothing(
    call, entry, clerk, administrator, client_of
):
    row = innovation.panelist(call, clerk, administrator)
    browser = client_of(administrator)
    assert entry.title in browser.get(url("score_sheet", row.pk)).content.decode()
    browser.post(url("score_entry", row.pk, entry.pk), post_of(row, entry))
    assert Score.objects.count() == 4
    assert browser.get(reverse("innovation:entry_detail", args=[entry.pk])).status_code == 403


def test_an_entry_of_another_call_is_not_on_the_sheet(call, entry, unit, chair, clerk, other_chair,
                                                      client_of):  # fmt: skip
    row = innovation.panelist(call, clerk, other_chair)
    stray = innovation.accepted(unit, chair, clerk)
    browser = client_of(other_chair)
    assert browser.get(url("score_entry", row.pk, stray.pk)).status_code == 404
    with pytest.raises(ValidationError, match="不在本次评审"):
        innovation.scored(row, stray, *POINTS, by=other_chair)


def test_pictures_before_and_after_reach_the_panel_and_nothing_else(
    call, entry, chair, clerk, other_chair, client_of
):
    from innovation.services import pictures

    shown = pictures.attach(entry, papers.upload(), "改进前照片", by=chair)
    proof = pictures.attach(entry, papers.upload(papers.png(4)), "财务证明", by=chair)
    row = innovation.panelist(call, clerk, other_chair)
    browser = client_of(other_chair)
    assert browser.get(url("score_picture", row.pk, shown.pk)).status_code == 200
    assert browser.get(url("score_picture", row.pk, proof.pk)).status_code == 404


# --- limits, days, blindness -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("benefit", "low", "high"),
    [(None, 0, 14), (0, 10, 14), (99_999, 10, 14), (100_000, 15, 25), (499_999, 15, 25),
     (500_000, 26, 30), (-5, 0, 14)],
)  # fmt: skip
def test_model_a_gives_the_benefit_within_its_band(benefit, low, high):
    """domain.md 7: over 500,000 yuan 26 to 30; 100,000 to 500,000 15 to 25; below 10 to 14."""
    row = CriterionSet.objects.earliest("pk").criteria.get(name="经济效益")
    value = None if benefit is None else Decimal(benefit)
    assert scoring.limits(row, value) == (low, high)


def test_model_b_has_six_criteria_and_no_bands(federation, clerk, unit, chair, other_chair):
    call = innovation.call(federation, clerk, criteria=CriterionSet.objects.latest("pk"))
    entry = innovation.accepted(unit, chair, clerk, call=call)
    row = innovation.panelist(call, clerk, other_chair)
    innovation.scored(row, entry, 50, 10, 10, 10, 10, 10, by=other_chair)
    assert scoring.progress(row).done == {entry.pk: 100}
    with pytest.raises(ValidationError, match="应评 0 至 10 分"):
        innovation.scored(row, entry, 50, 10.5, 10, 10, 10, 10, by=other_chair)


@pytest.mark.parametrize("bad", ["", "31", "-1", "3.55", "甲", "NaN", "1e9"])
def test_points_out_of_bounds_are_refused_beside_the_field(bad, call, entry, clerk, other_chair,
                                                           client_of):  # fmt: skip
    row = innovation.panelist(call, clerk, other_chair)
    data = post_of(row, entry, (bad, 12, 15, 18))
    text = client_of(other_chair).post(url("score_entry", row.pk, entry.pk), data)
    assert "field-error" in text.content.decode() or "errorlist" in text.content.decode()
    assert not Score.objects.exists()


def test_scoring_ends_on_its_day_and_paper_may_be_typed_later(call, entry, clerk, other_chair):
    row = innovation.panelist(call, clerk, other_chair)
    paper = innovation.panelist(call, clerk, "外聘专家")
    call.scoring_ends_on = today() - datetime.timedelta(1)
    calls.save_call(call, by=clerk)
    with pytest.raises(ValidationError, match="评分已于"):
        innovation.scored(row, entry, *POINTS, by=other_chair)
    innovation.scored(paper, entry, *POINTS, by=clerk)
    call.scoring_ends_on = today()
    calls.save_call(call, by=clerk)
    innovation.scored(row, entry, *POINTS, by=other_chair)


def test_who_left_scores_no_more(call, entry, clerk, other_chair):
    row = innovation.panelist(call, clerk, other_chair)
    panel.dismiss(row, by=clerk)
    with pytest.raises(ValidationError, match="已退出"):
        innovation.scored(row, entry, *POINTS, by=other_chair)


def test_a_blind_panel_sees_neither_authors_nor_unit(federation, unit, chair, clerk, other_chair,
                                                     client_of):  # fmt: skip
    call = innovation.call(federation, clerk, blind=True)
    entry = innovation.accepted(unit, chair, clerk, "王小窍", call=call)
    row = innovation.panelist(call, clerk, other_chair)
    browser = client_of(other_chair)
    pages = (url("score_sheet", row.pk), url("score_sheet", row.pk) + "?print=1",
             url("score_entry", row.pk, entry.pk))  # fmt: skip
    for page in pages:
        text = browser.get(page).content.decode()
        assert entry.title in text
        for secret in ("王小窍", unit.name, "淳安甲纺织"):
            assert secret not in text, page
    call.blind = False
    calls.save_call(call, by=clerk)
    text = browser.get(pages[2]).content.decode()
    assert "王小窍" in text and unit.name in text


def test_a_panelist_sees_no_points_of_others_until_scoring_is_over(call, entry, clerk, leader,
                                                                   client_of):  # fmt: skip
    innovation.panelist(call, clerk, leader)
    browser = client_of(leader)
    for name, args in (("call_ranking", (call.pk,)), ("call_scores", (call.pk, entry.pk)),
                       ("call_decide", (call.pk,))):  # fmt: skip
        assert browser.get(url(name, *args)).status_code == 403
    assert browser.post(url("call_ranking_paper", call.pk)).status_code == 403
    assert "看不到其他评委" in browser.get(url("call_detail", call.pk)).content.decode()
    call.scoring_ends_on = today() - datetime.timedelta(1)
    calls.save_call(call, by=clerk)
    assert browser.get(url("call_ranking", call.pk)).status_code == 200


def test_a_clerk_on_the_panel_types_for_nobody(call, entry, clerk):
    innovation.panelist(call, clerk, clerk)
    paper = innovation.panelist(call, clerk, "外聘专家")
    with pytest.raises(ValidationError, match="不能代录"):
        innovation.scored(paper, entry, *POINTS, by=clerk)


def test_from_one_entry_to_the_next(call, entry, unit, chair, clerk, other_chair, client_of):
    second = innovation.accepted(unit, chair, clerk, call=call)
    row = innovation.panelist(call, clerk, other_chair)
    browser = client_of(other_chair)
    data = post_of(row, entry, then="next")
    answer = browser.post(url("score_entry", row.pk, entry.pk), data)
    assert answer.url == url("score_entry", row.pk, second.pk)
    answer = browser.post(url("score_entry", row.pk, second.pk), data)
    assert answer.url == url("score_sheet", row.pk)
    assert "已评 2 项，未评 0 项" in browser.get(url("score_list")).content.decode()


def count_of(browser, address):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_sheet_asks_as_much_for_many_entries_as_for_one(call, entry, unit, chair, clerk,
                                                            other_chair, client_of):  # fmt: skip
    row = innovation.panelist(call, clerk, other_chair)
    browser = client_of(other_chair)
    pages = {url("score_list"): 10, url("score_sheet", row.pk): 14,
             url("score_entry", row.pk, entry.pk): 15}  # fmt: skip
    assert {page: count_of(browser, page) for page in pages} == pages
    for _ in range(6):
        innovation.accepted(unit, chair, clerk, call=call)
    assert {page: count_of(browser, page) for page in pages} == pages
