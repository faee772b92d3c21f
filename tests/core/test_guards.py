"""The guards: laid on every table that asks for them, and there again after a rebuild."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import journal
from accounts.models import JournalEntry
from core import guards
from core.periods import NoOverlap

pytestmark = pytest.mark.django_db


def laid() -> set[str]:
    """Names of the triggers the database holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


def expected() -> set[str]:
    return {name for name, _ in guards.statements(connection.vendor)}


def test_every_guard_stands_after_migrating() -> None:
    assert expected() <= laid()
    assert {"accounts_journalentry_no_update", "accounts_journalentry_no_delete"} <= laid()


def test_every_table_with_periods_is_guarded() -> None:
    """A model that forgets the constraint would let two rows hold on one day."""
    constraints = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, NoOverlap)
    }
    assert {
        "membership_one_a_day", "coverage_one_union_a_day", "seat_once", "rule_one_value_a_day",
    } <= constraints  # fmt: skip
    if connection.vendor == "sqlite":
        verbs = ("insert", "update")
        assert {f"{name}_{verb}" for name in constraints for verb in verbs} <= laid()


def test_dropping_and_laying_again_leaves_each_guard_once() -> None:
    guards.drop()
    assert not expected() & laid()
    guards.install()
    guards.install()
    assert expected() <= laid()


def test_a_guard_lost_in_a_rebuilt_table_comes_back_with_the_next_migrate() -> None:
    guards.drop()
    call_command("migrate", verbosity=0)
    assert expected() <= laid()


def test_an_append_only_table_takes_rows_and_gives_none_back() -> None:
    journal.record("edit", "一件", by=None)
    for deed in (JournalEntry.objects.all().delete, lambda: JournalEntry.objects.update(kind="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()
    assert JournalEntry.objects.get().kind == "edit"


def test_the_guard_names_the_broken_constraint(unit: Any) -> None:
    row = unit.coverages.get()
    row.pk = None
    with pytest.raises(DatabaseError, match="coverage_one_union_a_day"), transaction.atomic():
        row.save(force_insert=True)
