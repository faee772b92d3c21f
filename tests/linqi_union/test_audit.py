"""The auditor's pages: every deed and every change, in her scope, masked, at a constant cost."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import journal
from accounts.models import JournalEntry
from core import guards, history, identifiers
from linqi_union import audit
from members.services import memberships, records
from tests.factories import people
from unions.codes import UnionKind
from unions.models import Role
from unions.services.life import rectify

pytestmark = pytest.mark.django_db
PATHS = ("/audit/journal/", "/audit/history/", "/audit/history/union/")


def test_only_the_auditor_opens_them(
    client_of: Any, auditor: Any, clerk: Any, leader: Any, administrator: Any, chair: Any
) -> None:
    for path in PATHS:
        assert client_of(auditor).get(path).status_code == 200, path
        for user in (clerk, leader, administrator, chair):
            assert client_of(user).get(path).status_code == 403, path
    for user in (clerk, leader, administrator, chair):
        assert client_of(user).post("/audit/journal/verify/").status_code == 403


def test_every_table_that_keeps_its_changes_is_read_there() -> None:
    kept = [model for model in apps.get_models() if hasattr(model, "history")]
    assert len(kept) == len(audit.TRACKED)
    assert set(kept) == set(audit.TRACKED.values())


def test_an_unknown_table_is_404(client_of: Any, auditor: Any) -> None:
    for name in ("user", "journalentry", "session", "x"):
        assert client_of(auditor).get(f"/audit/history/{name}/").status_code == 404


def test_reading_writes_nothing(
    client_of: Any, auditor: Any, unit: Any, writes_refused: Any
) -> None:
    people.member(unit)
    client = client_of(auditor)
    with writes_refused():
        for name in audit.TRACKED:
            assert client.get(f"/audit/history/{name}/").status_code == 200
        assert client.get("/audit/journal/").status_code == 200


# --- journal --------------------------------------------------------------------------------
def seen(client: Any, query: str = "") -> list[int]:
    page = client.get(f"/audit/journal/{query}")
    return [line["entry"].seq for line in page.context["lines"]]


def test_entries_read_in_chinese(client_of: Any, auditor: Any, clerk: Any, unit: Any) -> None:
    rectify(unit, datetime.date(2016, 5, 1), by=clerk, reason="换届", paper="临工〔2016〕3号")
    page = client_of(auditor).get("/audit/journal/").content.decode()
    for text in (
        "淳安甲纺织工会委员会：整顿",
        "日期：2016-05-01",
        "文号：临工〔2016〕3号",
        "登记修改",
    ):
        assert text in page


def test_filters_narrow_by_kind_person_and_day(
    client_of: Any, auditor: Any, clerk: Any, unit: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime(2030, 3, 1, 23, 30, tzinfo=datetime.UTC))
    mine = journal.record("export", "导出会员", by=clerk, union_id=unit.pk).seq
    other = journal.record("unmask", "查看完整信息", by=auditor, union_id=unit.pk).seq
    client = client_of(auditor)
    assert seen(client, "?kind=export") == [mine]
    assert seen(client, f"?actor={clerk.pk}") == [mine]
    # 23:30 UTC is the next morning in China.
    assert seen(client, "?first=2030-03-02&last=2030-03-02") == [other, mine]
    assert seen(client, "?first=2030-03-03") == []
    assert mine not in seen(client, "?last=2030-03-01")


@pytest.mark.parametrize(
    "query", ["?kind=x", "?actor=abc", "?first=31-31", "?before=x", "?actor=999"]
)
def test_a_filter_that_cannot_be_read_is_no_error(query: str, client_of: Any, auditor: Any) -> None:
    page = client_of(auditor).get(f"/audit/journal/{query}")
    assert page.status_code == 200
    assert client_of(auditor).get(f"/audit/history/{query}").status_code == 200
    assert page.context["form"].errors or "before" in query


def test_pages_follow_without_gap_or_repeat(client_of: Any, auditor: Any, clerk: Any) -> None:
    for number in range(60):
        journal.record("edit", f"第{number}件", by=clerk)
    client = client_of(auditor)
    page = client.get("/audit/journal/?kind=edit")
    first = [line["entry"].seq for line in page.context["lines"]]
    rest = seen(client, page.context["next_url"])
    assert len(first) == 50
    assert first + rest == sorted(first + rest, reverse=True)
    assert len(set(first + rest)) == 60 == JournalEntry.objects.filter(kind="edit").count()


@pytest.fixture
def towns(db: None) -> dict[str, Any]:
    top = people.federation("淳安县总工会")
    first = people.unit(top, "甲镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    second = people.unit(top, "乙镇总工会", kind=UnionKind.TOWNSHIP_FEDERATION)
    return {
        "auditor": people.sign_in("auditor1", "甲镇经审", first, Role.AUDITOR),
        "mine": people.member(people.unit(first, "甲镇茶厂工会", "甲镇茶厂"), "甲厂职工"),
        "theirs": people.member(people.unit(second, "乙镇茶厂工会", "乙镇茶厂"), "乙厂职工"),
        "first": first, "second": second,
    }  # fmt: skip


def test_below_the_root_only_deeds_of_the_subtree_are_seen(towns: Any, client_of: Any) -> None:
    client = client_of(towns["auditor"])
    allowed = journal.record("export", "导出甲", by=None, union_id=towns["first"].pk).seq
    journal.record("export", "导出乙", by=None, union_id=towns["second"].pk)
    journal.record("export", "无工会", by=None)
    assert seen(client, "?kind=export") == [allowed]


def test_below_the_root_only_history_of_visible_rows_is_seen(towns: Any, client_of: Any) -> None:
    client = client_of(towns["auditor"])
    for name in ("member", "membership", "union", "coverage", "enterprise", "seat", "unionevent"):
        page = client.get(f"/audit/history/{name}/").content.decode()
        assert "甲" in page, name
        assert "乙" not in page, name
    assert client.get("/audit/history/rule/").status_code == 404


def test_verification_reports_a_sound_chain_and_names_a_broken_one(
    client_of: Any, auditor: Any, clerk: Any
) -> None:
    client = client_of(auditor)
    page = client.post("/audit/journal/verify/").content.decode()
    assert "日志完整" in page
    number = JournalEntry.objects.count()
    guards.drop()
    second = JournalEntry.objects.order_by("seq")[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_journalentry SET summary = 'x' WHERE seq = %s", [second.seq]
        )
    page = client.post("/audit/journal/verify/").content.decode()
    assert "日志校验未通过" in page
    assert f"第 {second.seq} 条：内容与校验值不符" in page
    # Checking leaves no line of its own, and cannot be done by a link.
    assert JournalEntry.objects.count() == number
    assert client.get("/audit/journal/verify/").status_code == 405


# --- history --------------------------------------------------------------------------------
def lines(client: Any, name: str, query: str = "") -> list[Any]:
    return client.get(f"/audit/history/{name}/{query}").context["lines"]


def test_a_change_shows_before_and_after(
    client_of: Any, auditor: Any, clerk: Any, unit: Any
) -> None:
    member = people.member(unit)
    member.post, member.mobile = "挡车工", "13911112222"
    records.change_member(member, by=clerk, reason="核对资料")
    newest, oldest = lines(client_of(auditor), "member")
    told = [(c.label, c.before, c.after) for c in newest.changes]
    assert told == [("手机号", "138****0000", "139****2222"), ("岗位", "", "挡车工")]
    assert (newest.target, newest.kind) == ("王桂英", "修改")
    assert newest.row.history_user == clerk
    assert oldest.kind == "新增"
    assert ("性别", "", "女") in [(c.label, c.before, c.after) for c in oldest.changes]


def test_no_whole_number_is_shown(client_of: Any, auditor: Any, clerk: Any, unit: Any) -> None:
    member = people.member(unit)
    # Another number behind the same mask: the change must be told all the same.
    old, order = member.id_number, (int(member.id_number[14:17]) + 2) % 1000
    member.id_number = identifiers.synthetic_id(old[:6], member.birth_date, f"{order:03d}")
    records.change_member(member, by=clerk)
    unit.bank_account = "6222020012345678"
    history.save(unit, by=clerk)
    client = client_of(auditor)
    page = client.get("/audit/history/member/").content.decode()
    assert old not in page
    assert member.id_number not in page
    assert f"{old[:6]}************（已改动）" in page
    page = client.get("/audit/history/union/").content.decode()
    assert "6222020012345678" not in page
    assert "****5678" in page


def test_a_voided_period_is_told(client_of: Any, auditor: Any, clerk: Any, unit: Any) -> None:
    member = people.member(unit)
    memberships.void(member.memberships.get(), by=clerk, reason="误录")
    newest = lines(client_of(auditor), "membership")[0]
    assert ("作废原因", "", "误录") in [(c.label, c.before, c.after) for c in newest.changes]


def test_related_rows_are_shown_by_name(client_of: Any, auditor: Any, unit: Any) -> None:
    people.member(unit)
    told = [(c.label, c.after) for c in lines(client_of(auditor), "membership")[0].changes]
    assert ("会员", "王桂英") in told
    assert ("所属工会", unit.name) in told
    assert ("工作单位", "淳安甲纺织有限公司") in told


def test_history_filters_by_person_and_day(
    client_of: Any, auditor: Any, clerk: Any, unit: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime(2030, 3, 1, 23, 30, tzinfo=datetime.UTC))
    unit.remark = "改"
    history.save(unit, by=clerk)
    client = client_of(auditor)
    assert len(lines(client, "union", f"?actor={clerk.pk}")) == 1
    assert len(lines(client, "union", "?first=2030-03-02&last=2030-03-02")) == 1
    assert lines(client, "union", "?first=2030-03-03") == []
    assert len(lines(client, "union", "?last=2030-03-01")) == 2


def test_history_pages_follow_without_gap_even_within_one_moment(
    client_of: Any, auditor: Any, clerk: Any, unit: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime(2030, 3, 1, tzinfo=datetime.UTC), tick=False)
    for number in range(60):
        unit.remark = f"备注{number}"
        history.save(unit, by=clerk)
    client = client_of(auditor)
    page = client.get(f"/audit/history/union/?actor={clerk.pk}")
    told = page.context["lines"] + lines(client, "union", page.context["next_url"])
    numbers = [line.row.history_id for line in told]
    assert len(page.context["lines"]) == 50
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == 60
    # The oldest line of the first page still knows what was there before it.
    assert page.context["lines"][-1].changes[0].before == "备注9"


@pytest.mark.parametrize("before", ["x", "1", "999999999999999999-1", "-1-1", "1-", "٣-١"])
def test_a_bad_page_key_is_no_error(before: str, client_of: Any, auditor: Any) -> None:
    answer = client_of(auditor).get("/audit/history/union/", {"before": before})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/audit/history/member/", 7), ("/audit/history/membership/", 10),
        ("/audit/history/coverage/", 9), ("/audit/journal/", 6),
    ],
)  # fmt: skip
def test_a_page_costs_the_same_for_one_row_and_for_three(
    path: str, queries: int, client_of: Any, auditor: Any, clerk: Any, federation: Any
) -> None:
    client = client_of(auditor)
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            unit = people.unit(federation, f"第{number}工会", f"第{number}厂")
            history.save(unit.coverages.get(), by=clerk)
            member = people.member(unit)
            history.save(member, by=clerk)
            history.save(member.memberships.get(), by=clerk)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) == queries
