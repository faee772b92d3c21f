"""The manual cannot go stale: its buttons, links and pictures are those of the product."""

import ast
import re
from pathlib import Path

import pytest

from linqi_union.manual import book
from linqi_union.manual.views import DOORS
from tests.factories import source
from tests.test_routes import PAGES
from unions.scope import Role

TASKS = list(book.tasks().values())
PICTURES = source.ROOT / "static" / "manual"
ROLES = ("administrator", "clerk", "leader", "auditor", "chair")
# Session, person, seats: what the frame of any page asks.
FRAME = 3

pytestmark = pytest.mark.django_db


# --- words -----------------------------------------------------------------------------------


def _phrases_of_code(path: Path) -> set[str]:
    """String constants; what an f-string fills in is told as …."""
    found = set()
    for node in ast.walk(source.tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else "…" for v in node.values]
            found.add("".join(str(part) for part in parts))
    return found


def _phrases_of_template(path: Path) -> set[str]:
    """Texts between tags, and the quoted words within template tags."""
    text = source.text_of(path)
    quoted = re.findall(r"\"([^\"<>]*)\"|'([^'<>]*)'", text)
    words = {word for pair in quoted for phrase in pair for word in phrase.split(",")}
    plain = re.sub(r"\{\{.*?\}\}", "…", re.sub(r"\{%.*?%\}|<[^>]*>", "\n", text))
    return words | {line.strip() for line in plain.split("\n")}


@pytest.fixture(scope="module")
def phrases():
    code = [p for p in source.code() if not source.name(p).startswith("linqi_union/manual/")]
    own = source.ROOT / "templates" / "manual"
    templates = [p for p in source.templates() if p.parent != own]
    found = set().union(*map(_phrases_of_code, code), *map(_phrases_of_template, templates))
    return {re.sub(r"\s*…\s*", "…", phrase) for phrase in found}


def _known(label, phrases):
    """Said whole somewhere, or as “下载…” and “会议通知” where one word is filled in."""
    label = re.sub(r"\s*…\s*", "…", label)
    if label in phrases:
        return True
    frames = [p for p in phrases if "…" in p and len(p) > 1]
    for frame in frames:
        before, _, after = frame.partition("…")
        if label.startswith(before) and label.endswith(after) and (before or after):
            filled = label[len(before) : len(label) - len(after)]
            if "…" not in after and filled in phrases:
                return True
    return False


def quoted(task):
    return [part.text for part in task.parts if part.kind == "button"]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.slug)
def test_every_button_quoted_is_in_the_product(task, phrases):
    unknown = [label for label in quoted(task) if not _known(label, phrases)]
    assert not unknown, f"the product does not say so (any more): {unknown}"
    assert quoted(task), "a task without a button says nothing"


def test_a_label_that_is_nowhere_is_noticed(phrases):
    for label in ("导入一切", "下载一切", "确认导入吧"):
        assert not _known(label, phrases)
    for label in ("确认导入", "启动换届", "会议通知（Word）", "只导入可用的 … 行，其余 … 行另存"):
        assert _known(label, phrases)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.slug)
def test_every_task_is_whole(task):
    kinds = {block.kind for block in task.blocks}
    assert {"steps", "troubles", "picture"} <= kinds
    assert task.purpose.endswith("。")
    for block in task.blocks:
        if block.kind == "troubles":
            assert all(len(line) == 2 for line in block.lines)
    loose = [part.text for part in task.parts if re.search(r"[【】\[\]]|=>", part.text)]
    assert not loose, f"marks that were not understood: {loose}"


def test_every_role_has_its_tasks():
    for role in Role:
        assert sum(role in task.roles for task in TASKS) >= 3


# --- pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_every_role_and_asks_nothing(
    role, unit, client_of, request, django_assert_num_queries
):
    browser = client_of(request.getfixturevalue(role))
    browser.get("/manual/")
    for path in ("/manual/", *(f"/manual/{task.slug}/" for task in TASKS)):
        with django_assert_num_queries(FRAME):
            answer = browser.get(path)
        assert answer.status_code == 200, path
    assert browser.get("/manual/nothing/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_every_link_to_the_product_opens(role, unit, client_of, request):
    """What a role may not open is named without a link."""
    browser = client_of(request.getfixturevalue(role))
    links = set()
    for task in TASKS:
        page = browser.get(f"/manual/{task.slug}/").content.decode()
        links |= set(re.findall(r'href="([^"]+)"', page.split("<article")[1].split("</article")[0]))
    assert len(links) > len(TASKS) / 2
    for link in links:
        assert browser.get(link).status_code == 200, (role, link)


def test_links_and_pages_explained_exist():
    names = {part.target for task in TASKS for part in task.parts if part.kind == "page"}
    about = [name for task in TASKS for name in task.about]
    assert names | set(about) | set(DOORS) <= set(PAGES) | {"admin:index"}
    assert len(about) == len(set(about)), "a page is explained by one task"
    targets = {part.target for task in TASKS for part in task.parts if part.kind == "task"}
    assert targets <= set(book.tasks())


def test_the_index_shows_ones_own_tasks_first(unit, client_of, chair, administrator):
    page = client_of(chair).get("/manual/").content.decode()
    own, others = page.split("其他角色")
    assert "基层主席用手机" in own
    assert "审计日志与核验" not in own
    assert "审计日志与核验" in others
    own, _ = client_of(administrator).get("/manual/").content.decode().split("其他角色")
    assert "账号和席位" in own
    assert "救助申请到发放" not in own


def test_lists_lead_to_their_task_and_every_page_to_the_manual(unit, client_of, clerk):
    browser = client_of(clerk)
    told = {"/members/": "register", "/governance/duties/": "duties", "/": "start"}
    for path, slug in told.items():
        page = browser.get(path).content.decode()
        assert f'href="/manual/{slug}/">本页说明</a>' in page
        assert 'href="/manual/">使用手册</a>' in page
    assert "本页说明" not in browser.get("/manual/start/").content.decode().split("<article")[0]


# --- pictures --------------------------------------------------------------------------------


def test_every_picture_named_is_there_and_small():
    named = {picture.name: picture for task in TASKS for picture in task.pictures}
    assert len(named) == sum(len(task.pictures) for task in TASKS)
    there = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert set(there) == set(named), "make manual-pictures"
    assert {name: size for name, size in there.items() if size >= 80_000} == {}
    assert sum(there.values()) < 2_000_000
    assert [name for name, picture in named.items() if len(picture.alt) < 8] == []
    assert {picture.width for picture in named.values()} == {390, 1280}


def test_pictures_are_shown_with_their_words(unit, client_of, clerk):
    page = client_of(clerk).get("/manual/aid/").content.decode()
    for picture in book.tasks()["aid"].pictures:
        assert f'manual/{picture.name}.png" alt="{picture.alt}"' in page
