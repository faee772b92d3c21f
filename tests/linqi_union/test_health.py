"""The health page: 200 while the database answers, 503 when not, and nothing said beside."""

import json

import pytest
from django.db import OperationalError, connection

WORDS = ("version", "sqlite", "postgres", "django", "path", "secret", "traceback")


@pytest.fixture
def database_away(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("could not connect to server at 10.0.0.7 as linqi")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.django_db
def test_it_answers_anybody_while_the_database_answers(client):
    response = client.get("/health/")
    assert (response.status_code, json.loads(response.content)) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_it_says_503_when_the_database_is_away(client, database_away):
    response = client.get("/health/")
    assert (response.status_code, json.loads(response.content)) == (
        503,
        {"status": "unavailable"},
    )


@pytest.mark.django_db
def test_it_tells_nothing_else(client, database_away):
    body = client.get("/health/").content.decode().lower()
    assert not [word for word in (*WORDS, "10.0.0.7", "linqi") if word in body]


def test_it_asks_one_query(db, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/health/")


def test_a_signed_in_browser_gets_the_same_answers(chair, client_of, monkeypatch):
    browser = client_of(chair)
    assert browser.get("/health/").status_code == 200


def test_pages_say_503_in_chinese_when_the_database_is_away(chair, client_of, monkeypatch):
    browser = client_of(chair)
    browser.raise_request_exception = False

    def refuse(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        response = browser.get("/")
    assert response.status_code == 503
    assert "server closed" not in response.content.decode()
    assert response["Content-Security-Policy"]
