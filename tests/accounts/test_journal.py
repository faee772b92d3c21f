"""The journal: a chain that only grows, and whose every fault is named."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from accounts import journal
from accounts.models import JournalEntry, JournalHead
from core import guards

TABLE = "accounts_journalentry"


def verify(*args: str) -> tuple[int, str]:
    """Exit code and everything the command said."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_journal", *args, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, err.getvalue() + str(error)
    return 0, out.getvalue()


def forge(sql: str, *params: Any) -> None:
    """What somebody with the database in hand might do: drop the guard, then write."""
    guards.drop()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def chain(db: None) -> list[JournalEntry]:
    return [journal.record("edit", f"第{number}件", by=None) for number in range(1, 6)]


def test_each_entry_holds_the_hash_of_the_one_before(chain: list[JournalEntry]) -> None:
    rows = list(JournalEntry.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.prev_hash for row in rows] == [journal.GENESIS, *(row.hash for row in rows[:-1])]
    assert all(journal.link(row) == row.hash for row in rows)
    assert str(JournalHead.objects.get()) == f"5:{rows[-1].hash}"
    assert list(journal.breaks()) == []
    code, text = verify()
    assert (code, "共 5 条" in text, rows[-1].hash in text) == (0, True, True)


def test_an_empty_journal_is_sound(db: None) -> None:
    assert verify()[0] == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("summary", "'改动'"), ("detail", "'x'"), ("actor_name", "'别人'"), ("kind", "'move'"),
        ("address", "'10.0.0.1'"), ("union_id", "7"), ("target_id", "'9'"),
        ("at", "'2016-01-01 00:00:00+00:00'"),
    ],
)  # fmt: skip
def test_an_altered_entry_is_named(chain: Any, column: str, value: str) -> None:
    forge(f"UPDATE {TABLE} SET {column} = {value} WHERE seq = 3")
    assert [(fault.seq, fault.why) for fault in journal.breaks()] == [
        (3, "内容与校验值不符，已被改动")
    ]
    code, text = verify()
    assert code == 1
    assert "最早在第 3 条" in text


def test_a_rehashed_entry_without_the_key_is_named(chain: Any, settings: Any) -> None:
    """Whoever rewrites the table does not hold JOURNAL_KEY."""
    key, settings.JOURNAL_KEY = settings.JOURNAL_KEY, "00" * 32
    entry = JournalEntry.objects.get(seq=3)
    entry.summary = "改动"
    forged = journal.link(entry)
    settings.JOURNAL_KEY = key
    forge(f"UPDATE {TABLE} SET summary = '改动', hash = %s WHERE seq = 3", forged)
    assert [fault.seq for fault in journal.breaks()] == [3, 4]
    assert verify()[0] == 1


def test_a_deleted_middle_entry_is_named(chain: Any) -> None:
    forge(f"DELETE FROM {TABLE} WHERE seq IN (2, 3)")
    assert [(fault.seq, fault.why) for fault in journal.breaks()] == [(2, "缺少第 2 条至第 3 条")]
    code, text = verify()
    assert (code, "最早在第 2 条" in text) == (1, True)


def test_a_cut_tail_is_named(chain: Any) -> None:
    forge(f"DELETE FROM {TABLE} WHERE seq = 5")
    assert [fault.why for fault in journal.breaks()] == ["末尾缺少第 5 条至第 5 条"]
    assert verify()[0] == 1


def test_a_tail_cut_together_with_the_head_is_named(chain: Any) -> None:
    """The head noted down beforehand (on paper) is what shows it."""
    noted = str(JournalHead.objects.get())
    assert verify("--expect-head", noted)[0] == 0
    forge(f"DELETE FROM {TABLE} WHERE seq = 5")
    head = JournalEntry.objects.get(seq=4)
    forge("UPDATE accounts_journalhead SET seq = 4, hash = %s", head.hash)
    assert verify()[0] == 0
    code, text = verify("--expect-head", noted)
    assert (code, "已不存在" in text) == (1, True)


def test_swapped_entries_are_named(chain: Any) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        forge(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", new, old)
    assert {fault.seq for fault in journal.breaks()} == {2, 3, 4}
    code, text = verify()
    assert (code, "最早在第 2 条" in text) == (1, True)


def test_a_turned_back_head_is_named(chain: Any) -> None:
    forge("UPDATE accounts_journalhead SET seq = 3")
    assert [fault.why for fault in journal.breaks()] == ["链头记录与最后一条不符"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda: JournalEntry.objects.filter(seq=3).update(summary="改"),
        lambda: JournalEntry.objects.filter(seq=3).delete(),
        lambda: JournalEntry.objects.get(seq=3).delete(),
        lambda: JournalEntry.objects.get(seq=3).save(),
        lambda: connection.cursor().execute(f"UPDATE {TABLE} SET summary = 'x'"),
        lambda: connection.cursor().execute(f"DELETE FROM {TABLE} WHERE seq = 5"),
    ],
)
def test_the_database_refuses_update_and_delete(chain: Any, deed: Any) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        deed()
    assert list(journal.breaks()) == []
    assert JournalEntry.objects.count() == 5


def test_a_deed_that_fails_leaves_no_line(chain: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.record("edit", "未成", by=None)
        raise RuntimeError
    assert JournalEntry.objects.count() == 5
    assert journal.record("edit", "下一件", by=None).seq == 6


def test_numbers_as_long_as_a_phone_never_enter(db: None) -> None:
    entry = journal.record(
        "edit", "改手机 13912345678", by=None,
        detail={"id": "99010119800506000X", "bank": ["6222020012345678"], "day": "2016-09-08"},
    )  # fmt: skip
    entry.refresh_from_db()
    kept = entry.summary + entry.detail
    for number in ("13912345678", "990101", "622202"):
        assert number not in kept
    assert entry.details()["day"] == "2016-09-08"


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Any, monkeypatch: Any) -> None:
    """A database that several connections write to. SQLite's test database lives in memory,
    where a second writer is turned away at once; the real one is a file, so it is copied there:
    connections of other threads open the file.
    """
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
        connection.connection.backup(file)
    # A dict of its own: the main connection keeps its settings and its database in memory.
    settings = {**connections.settings["default"], "NAME": str(tmp_path / "db.sqlite3")}
    monkeypatch.setitem(connections.settings, "default", settings)


def in_threads(*deeds: Any) -> list[Any]:
    """Run each deed in a thread of its own, at once, and return what they gave or raised."""

    def run(deed: Any) -> Any:
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_many_writers_at_once_make_one_chain(shared_database: None) -> None:
    def write() -> list[int]:
        return [journal.record("edit", "一件", by=None).seq for _ in range(5)]

    written = in_threads(write, write, write, write)
    assert sorted(seq for seqs in written for seq in seqs) == list(range(1, 21))

    def read() -> tuple[Any, ...]:
        rows = list(JournalEntry.objects.order_by("seq"))
        return [r.seq for r in rows], len({r.prev_hash for r in rows}), list(journal.breaks())

    assert in_threads(read) == [(list(range(1, 21)), 20, [])]
