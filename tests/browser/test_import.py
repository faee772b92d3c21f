"""Sheets through the pages: the three samples, and a roster as messy as rosters are."""

import io
import json
import re
from typing import Any

import openpyxl
import pytest

from linqi_union.sample import township as sample
from members.models import Member, Membership
from tests.browser.visitor import Visitor
from tests.factories import messy, people
from unions.codes import UnionKind
from unions.imports import engine
from unions.models import Enterprise, ImportBatch, Union

FEDERATION = json.loads((sample.HERE / "linqi_2016.json").read_text("utf-8"))["names"]["federation"]
LABELS = {"enterprises": "企业名录", "unions": "工会组建情况", "roster": "会员花名册"}


@pytest.fixture
def clerk(visit: Any, live_server: Any) -> Visitor:
    """The clerk of a federation that has nothing yet."""
    user = people.sign_in("clerk", "经办员", people.federation(FEDERATION), "clerk")
    return visit().sign_in("clerk", user.test_password)


def test_the_three_samples_fill_an_empty_federation(clerk: Visitor) -> None:
    for stored, kind, name in sample.SHEETS:
        content = (sample.HERE / stored).read_bytes()
        clerk.upload(content, name, LABELS[kind], FEDERATION)
        assert clerk.outcome["不能导入"] == 0
        clerk.shot(kind)
        clerk.confirm()
    assert Enterprise.objects.count() == 49
    figures = clerk.open("/").figures()
    assert [figures[name] for name in ("企业", "基层工会", "联合工会", "会员")] == [
        "49家", "27家", "3家", "1,017人",
    ]  # fmt: skip


def test_the_page_refuses_what_is_no_sheet_and_keeps_what_was_chosen(clerk: Visitor) -> None:
    page = clerk.page
    for content, said in ((b"", "文件是空的"), (b"not a workbook at all", "")):
        clerk.open("/unions/imports/new/")
        page.get_by_label("表格文件").set_input_files(
            {"name": "花名册.xlsx", "mimeType": "application/zip", "buffer": content}
        )
        page.get_by_label(LABELS["roster"], exact=True).check()
        clerk.press("上传并核对").sees("没有上传，请改正以下内容").sees(said)
        assert page.get_by_label(LABELS["roster"], exact=True).is_checked()
    assert ImportBatch.objects.count() == 0


@pytest.fixture
def without_members(clerk: Visitor) -> Union:
    """Enterprises and unions are on record, nobody is a member."""
    federation = Union.objects.get(parent=None)
    user = federation.seats.get(role="clerk").user
    for stored, kind, name in sample.SHEETS[:2]:
        content = (sample.HERE / stored).read_bytes()
        batch = engine.upload(content, name, kind, federation, by=user, options={})
        engine.run(batch, by=user)
        assert engine.confirm(ImportBatch.objects.get(pk=batch.pk), by=user) is engine.Ending.DONE
    assert Union.objects.exclude(kind=UnionKind.TOWNSHIP_FEDERATION).count() == 30
    return federation


def test_a_messy_roster_is_sorted_mended_and_complete(
    clerk: Visitor, without_members: Union
) -> None:
    roster = messy.roster()
    assert len(roster.people) == 1017
    bad, good = len(roster.bad), 1017 - len(roster.bad)
    the_same_people_in_other_files_are_read_alike(clerk, roster)

    clerk.upload(roster.xlsx, "会员登记汇总表.xlsx", LABELS["roster"], FEDERATION)
    assert (clerk.outcome["新增"], clerk.outcome["不能导入"]) == (good, bad)
    clerk.sees("合计行").sees("一致")
    assert _explained(clerk) == set(roster.bad)
    clerk.shot("refused")
    clerk.confirm(f"只导入可用的 {good} 行").sees(f"新增 {good}")
    assert Member.objects.count() == good

    mended = _mended(clerk.download(f"下载不能导入的 {bad} 行"), roster)
    clerk.upload(mended, "未导入的行（已改）.xlsx", LABELS["roster"], FEDERATION)
    assert (clerk.outcome["新增"], clerk.outcome["不能导入"]) == (bad, 0)
    clerk.confirm()
    assert Member.objects.count() == Membership.objects.open().count() == 1017

    for content, refused in ((roster.xlsx, bad), (mended, 0)):
        clerk.upload(content, "再传一次.xlsx", LABELS["roster"], FEDERATION)
        again = clerk.outcome
        assert [again[word] for word in ("新增", "修改", "不能导入")] == [0, 0, refused]
    clerk.sees("同一份文件已于")
    assert clerk.open("/").figures()["会员"] == "1,017人"


def the_same_people_in_other_files_are_read_alike(clerk: Visitor, roster: messy.Messy) -> None:
    for content, name in ((roster.xls, "花名册.xls"), (roster.gbk, "花名册（GBK）.csv")):
        clerk.upload(content, name, LABELS["roster"], FEDERATION)
        told = clerk.outcome
        assert (told["新增"], told["不能导入"]) == (1017 - len(roster.bad), len(roster.bad)), name
        assert _explained(clerk) == set(roster.bad), name
        clerk.page.once("dialog", lambda dialog: dialog.accept())
        clerk.press("放弃").sees("系统中的资料没有改动")
    assert Member.objects.count() == 0


def _explained(clerk: Visitor) -> set[int]:
    """The lines refused; each says in Chinese what is wrong with which cell."""
    lines = set()
    clerk.follow("不能导入", exact=False)
    for row in clerk.rows:
        line = re.fullmatch(r"第 ([0-9]+) 行", row[0])
        assert line, row[0]
        assert row[2] == "不能导入"
        assert re.search(r"须改正 \S+?(（表中：.*?）)?：.*[\u4e00-\u9fff]{4}", row[3]), row
        lines.add(int(line[1]))
    return lines


def _mended(rejects: bytes, roster: messy.Messy) -> bytes:
    """The rejects as downloaded, the wrong cells put right in place."""
    book = openpyxl.load_workbook(io.BytesIO(rejects))
    sheet = book.worksheets[0]
    header = next(c.row for row in sheet.iter_rows() for c in row if c.value == "原因")
    column = {"".join(str(c.value).split()): c.column for c in sheet[header] if c.value}
    mended = 0
    for row in range(header + 1, sheet.max_row + 1):
        reason = str(sheet.cell(row, column["原因"]).value or "")
        if line := re.match(r"第([0-9]+)行：", reason):
            for title, right in roster.bad[int(line[1])].items():
                sheet.cell(row, column["".join(title.split())]).value = right
            mended += 1
    assert mended == len(roster.bad)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
