"""The health page: 200 while the database answers, 503 when not, and nothing said beside."""

import json
import os
import socket
import subprocess
import sys

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import ConnectionHandler

from linqi_union import health

# What the settings make of a DATABASE_URL, asked of another process: these tests run under one.
OPTIONS = """
import json
from linqi_union import settings
print(json.dumps(settings.DATABASES["default"]))
"""
WORDS = ("version", "sqlite", "postgres", "django", "path", "secret", "traceback")


def take_away(patch):
    """Neither a kept connection answers, nor is a new one to be had."""

    def refuse(*args, **kwargs):
        raise OperationalError("could not connect to server at 10.0.0.7 as linqi")

    patch.setattr(connection, "cursor", refuse)
    patch.setattr(type(connections["default"]), "get_new_connection", refuse)


@pytest.fixture
def database_away(monkeypatch):
    take_away(monkeypatch)


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


def test_it_asks_neither_session_nor_user(chair, client_of, django_assert_num_queries):
    browser = client_of(chair)
    with django_assert_num_queries(0):
        assert browser.get("/health/").json() == {"status": "ok"}


def test_a_signed_in_browser_gets_the_same_answer_when_the_database_is_away(
    chair, client_of, monkeypatch
):
    browser = client_of(chair)
    with monkeypatch.context() as patch:
        take_away(patch)
        response = browser.get("/health/")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})
    assert response["Content-Security-Policy"]


def test_whoever_must_change_her_password_or_has_no_seat_gets_it_too(chair, client_of):
    chair.must_change_password = True
    chair.save()
    chair.seats.all().delete()
    assert client_of(chair).get("/health/").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_server_that_takes_the_call_and_says_nothing_is_away_after_two_seconds(
    client, monkeypatch
):
    """As production is set up: a listening socket stands for a host that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        environment = os.environ | {"DATABASE_URL": f"postgres://x@127.0.0.1:{port}/x"}
        options = json.loads(
            subprocess.run(
                [sys.executable, "-c", OPTIONS], env=environment, capture_output=True, check=True
            ).stdout
        )
        monkeypatch.setattr(
            health, "connection", ConnectionHandler({"default": options})["default"]
        )
        assert options["OPTIONS"]["connect_timeout"] == 2
        assert client.get("/health/").status_code == 503


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
