"""The manual as it is written: one small text file per task in tasks/, read once.

The head of a file is `名称: ...` lines up to the first blank line: 题目, 类 (subject), 角色 (roles,
as the product calls them), 用途 (one sentence), 本页 (URL names whose pages point here). Then blocks:

    # 小标题                    1. 步骤        - 要点        ! 提醒
    ? 提示或情况 => 怎么办
    图: name | account | 1280 | /path/ > 首行 > 链接 | main | 替代文字

Within a line 【按钮】 quotes a button or link in its exact words (a test looks for it in the
product), `[会员](members:member_list)` opens a page of the product, `[转会](>transfer)` a task.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from unions.scope import Role

TASKS = Path(__file__).parent / "tasks"
_INLINE = re.compile(r"【([^】]+)】|\[([^\]]+)\]\((>?[\w:]+)\)")
_STARTS = {"#": "heading", "-": "points", "!": "note", "?": "troubles"}


@dataclass(frozen=True)
class Part:
    """A piece of a line: text, button, page (target is a URL name) or task (target is a slug)."""

    kind: str
    text: str
    target: str = ""


@dataclass(frozen=True)
class Picture:
    """What the browser test takes: who, how wide, where, and which part of the page."""

    name: str
    account: str
    width: int
    way: tuple[str, ...]
    element: str
    alt: str

    @property
    def path(self) -> str:
        return f"manual/{self.name}.png"


@dataclass(frozen=True)
class Block:
    kind: str
    lines: tuple[tuple[tuple[Part, ...], ...], ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Task:
    slug: str
    title: str
    subject: str
    roles: tuple[str, ...]
    purpose: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def pictures(self) -> list[Picture]:
        return [block.picture for block in self.blocks if block.picture]

    @property
    def parts(self) -> Iterator[Part]:
        for block in self.blocks:
            for line in block.lines:
                for cell in line:
                    yield from cell


@cache
def tasks() -> dict[str, Task]:
    """By slug, in the order of the file names: 01_register.txt is the task `register`."""
    found = [_read(path) for path in sorted(TASKS.glob("*.txt"))]
    return {task.slug: task for task in found}


@cache
def by_page() -> dict[str, Task]:
    """URL name -> the task that explains the page."""
    return {name: task for task in tasks().values() for name in task.about}


def _read(path: Path) -> Task:
    head, _, body = path.read_text("utf-8").partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    words = {label: value for value, label in Role.choices}
    everybody = told["角色"] == "所有人"
    return Task(
        slug=path.stem.partition("_")[2],
        title=told["题目"],
        subject=told["类"],
        roles=tuple(words.values() if everybody else (words[w] for w in told["角色"].split())),
        purpose=told["用途"],
        about=tuple(told.get("本页", "").split()),
        blocks=tuple(_blocks(body)),
    )


def _blocks(body: str) -> Iterator[Block]:
    lines = (_line(line) for line in body.splitlines() if line.strip())
    for kind, group in groupby(lines, key=lambda pair: pair[0]):
        yield from _together(kind, [text for _, text in group])


def _line(line: str) -> tuple[str, str]:
    if line.startswith("图: "):
        return "picture", line.removeprefix("图: ")
    if step := re.match(r"[0-9]+\. ", line):
        return "steps", line[step.end() :]
    kind = _STARTS.get(line[0]) if line[1:2] == " " else None
    return (kind, line[2:]) if kind else ("text", line)


def _together(kind: str, lines: list[str]) -> Iterator[Block]:
    """Steps, points and troubles stand in one list; of the rest each is a block."""
    if kind == "picture":
        yield from (Block(kind, picture=_picture(line)) for line in lines)
    elif kind in ("steps", "points"):
        yield Block(kind, tuple((_parts(line),) for line in lines))
    elif kind == "troubles":
        yield Block(kind, tuple(tuple(map(_parts, line.split(" => "))) for line in lines))
    else:
        yield from (Block(kind, ((_parts(line),),)) for line in lines)


def _picture(line: str) -> Picture:
    name, account, width, way, element, alt = line.split(" | ")
    return Picture(name, account, int(width), tuple(way.split(" > ")), element, alt)


def _parts(line: str) -> tuple[Part, ...]:
    found: list[Part] = []
    end = 0
    for match in _INLINE.finditer(line):
        if match.start() > end:
            found.append(Part("text", line[end : match.start()]))
        end = match.end()
        button, text, target = match.groups()
        if button:
            found.append(Part("button", button))
        elif target.startswith(">"):
            found.append(Part("task", text, target[1:]))
        else:
            found.append(Part("page", text, target))
    if end < len(line):
        found.append(Part("text", line[end:]))
    return tuple(found)
