"""The product as it runs in use: gunicorn with two workers on a directory of its own."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


class House:
    """A database of its own, on SQLite or on the PostgreSQL server of DATABASE_URL."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
        dropped = ("PYTEST_", "DATABASE_URL", "DJANGO_")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        self.env |= {"DATA_DIR": str(directory), "PYTHONPATH": str(ROOT)}
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.drills.settings"
        if self.postgres:
            self._server, self._name = self._address()
            self._administer("CREATE DATABASE {}")
            self.env["DATABASE_URL"] = f"{self._server}/{self._name}"

    @staticmethod
    def _address() -> tuple[str, str]:
        base = os.environ["DATABASE_URL"].split("?")[0].rpartition("/")[0]
        return base, f"drill_{os.getpid()}"

    def _administer(self, statement: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self._name)))

    def leave(self) -> None:
        if self.postgres:
            self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def run(self, *arguments: str) -> str:
        """A command of the house; a failing one fails the test with what it said."""
        done = subprocess.run(
            [PYTHON, *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def number(self, query: str) -> int:
        """One number, asked past the product."""
        if self.postgres:
            with psycopg.connect(self.env["DATABASE_URL"]) as connection:
                return int(connection.execute(query).fetchone()[0])  # type: ignore[index]
        connection = sqlite3.connect(self.directory / "db.sqlite3", timeout=20)
        try:
            return int(connection.execute(query).fetchone()[0])
        finally:
            connection.close()

    def is_whole(self) -> None:
        """Kept counts, journal and the database's own structure."""
        self.run("manage.py", "check_tallies")
        self.run("manage.py", "verify_journal")
        if self.postgres:
            return
        with sqlite3.connect(self.directory / "db.sqlite3", timeout=20) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


class Server:
    def __init__(self, house: House) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._log = (house.directory / "gunicorn.log").open("wb")
        self._process = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "--worker-class=gthread", "--workers=2", "--threads=4",
             "--no-control-socket", f"--bind=127.0.0.1:{self.port}",
             "linqi_union.wsgi:application"],
            cwd=ROOT, env=house.env, stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.answers()

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill_workers(self) -> None:
        """Without a word of warning; gunicorn puts new ones in their place."""
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)
        self.answers()

    def answers(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                address = f"http://127.0.0.1:{self.port}/health/"
                with urllib.request.urlopen(address, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class Browser:
    """As much of a browser as signing in and pressing a button needs."""

    def __init__(self, server: Server) -> None:
        self._base = f"http://127.0.0.1:{server.port}"
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        ).open

    def get(self, path: str) -> str:
        with self._open(self._base + path, timeout=60) as answer:
            return answer.read().decode()

    def post(self, path: str, page: str, **data: Any) -> str:
        """Post with the token of a page already fetched."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page[:200]
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **data}).encode()
        request = urllib.request.Request(self._base + path, body, {"Referer": self._base + path})
        with self._open(request, timeout=240) as answer:
            return answer.read().decode()

    def sign_in(self, username: str, password: str) -> "Browser":
        login = "/accounts/login/"
        page = self.post(login, self.get(login), username=username, password=password)
        assert "工作台" in page
        return self
