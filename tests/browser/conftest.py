"""A real browser before the real server. Any script error or breach of the CSP fails the test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, expect, sync_playwright

from linqi_union.sample import township as sample
from tests.browser.visitor import Visitor

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 40_000  # ms; a page on a machine busy with something else
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in use: in memory all threads would share one connection."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--lang=zh-CN"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(
    live_server: Any, chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Any]:
    """`visit(width=390)` opens a window of its own; all are judged at the end."""
    settings.DATA_DIR, kept = tmp_path, settings.DATA_DIR
    visitors: list[Visitor] = []

    def open_window(width: int = 1280, height: int = 900, js: bool = True) -> Visitor:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height},
            locale="zh-CN", java_script_enabled=js, accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(context, SCREENSHOTS, request.node.name))
        return visitors[-1]

    yield open_window
    complaints = [line for visitor in visitors for line in visitor.complaints]
    for number, visitor in enumerate(visitors):
        if complaints or request.node.stash.get(FAILED, False):
            visitor.shot(f"failed-{number}")
        visitor.context.close()
    settings.DATA_DIR = kept
    assert complaints == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def township(live_server: Any) -> dict[str, str]:
    """The sample township; account -> password."""
    return {line["username"]: line["password"] for line in sample.load()}
