"""Pages of elections: what they show to whom, what they keep of what was typed, what they cost."""

import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import months_before, today
from governance.election_workflow import move_election
from governance.forms.elections import reference
from governance.models import Ballot, Candidate, Election, Office, RollEntry
from tests.factories import elections as made
from tests.factories import people

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"governance:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


# --- starting ----------------------------------------------------------------------------------


def term(unit, months_ago):
    unit.term_started_on, unit.term_years = months_before(today(), months_ago), 3
    unit.first_elected_on = unit.term_started_on
    unit.save()


@pytest.mark.parametrize(
    ("months", "badge", "start"),
    [
        (37, "已逾期", True),
        (34, "3 个月内到期", True),
        (31, "6 个月内到期", True),
        (12, "任期内", False),
    ],
)
def test_the_unions_page_shows_the_ladder_and_the_button(
    months, badge, start, unit, chair, client_of
):
    term(unit, months)
    page = text_of(client_of(chair).get(reverse("unions:union_detail", args=[unit.pk])))
    assert badge in page
    assert ("启动换届" in page) is start


def test_readers_have_no_button_and_a_running_election_takes_it_away(
    unit, chair, auditor, leader, client_of
):
    term(unit, 37)
    address = reverse("unions:union_detail", args=[unit.pk])
    for reader in (auditor, leader):
        assert "启动换届" not in text_of(client_of(reader).get(address))
    made.prepared(unit, chair)
    page = text_of(client_of(chair).get(address))
    assert "启动换届" not in page
    assert "筹备中" in page


def test_a_vacant_chair_asks_for_a_by_election_within_three_months(unit, chair, client_of):
    term(unit, 12)
    Office.objects.create(
        union=unit, post="chair", full_name="前主席", since=people.FOUNDED, sole="chair",
        until=months_before(today(), 4), chosen="election", ended_by="resigned",
    )  # fmt: skip
    page = text_of(client_of(chair).get(reverse("unions:union_detail", args=[unit.pk])))
    assert "启动补选" in page
    assert "已超过期限" in page


def test_the_form_proposes_what_can_be_counted(unit, chair, client_of):
    made.voters(unit, 12, sex="2")
    page = client_of(chair).get(url("election_new") + f"?union={unit.pk}&kind=renewal")
    initial = page.context["form"].initial
    assert (initial["committee_seats"], initial["women_seats"], initial["form"]) == (
        3,
        3,
        "meeting",
    )


def test_a_chair_starts_at_her_own_union_only(unit, other_unit, chair, client_of):
    data = {
        "union": unit.pk, "kind": "renewal", "form": "meeting", "term_years": 3,
        "committee_seats": 3, "vice_seats": 0, "audit_seats": 1, "women_seats": 0,
        "planned_on": "2016年9月8日", "reason": "到期", "term_no": "3",
    }  # fmt: skip
    browser = client_of(chair)
    refused = browser.post(url("election_new"), {**data, "union": other_unit.pk})
    assert refused.status_code == 200
    assert 'value="2016年9月8日"' in text_of(refused), "what was typed stays"
    assert not Election.objects.exists()
    assert browser.post(url("election_new"), data).status_code == 302
    election = Election.objects.get()
    assert (election.union, str(election.planned_on)) == (unit, "2016-09-08")


# --- the workbench -----------------------------------------------------------------------------


def test_what_is_missing_stands_beside_the_disabled_button(unit, chair, leader, client_of):
    election = made.brought_to("freeze", unit, chair, leader)
    page = text_of(client_of(chair).get(url("election_detail", election.pk)))
    assert '<button type="button" disabled>确认选举结果</button>' in page
    assert "未达到法定人数：应到 8 人，至少须到 6 人，实到 0 人，还差 6 人。" in page


def test_who_filed_finds_no_reply_button_and_a_post_is_refused(unit, clerk, leader, client_of):
    election = made.brought_to("request", unit, clerk, leader)
    browser = client_of(clerk)
    assert "登记同意选举批复" not in text_of(browser.get(url("election_detail", election.pk)))
    data = {"number": "临总工〔2016〕5号", "day": today(), "version": election.version}
    assert browser.post(url("election_move", election.pk, "permit"), data).status_code == 403
    election.refresh_from_db()
    assert election.status == "requested"


def test_a_double_submit_moves_once(unit, chair, client_of):
    election = made.with_candidates(made.prepared(unit, chair), made.voters(unit), chair)
    data = {"number": "甲工[2016]1号", "day": today().isoformat(), "version": election.version}
    browser = client_of(chair)
    address = url("election_move", election.pk, "request")
    assert browser.post(address, data).status_code == 302
    again = browser.post(address, data)
    assert again.status_code == 200
    assert "请刷新页面" in text_of(again)
    election.refresh_from_db()
    assert (election.status, election.request_no) == ("requested", "甲工〔2016〕1号")
    assert election.history.filter(status="requested").count() == 1


def test_an_old_page_is_told_so_and_keeps_what_was_typed(unit, chair, client_of):
    election = made.with_candidates(made.prepared(unit, chair), made.voters(unit), chair)
    data = {"number": "甲工〔2016〕1号", "day": "2016-09-08", "version": election.version - 1}
    answer = client_of(chair).post(url("election_move", election.pk, "request"), data)
    assert answer.status_code == 409
    assert 'value="2016-09-08"' in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("甲工[2016]3号", "甲工〔2016〕3号"), ("甲工（2016）3号", "甲工〔2016〕3号"),
     ("甲工【2016】3号", "甲工〔2016〕3号"), ("甲工〔2016〕3号", "甲工〔2016〕3号"), ("3号", "3号")],
)  # fmt: skip
def test_years_stand_in_the_brackets_of_the_standard(typed, stored):
    assert reference(typed) == stored


# --- candidates --------------------------------------------------------------------------------


def test_candidates_are_found_added_ordered_and_taken_off(unit, other_unit, chair, client_of):
    election = made.prepared(unit, chair)
    mine = people.member(unit, "王本会", sex="1")
    theirs = people.member(other_unit, "王外会", sex="1")
    browser, address = client_of(chair), url("candidate_list", election.pk)
    page = text_of(browser.post(address, {"q": "王"}))
    assert "王本会" in page
    assert "王外会" not in page
    data = {"post": "committee_member", "finance_staff": "on"}
    assert browser.post(f"{address}?member={theirs.pk}", data).status_code == 404
    assert browser.post(f"{address}?member={mine.pk}", data).status_code == 302
    again = browser.post(f"{address}?member={mine.pk}", data)
    assert "此人已是该职务的候选人" in text_of(again)
    row = Candidate.objects.get()
    assert row.finance_staff
    browser.post(url("candidate_edit", row.pk), {"position": 7, "party_secretary": "on"})
    row.refresh_from_db()
    assert (row.position, row.finance_staff, row.party_secretary) == (7, False, True)
    browser.post(url("candidate_remove", row.pk))
    assert not Candidate.objects.exists()
    assert Candidate.history.filter(history_type="-").get().history_user == chair
    lines = JournalEntry.objects.filter(target_type="governance.election")
    assert not any("王本会" in line.summary + line.detail for line in lines)


def test_candidates_stand_still_while_the_upper_union_reads(unit, chair, leader, client_of):
    election = made.brought_to("request", unit, chair, leader)
    row = election.candidates.first()
    answer = client_of(chair).post(url("candidate_remove", row.pk), follow=True)
    assert "当前状态下不能办理此事" in text_of(answer)
    assert Candidate.objects.filter(pk=row.pk).exists()


# --- roll and votes ----------------------------------------------------------------------------


def test_fifty_rows_a_page_and_nobody_ticks_all_at_once(unit, chair, leader, client_of):
    people.crowd(
        unit,
        [{"full_name": f"众人{n}", "sex": "1", "id_number": people.id_number(sex="1"),
          "first_joined_on": people.FOUNDED} for n in range(52)],
    )  # fmt: skip
    election = made.roll_of(unit, chair)
    browser, address = client_of(chair), url("election_roll", election.pk, "sign-in")
    page = browser.get(address)
    assert len(page.context["rows"]) == 50
    assert "全部签到" not in text_of(page)
    second = browser.get(page.context["next_url"])
    assert len(second.context["rows"]) == 2
    shown = [row.pk for row, _ in second.context["rows"]]
    browser.post(page.context["next_url"], {"shown": shown, "ticked": shown[:1]})
    election.refresh_from_db()
    assert election.present == 1


def test_somebody_is_found_on_the_roll_by_name(unit, chair, leader, client_of):
    made.voters(unit, 3)
    election = made.roll_of(unit, chair)
    browser = client_of(chair)
    found = browser.post(url("roll_search", election.pk, "sign-in"), {"q": "钱会员"})
    assert "钱" not in found.url
    page = browser.get(found.url)
    assert [row.full_name for row, _ in page.context["rows"]] == ["钱会员"]


def test_readers_see_the_roll_and_tick_nothing(unit, chair, leader, client_of):
    made.voters(unit, 3)
    election = made.roll_of(unit, chair)
    address = url("election_roll", election.pk, "sign-in")
    row = RollEntry.objects.first()
    page = client_of(leader).post(address, {"shown": [row.pk], "ticked": [row.pk]})
    assert "没有办理此事的权限" in text_of(page)
    row.refresh_from_db()
    assert not row.signed_in


def test_the_count_is_one_form_and_a_refusal_loses_nothing(unit, chair, leader, client_of):
    election = made.brought_to("sign", unit, chair, leader)
    browser, address = client_of(chair), url("election_votes", election.pk)
    assert browser.get(address).status_code == 200
    data = {"version": election.version}
    for post, issued in (("committee_member", 8), ("chair", 3), ("audit_member", 8)):
        data |= {f"{post}-issued": issued, f"{post}-returned": issued, f"{post}-invalid": 0}
    rows = Candidate.objects.filter(election=election).order_by("pk")
    for row, votes in zip(rows, (8, 7, 6, 2, 3, 7), strict=True):
        data[f"c{row.pk}-for"] = votes
    refused = browser.post(address, {**data, "committee_member-returned": 9})
    assert "收回票数多于发出票数" in text_of(refused)
    assert 'value="9"' in text_of(refused)
    assert not Ballot.objects.exists()
    assert browser.post(address, data).status_code == 302
    assert browser.post(address, data).status_code == 409, "the second of two counts is told"
    browser.post(url("election_move", election.pk, "hold"),
                 {"version": Election.objects.get().version})  # fmt: skip
    assert Candidate.objects.filter(elected=True).count() == 5


# --- the list ----------------------------------------------------------------------------------


def listed(browser, query=""):
    return [row["union__name"] for row in browser.get(url("election_list") + query).context["rows"]]


def test_each_sees_what_waits_for_her(
    unit, other_unit, chair, other_chair, clerk, leader, client_of
):
    made.brought_to("request", unit, clerk, leader)
    made.prepared(other_unit, clerk)
    mine, theirs = unit.name, other_unit.name
    assert listed(client_of(leader), "?waiting=me") == [mine]
    assert listed(client_of(clerk), "?waiting=me") == [], "she filed it herself"
    assert listed(client_of(other_chair), "?waiting=me") == [theirs]
    assert listed(client_of(chair), "?waiting=me") == []
    assert listed(client_of(chair)) == [mine]
    assert set(listed(client_of(leader), "?status=open")) == {mine, theirs}
    assert listed(client_of(leader), "?status=requested&kind=renewal") == [mine]
    assert listed(client_of(leader), f"?union={other_unit.pk}&year={today().year}") == [theirs]
    assert listed(client_of(leader), "?year=1999") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    rows, federation, clerk, client_of, django_assert_num_queries
):
    for number in range(rows):
        made.prepared(people.unit(federation, f"第{number}工会", f"第{number}厂"), clerk)
    browser = client_of(clerk)
    with django_assert_num_queries(LIST):
        assert len(browser.get(url("election_list")).context["rows"]) == rows


@pytest.mark.parametrize("voters", [6, 18])
def test_the_workbench_costs_the_same_for_few_and_for_many(
    voters, unit, chair, leader, client_of, django_assert_num_queries
):
    members = made.voters(unit, voters)
    election = made.with_candidates(made.prepared(unit, chair), members, chair)
    browser = client_of(chair)
    with django_assert_num_queries(DETAIL):
        browser.get(url("election_detail", election.pk))
    move_election(election, "request", by=chair, number="甲工〔2016〕1号", day=today())


LIST, DETAIL = 5, 15


def test_pages_write_nothing(unit, chair, leader, client_of, writes_refused):
    election = made.brought_to("count", unit, chair, leader)
    browser = client_of(chair)
    with writes_refused():
        for name, *args in (
            ("election_list",), ("election_new",), ("election_detail", election.pk),
            ("election_votes", election.pk), ("election_roll", election.pk, "sign-in"),
            ("candidate_list", election.pk), ("election_print", election.pk, "roll"),
            ("election_move", election.pk, "hold"),
        ):  # fmt: skip
            assert browser.get(url(name, *args)).status_code == 200, name
