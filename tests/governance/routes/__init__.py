"""Addresses of union life and one row of everything behind them, part by part."""

from typing import Any

from tests.governance.routes import checks, duties, elections, meetings, offices, records

_PARTS = (offices, elections, meetings, duties, records, checks)
PAGES = {name: page for part in _PARTS for name, page in part.PAGES.items()}
WORDS = {name: words for part in _PARTS for name, words in part.WORDS.items()}
TABLES = checks.TABLES
MAY_POST = {name: roles for part in _PARTS for name, roles in part.MAY_POST.items()}


def build(unit: Any, users: dict[str, Any]) -> dict[str, Any]:
    return {name: row for part in _PARTS for name, row in part.build(unit, users).items()}
