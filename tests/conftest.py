"""Few named people: the federation's four, two chairs of two units, and nobody."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from core import guards
from tests.factories import people
from unions.models import Role


@pytest.fixture(scope="session", autouse=True)
def _papers_aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests attach does not lie among the papers of the house."""
    settings.DOCUMENTS_DIR = tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database is dropped although a live server's thread still holds a connection.

    Django's live server does not wait for its threads: one that serves a kept-alive connection of
    the browser ends some moments after the browser, and PostgreSQL drops nothing that is in use.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module", autouse=True)
def _as_migrated_again(django_db_blocker: Any) -> Any:
    """After a file that emptied the tables: what migrations laid down, for this worker's next file.

    Of the module's scope, because only that surely outlives pytest-django's own flush, whichever of
    mark and fixture asked for it; within a file pytest-django runs what flushes last.
    """
    flushed: list[str] = []
    yield flushed
    if flushed:
        with django_db_blocker.unblock():
            people.seed_rules()
            guards.install()


@pytest.fixture(autouse=True)
def _guards_around_flush(request: pytest.FixtureRequest, _as_migrated_again: list[str]) -> Any:
    """A transactional test ends by emptying tables, which the append-only triggers refuse."""
    names = set(request.fixturenames)
    if not names & {"transactional_db", "live_server"}:
        yield
        return
    request.getfixturevalue("transactional_db")
    _as_migrated_again.append(request.node.name)
    people.seed_rules()
    guards.install()
    yield
    guards.drop()


@pytest.fixture
def federation(db: None) -> Any:
    return people.federation()


@pytest.fixture
def unit(federation: Any) -> Any:
    return people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")


@pytest.fixture
def other_unit(federation: Any) -> Any:
    return people.unit(federation, "淳安乙电子工会委员会", "淳安乙电子厂")


@pytest.fixture
def clerk(federation: Any) -> Any:
    return people.sign_in("clerk", "经办员", federation, Role.CLERK)


@pytest.fixture
def leader(federation: Any) -> Any:
    return people.sign_in("leader", "分管主席", federation, Role.LEADER)


@pytest.fixture
def auditor(federation: Any) -> Any:
    return people.sign_in("auditor", "经审员", federation, Role.AUDITOR)


@pytest.fixture
def administrator(federation: Any) -> Any:
    return people.sign_in("administrator", "管理员", federation, Role.ADMINISTRATOR)


@pytest.fixture
def chair(unit: Any) -> Any:
    return people.sign_in("chair", "甲会主席", unit, Role.CHAIR)


@pytest.fixture
def other_chair(other_unit: Any) -> Any:
    return people.sign_in("otherchair", "乙会主席", other_unit, Role.CHAIR)


@pytest.fixture
def client_of() -> Any:
    """A browser signed in as somebody: `client_of(chair).get(...)`."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        # The last-seen mark is written on the first page; do it here, so that tests count
        # only what the page itself asks.
        session = client.session
        session["times"] = (int(datetime.datetime.now().timestamp()),) * 2
        session.save()
        return client

    return sign_in


@pytest.fixture
def writes_refused() -> Any:
    """Inside `with writes_refused():` any statement but a SELECT fails (GET never writes)."""
    from contextlib import contextmanager

    allowed = (
        "SELECT",
        "SAVEPOINT",
        "RELEASE",
        "BEGIN",
        "WITH",
        "DECLARE",
        "FETCH",
        "CLOSE",
        "SET",
    )

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert sql.lstrip().upper().startswith(allowed), f"GET wrote: {sql[:80]}"
        return execute(sql, params, many, context)

    @contextmanager
    def guard() -> Any:
        with connection.execute_wrapper(refuse):
            yield

    return guard
