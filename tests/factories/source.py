"""The repository's own source, for the tests that read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "core",
    "accounts",
    "unions",
    "members",
    "governance",
    "assistance",
    "innovation",
    "reporting",
    "linqi_union",
)


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def code() -> list[Path]:
    """The product's Python, migrations aside."""
    return [path for path in python_files() if "migrations" not in path.parts]


def tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Files of the repository; without git (an unpacked archive), all that would be in it."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:
        found = [ROOT / line for line in listed.stdout.splitlines()]
    else:
        found = [p for p in ROOT.rglob("*") if not {".venv", "var", ".git"} & set(p.parts)]
    return [path for path in found if path.is_file()]


def is_views(path: Path) -> bool:
    return "views" in path.parts or path.stem.startswith("views") or path.stem.endswith("_views")
