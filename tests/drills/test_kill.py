"""Fault drills on the real server: workers killed in the midst of an import, two clicks at once.

A killed import leaves nothing behind: all of its rows or none, the counts and the journal in
order, and the same batch can be confirmed again.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.drills import ground
from tests.drills.server import Browser, House, Server

ROWS = 5_000
MEMBERS = "SELECT count(*) FROM members_member"
IMPORTS = "SELECT count(*) FROM accounts_journalentry WHERE kind = 'import'"


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    house = House(tmp_path_factory.mktemp("house"))
    try:
        house.run("manage.py", "migrate", "-v0")
        house.run("manage.py", "collectstatic", "-v0", "--no-input")
        told = json.loads(house.run("-m", "tests.drills.ground", str(ROWS)).splitlines()[-1])
        server = Server(house)
        try:
            yield SimpleNamespace(house=house, server=server, **told)
        finally:
            server.stop()
    finally:
        house.leave()


def test_two_clicks_at_once_import_once(drill: Any) -> None:
    path = f"/unions/imports/{drill.short}/"
    browsers = [Browser(drill.server).sign_in("clerk", drill.password) for _ in range(2)]
    pages = [browser.get(path) for browser in browsers]
    barrier, answers = threading.Barrier(2), []

    def click(browser: Browser, page: str) -> None:
        barrier.wait()
        answers.append(browser.post(f"{path}confirm/", page))

    threads = [
        threading.Thread(target=click, args=pair) for pair in zip(browsers, pages, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert len(answers) == 2
    assert all(f"新增 {ground.SHORT}" in page for page in answers)
    assert drill.house.number(MEMBERS) == ground.ALREADY + ground.SHORT
    assert drill.house.number(IMPORTS) == 1
    drill.house.is_whole()


def test_a_killed_import_leaves_all_or_nothing(drill: Any) -> None:
    house, path = drill.house, f"/unions/imports/{drill.long}/"
    before = house.number(MEMBERS)
    progress = house.directory / "progress" / f"{drill.long}.json"
    browser = Browser(drill.server).sign_in("clerk", drill.password)
    survived = 0
    for stage, rows, later in MOMENTS:
        page = browser.get(path)
        assert "确认导入" in page, "the same batch cannot be confirmed again"
        progress.unlink(missing_ok=True)
        click = _in_background(lambda page=page: browser.post(f"{path}confirm/", page))
        reached = _wait_for(progress, stage, rows, click)
        time.sleep(later)
        drill.server.kill_workers()
        click.join(30)
        found = _settled(house, before)
        assert found in (before, before + ROWS), f"{stage} {rows}: {found - before} of {ROWS} rows"
        house.is_whole()
        survived += reached and found == before
        if found != before:
            break
    # The drill itself must have struck while the import was at work.
    assert survived >= len(MOMENTS) // 2
    if house.number(MEMBERS) == before:
        assert f"新增 {ROWS:,}" in browser.post(f"{path}confirm/", browser.get(path))
    assert house.number(MEMBERS) == before + ROWS
    assert f"新增 {ROWS:,}" in browser.get(path)
    house.is_whole()


# Stage and rows done when the workers are killed, and how much later (seconds).
MOMENTS = (
    ("正在读取", 1, 0.0),
    ("正在核对", 500, 0.0),
    ("正在核对", 1_500, 0.1),
    ("正在核对", 2_500, 0.0),
    ("正在核对", 3_500, 0.05),
    ("正在核对", 4_500, 0.0),
)


def _in_background(work: Callable[[], Any]) -> threading.Thread:
    def quietly() -> None:
        # The connection goes down with the worker: that is the drill.
        with suppress(OSError, HTTPException):
            work()

    thread = threading.Thread(target=quietly)
    thread.start()
    return thread


def _wait_for(progress: Path, stage: str, rows: int, click: threading.Thread) -> bool:
    """Until the run says it has come so far; False when it ended first."""
    while click.is_alive():
        try:
            told = json.loads(progress.read_text("utf-8"))
        except (OSError, ValueError):
            told = {}
        done = told.get("done", 0)
        if told.get("stage") == stage and done >= rows:
            return True
        time.sleep(0.01)
    return False


def _settled(house: House, before: int) -> int:
    """The count once the database has noticed that its client is gone."""
    until = time.monotonic() + 10
    found = house.number(MEMBERS)
    while found not in (before, before + ROWS) and time.monotonic() < until:
        time.sleep(0.2)
        found = house.number(MEMBERS)
    return found
