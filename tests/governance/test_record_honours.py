"""Honours and good deeds: for whom, by whom, many activists at once, and where they are seen."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from core.history import version_of
from core.periods import today
from governance.models import Deed, Honour
from governance.services import records
from members import workflow
from tests.factories import people, rows
from tests.factories import records as make

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def member(unit):
    return people.member(unit, "方见义")


def url(name, *args):
    return reverse(f"governance:{name}", args=args)


def text(response):
    return response.content.decode()


def listed(browser, name="honour_list", **params):
    page = browser.get(url(name), params)
    return [row.get("title") or row["text"] for row in page.context["rows"]]


def typed(**changes):
    return {
        "kind": "bravery", "title": "见义勇为", "level": "city", "grade": "二等功",
        "body": "杭州市见义勇为基金会", "year": "2016", "awarded_on": "2016-04-20", **changes,
    }  # fmt: skip


# --- for whom ---------------------------------------------------------------------------------
def test_a_member_is_found_and_honoured(unit, other_unit, member, chair, client_of):
    people.member(other_unit, "方见义")
    browser = client_of(chair)
    page = browser.post(url("honour_new"), {"q": "方见义"})
    assert [stay.member for stay in page.context["found"]] == [member]
    address = f"{url('honour_new')}?member={member.pk}"
    assert "方见义" in text(browser.get(address))
    assert browser.post(address, typed()).status_code == 302
    row = Honour.objects.get()
    assert (row.union, row.member, row.enterprise, row.grade) == (unit, member, None, "二等功")
    assert row.history.get().history_user == chair
    entry = JournalEntry.objects.latest("seq")
    assert entry.summary == "登记荣誉"
    assert "见义" not in entry.detail


def test_a_union_and_an_enterprise_are_honoured(federation, unit, chair, clerk, client_of):
    enterprise = unit.coverages.get().enterprise
    apart = people.enterprise(federation, "未建会企业")
    for user, query in (
        (chair, f"union={unit.pk}"), (chair, f"enterprise={enterprise.pk}"),
        (clerk, f"union={federation.pk}"), (clerk, f"enterprise={apart.pk}"),
    ):  # fmt: skip
        answer = client_of(user).post(f"{url('honour_new')}?{query}", typed(kind="advanced_unit"))
        assert answer.status_code == 302, query
    found = [(h.union, h.enterprise, h.member) for h in Honour.objects.order_by("pk")]
    assert found == [
        (unit, None, None), (unit, enterprise, None), (federation, None, None),
        (federation, apart, None),
    ]  # fmt: skip


def test_nobody_elses_people_unions_and_enterprises_are_honoured(
    federation, unit, other_unit, chair, leader, member, client_of
):
    foreign = people.member(other_unit, "乙会员")
    there = other_unit.coverages.get().enterprise
    before = rows.fingerprint()
    for query in (f"member={foreign.pk}", f"union={other_unit.pk}", f"union={federation.pk}",
                  f"enterprise={there.pk}", "member=x", "union=0",
                  "enterprise=99999999999"):  # fmt: skip
        answer = client_of(chair).post(f"{url('honour_new')}?{query}", typed())
        assert answer.status_code == 404, query
    assert client_of(leader).get(f"{url('honour_new')}?member={member.pk}").status_code == 403
    for fields in ({"member": foreign}, {"enterprise": there}):
        with pytest.raises(ValidationError):
            make.honour(unit, chair, **fields)
        with pytest.raises(PermissionDenied):
            make.honour(other_unit, chair, **fields)
    assert rows.fingerprint() == before


def test_one_honour_has_one_recipient_kept_by_the_database(unit, member, chair):
    row = make.honour(unit, chair, member=member)
    row.enterprise = unit.coverages.get().enterprise
    with pytest.raises(ValidationError, match="一名职工或一家企业"):
        records.change(row, by=chair, seen=version_of(row), reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"year": "1900"}, "year"), ({"year": "2999"}, "year"),
     ({"awarded_on": "2999-01-01"}, "awarded_on"),
     ({"level": "x"}, "level"), ({"title": ""}, "title"), ({"note": "字" * 2001}, "note")],
)  # fmt: skip
def test_what_does_not_fit_is_said_beside_it(changes, field, member, chair, client_of):
    page = client_of(chair).post(f"{url('honour_new')}?member={member.pk}", typed(**changes))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not Honour.objects.exists()


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_only_those_who_govern_the_unit_enter_and_change(who, request, unit, member, chair):
    user = request.getfixturevalue(who)
    honour, deed = make.honour(unit, chair, member=member), make.deed(member, chair)
    before = rows.fingerprint()
    for act in (
        lambda: make.honour(unit, user, member=member),
        lambda: make.deed(member, user),
        lambda: records.change(honour, by=user, seen=version_of(honour), reason="x"),
        lambda: records.void(deed, by=user, reason="x"),
        lambda: records.enter_activists(Honour(union=unit, year=2015), [member], by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert rows.fingerprint() == before


# --- activists --------------------------------------------------------------------------------
def activists(unit, browser, members, **changes):
    told = {"year": "2015", "title": "工会积极分子", "level": "unit", "body": unit.name,
            "members": [m.pk for m in members], **changes}  # fmt: skip
    return browser.post(f"{url('activist_new')}?union={unit.pk}", told)


def test_activists_are_entered_many_at_once_and_never_twice(unit, member, chair, client_of):
    second, third = people.member(unit, "何积极"), people.member(unit, "余积极")
    browser = client_of(chair)
    assert activists(unit, browser, [member, second]).status_code == 302
    answer = activists(unit, browser, [member, second, third])
    assert "已登记工会积极分子 1 人" in text(browser.get(answer["Location"]))
    found = Honour.objects.filter(kind="activist", year=2015, union=unit)
    assert sorted(h.member.pk for h in found) == [member.pk, second.pk, third.pk]
    assert found.first().history.get().history_user == chair
    activists(unit, browser, [member], year="2016")
    assert Honour.objects.filter(member=member).count() == 2


def test_activists_are_chosen_among_the_members_of_the_unit(
    unit, other_unit, member, chair, clerk, client_of
):
    foreign = people.member(other_unit, "乙会员")
    page = client_of(chair).get(url("activist_new"))  # who has one unit is not asked which
    assert "方见义" in text(page)
    assert "乙会员" not in text(page)
    answer = activists(unit, client_of(chair), [member, foreign])
    assert "members" in answer.context["form"].errors
    assert "members" in activists(unit, client_of(chair), []).context["form"].errors
    assert activists(other_unit, client_of(chair), [foreign]).status_code == 404
    assert not Honour.objects.exists()
    asked = client_of(clerk).post(url("activist_new"), {"union": other_unit.pk})
    assert asked["Location"] == f"{url('activist_new')}?union={other_unit.pk}"
    assert "乙会员" in text(client_of(clerk).get(asked["Location"]))


def test_of_several_activists_one_who_does_not_fit_stops_all(unit, other_unit, member, chair):
    foreign = people.member(other_unit, "乙会员")
    like = Honour(union=unit, title="工会积极分子", level="unit", body="x", year=2015)
    with pytest.raises(ValidationError):
        records.enter_activists(like, [member, foreign], by=chair)
    assert not Honour.objects.exists()


# --- deeds ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "day", "shown"),
    [("2009-05-19", D(2009, 5, 19), "2009-05-19"), ("2013-10", D(2013, 10, 1), "2013-10"),
     ("2013年10月", D(2013, 10, 1), "2013-10"), ("20131001", D(2013, 10, 1), "2013-10-01")],
)  # fmt: skip
def test_a_deed_has_a_day_or_a_month(when, day, shown, member, chair, client_of):
    honour = make.honour(member.memberships.get().union, chair, member=member)
    browser, address = client_of(chair), f"{url('deed_new')}?member={member.pk}"
    told = {"when": when, "text": "参加扑救", "honour": honour.pk}
    assert browser.post(address, told).status_code == 302
    row = Deed.objects.get()
    assert (row.day, row.when, row.honour) == (day, shown, honour)
    page = browser.get(url("deed_edit", row.pk))
    assert f'value="{shown}"' in text(page)
    told |= {"version": page.context["form"]["version"].value(), "reason": "补正", "text": "救火"}
    assert browser.post(url("deed_edit", row.pk), told).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.when) == ("救火", shown)


@pytest.mark.parametrize("when", ["", "2013", "2013-13", "2999-01-01", "昨天"])
def test_a_deed_needs_a_day_that_was(when, member, chair, client_of):
    told = {"when": when, "text": "参加扑救"}
    page = client_of(chair).post(f"{url('deed_new')}?member={member.pk}", told)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Deed.objects.exists()


def test_a_deed_earns_an_honour_of_the_same_person_that_stands(unit, member, chair, client_of):
    other = people.member(unit, "余他人")
    hers, his = (make.honour(unit, chair, member=m) for m in (member, other))
    for wrong in (his, make.honour(unit, chair)):
        with pytest.raises(ValidationError) as refused:
            make.deed(member, chair, honour=wrong)
        assert "honour" in refused.value.message_dict
        page = client_of(chair).post(
            f"{url('deed_new')}?member={member.pk}",
            {"when": "2013-10", "text": "x", "honour": wrong.pk},
        )
        assert "honour" in page.context["form"].errors
    deed = make.deed(member, chair, honour=hers)
    with pytest.raises(ValidationError, match="先修改那条好人好事"):
        records.void(hers, by=chair, reason="x")
    records.void(deed, by=chair, reason="误登")
    records.void(hers, by=chair, reason="误登")
    with pytest.raises(ValidationError, match="已经作废"):
        make.deed(member, chair, honour=Honour.objects.get(pk=hers.pk))


# --- where they are seen ----------------------------------------------------------------------
def test_the_lists_by_kind_level_year_recipient_and_union(
    unit, other_unit, member, chair, other_chair, clerk, client_of
):
    make.honour(unit, chair, "甲", member=member, kind="bravery", level="city", year=2016)
    make.honour(unit, chair, "乙", enterprise=unit.coverages.get().enterprise, kind="studio")
    make.honour(unit, chair, "丙", year=2013)
    make.honour(other_unit, other_chair, "丁", year=2014)
    records.void(make.honour(unit, chair, "戊"), by=chair, reason="误登")
    browser = client_of(chair)
    assert listed(browser) == ["甲", "乙", "丙"]
    assert listed(browser, sort="oldest") == ["丙", "乙", "甲"]
    assert listed(browser, recipient="member") == ["甲"]
    assert listed(browser, recipient="enterprise") == ["乙"]
    assert listed(browser, recipient="union") == ["丙"]
    assert listed(browser, kind="studio") == ["乙"]
    assert listed(browser, level="city") == ["甲"]
    assert listed(browser, year=2013) == ["丙"]
    assert listed(browser, on="2015-12-31") == ["乙", "丙"]
    assert listed(browser, union=other_unit.pk) == ["甲", "乙", "丙"]  # a filter she has not
    assert listed(client_of(clerk), union=other_unit.pk) == ["丁"]
    body = client_of(chair).post(url("honour_list")).getvalue()
    assert body[:2] == b"PK"
    make.deed(member, chair, "救人")
    make.deed(people.member(other_unit), other_chair, "别处")
    assert listed(browser, "deed_list") == ["救人"]
    assert listed(browser, "deed_list", year=2010) == []
    assert listed(client_of(clerk), "deed_list", union=other_unit.pk) == ["别处"]


def test_a_foreign_honour_and_deed_are_not_there(unit, member, chair, other_chair, client_of):
    honour, deed = make.honour(unit, chair, member=member), make.deed(member, chair)
    for name, row in (("honour", honour), ("deed", deed)):
        for page in ("detail", "edit", "void"):
            assert client_of(other_chair).get(url(f"{name}_{page}", row.pk)).status_code == 404


def test_her_page_shows_what_the_reader_may_see_of_it(
    unit, other_unit, member, chair, other_chair, clerk, client_of
):
    """After a transfer each unit sees what is on record with it."""
    make.honour(unit, chair, "甲会表彰", member=member)
    make.deed(member, chair, "甲会事迹")
    asked = people.transfer(member, other_unit, chair)
    workflow.TRANSFER.move(asked, "accept", by=other_chair)
    make.honour(other_unit, other_chair, "乙会表彰", member=member)
    page = reverse("members:member_detail", args=[member.pk])
    seen = {
        user: [word for word in ("甲会表彰", "甲会事迹", "乙会表彰")
               if word in text(client_of(user).get(page))]
        for user in (chair, other_chair, clerk)
    }  # fmt: skip
    assert seen == {
        chair: ["甲会表彰", "甲会事迹"], other_chair: ["乙会表彰"],
        clerk: ["甲会表彰", "甲会事迹", "乙会表彰"],
    }  # fmt: skip
    new = f"{url('honour_new')}?member={member.pk}"
    assert new in text(client_of(other_chair).get(page))
    assert new not in text(client_of(chair).get(page))


def test_the_unions_page_shows_honours_regulations_and_activities(
    federation, unit, other_unit, member, chair, clerk, other_chair, client_of
):
    page = reverse("unions:union_detail", args=[unit.pk])
    assert 'id="honours"' not in text(client_of(chair).get(page))
    make.honour(unit, chair, "单位荣誉")
    make.honour(unit, chair, "个人荣誉", member=member)
    make.regulation(unit, chair, "甲会制度")
    make.regulation(federation, clerk, "镇会制度")
    make.activity(unit, chair, "甲会活动")
    make.activity(other_unit, other_chair, "乙会活动")
    body = text(client_of(chair).get(page))
    found = [word for word in ("单位荣誉", "个人荣誉", "甲会制度", "镇会制度", "甲会活动", "乙会活动")
             if word in body]  # fmt: skip
    assert found == ["单位荣誉", "甲会制度", "甲会活动"]


def test_lists_pages_and_parts_cost_the_same_with_more_rows(
    unit, other_unit, member, chair, other_chair, client_of
):
    make.honour(other_unit, other_chair)
    browser, honour = client_of(chair), make.honour(unit, chair, member=member)
    deed = make.deed(member, chair, honour=honour)
    pages = {
        url("honour_list"): 5, url("deed_list"): 5, url("honour_detail", honour.pk): 6,
        url("deed_detail", deed.pk): 4,
    }  # fmt: skip
    for number in (1, 3):
        while Honour.objects.filter(union=unit).count() < number:
            make.honour(unit, chair, member=people.member(unit))
            make.deed(people.member(unit), chair)
        for address, queries in pages.items():
            with CaptureQueriesContext(connection) as asked:
                page = browser.get(address)
            assert len(asked) == queries, address
            if "rows" in (page.context or {}):
                assert len(page.context["rows"]) == number


def test_parts_of_other_pages_cost_two_and_three_queries(unit, member, chair, client_of):
    from governance import record_panels

    for number in (1, 3):
        while Honour.objects.count() < 2 * number:
            make.honour(unit, chair, member=member)
            make.honour(unit, chair, enterprise=unit.coverages.get().enterprise)
            make.deed(member, chair)
            make.activity(unit, chair)
        chair.scope_in_hand = None
        with CaptureQueriesContext(connection) as asked:
            part = record_panels.of_member(member, chair)
            assert len(list(part["honours"])) == number
            assert len(list(part["deeds"])) == number
        assert len(asked) == 2 + 2  # the seats are read twice where no request has them in hand
        with CaptureQueriesContext(connection) as asked:
            record_panels.of_union(unit, chair)
        assert len(asked) == 3 + 3


def test_todays_year_is_offered(unit, member, chair, client_of):
    page = client_of(chair).get(f"{url('honour_new')}?member={member.pk}")
    assert page.context["form"]["year"].value() == today().year
