"""Few named people: the federation's four, two chairs of two units, and nobody."""

import datetime
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


@pytest.fixture(autouse=True)
def _as_migrated_again(request: pytest.FixtureRequest) -> Any:
    """After the flush: what migrations laid down, for whatever file this worker gets next."""
    yield
    if set(request.fixturenames) & {"transactional_db", "live_server"}:
        with request.getfixturevalue("django_db_blocker").unblock():
            people.seed_rules()
            guards.install()


@pytest.fixture(autouse=True)
def _guards_around_flush(request: pytest.FixtureRequest, _as_migrated_again: None) -> Any:
    """A transactional test ends by emptying tables, which the append-only triggers refuse."""
    names = set(request.fixturenames)
    if not names & {"transactional_db", "live_server"}:
        yield
        return
    request.getfixturevalue("transactional_db")
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
