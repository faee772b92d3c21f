"""The manual's pictures, taken of the sample township: `make manual-pictures` keeps them.

Every run takes them all, into a folder that is thrown away unless MANUAL_PICTURES names one: a
picture whose page or element is gone fails here.
"""

import io
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from linqi_union.manual import book
from tests.browser.visitor import Visitor
from tests.factories import people

HEIGHTS = {1280: 560, 390: 640}  # px of a page that a picture keeps, at most
CUTS = (560, 500, 440, 380, 320, 260)
BYTES = 52_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(os.environ.get("MANUAL_PICTURES") or tmp_path).resolve()


def test_every_picture_can_be_taken(visit: Any, township: dict[str, str], folder: Path) -> None:
    pictures = [picture for task in book.tasks().values() for picture in task.pictures]
    visitors: dict[tuple[str, int], Visitor] = {}
    a_roster_with_slips(visit().sign_in("clerk", township["clerk"]))
    folder.mkdir(exist_ok=True)
    for picture in pictures:
        who = picture.account, picture.width
        if who not in visitors:
            window = visit(width=picture.width, height=HEIGHTS[picture.width])
            visitors[who] = window.sign_in(picture.account, township[picture.account])
        target = folder / f"{picture.name}.png"
        take(visitors[who], picture, target)
        assert target.stat().st_size < BYTES, f"{picture.name}: choose a smaller part"


def take(visitor: Visitor, picture: book.Picture, target: Path) -> None:
    page = visitor.page
    visitor.open(picture.way[0])
    for step in picture.way[1:]:
        if step == "首行":
            visitor.main.locator("table.list tbody a").first.click()
        elif step.startswith("查找:"):
            visitor.search(step.partition(":")[2])
        else:
            visitor.follow(step)
        page.wait_for_load_state()
    assert visitor.heading, picture.name
    element = "body" if picture.element == "window" else picture.element
    box = page.locator(element).first.bounding_box()
    assert box, f"{picture.name}: {picture.element} is not on {page.url}"
    tall = min(box["height"], HEIGHTS[picture.width])
    for cut in (tall, *(cut for cut in CUTS if cut < tall)):
        shot = page.screenshot(path=target, clip={**box, "height": cut}, full_page=True)
        if len(shot) < BYTES:
            return


def a_roster_with_slips(clerk: Visitor) -> None:
    """A small sheet with a good line, a doubtful one and one that Excel has spoilt."""
    employer = "浙江贝欧复合材料制造有限公司"
    head = (
        "姓名",
        "身份证号码",
        "政治面貌",
        "文化程度",
        "户籍类型",
        "联系电话",
        "入会时间",
        "工作单位",
    )
    rest = ("群众", "初中", "农村", "13700000000", "2016-05-06", employer)
    book_ = openpyxl.Workbook()
    sheet = book_.worksheets[0]
    for row in (
        head,
        ("新来人", people.id_number(), *rest),
        ("章小明", 3.30127e17, *rest),
        ("何春燕", people.id_number(), *rest[:-1], "没有这家厂"),
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book_.save(stream)
    clerk.upload(stream.getvalue(), "九月花名册.xlsx", "会员花名册", "临岐镇总工会")
