"""Nasty files: each is refused in Chinese, and the worker that asked stays small and alive."""

import contextlib
import csv
import gc
import io
import os
import re
import resource
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.sheets import Column, SheetError, open_table, read_meta, reader_process, reading
from tests.core.sheet_files import archive, csv_text, sheet_xml, with_sheet_xml, xls, xlsx

COLUMNS = [Column("name", "姓名"), Column("unit", "单位")]
GOOD = xlsx([["姓名", "单位"], ["张三", "甲厂"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def utf16(name):
    return name.encode("utf-16-le")


def refusal(data):
    with pytest.raises(SheetError) as caught:
        list(open_table(data, "上传.xls", COLUMNS))
    return str(caught.value)


# -- files that are something else -------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "空的", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n", "空的", id="only a mark and blanks"),
        pytest.param(GOOD[: len(GOOD) // 2], "不完整或已损坏", id="cut zip"),
        pytest.param(with_sheet_xml(b"<cut "), "损坏", id="broken sheet"),
        pytest.param(xls([["姓名"]])[:700], "损坏", id="cut xls"),
        pytest.param(OLE, "损坏", id="ole without streams"),
        pytest.param(OLE + utf16("EncryptedPackage"), "密码", id="encrypted"),
        pytest.param(OLE + utf16("WordDocument"), "Word", id="doc"),
        pytest.param(OLE + utf16("PowerPoint Document"), "演示文稿", id="ppt"),
        pytest.param(archive(word__document_xml="<w/>"), "Word", id="docx"),
        pytest.param(archive(ppt__presentation_xml="<p/>"), "演示文稿", id="pptx"),
        pytest.param(archive(content_xml="<o/>"), ".ods", id="ods"),
        pytest.param(archive(xl__workbook_bin=b"1"), ".xlsb", id="xlsb"),
        pytest.param(archive(readme_txt="1"), "压缩包", id="zip"),
        pytest.param(archive(xl__workbook_xml="<nothing/>"), "损坏", id="workbook of no kind"),
        pytest.param(b"<html><table><tr><td>\xd0\xd5\xc3\xfb", "网页", id="html"),
        pytest.param(b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "网页", id="html with mark"),
        pytest.param("<html>".encode("utf-16"), "网页", id="html in utf-16"),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "XML", id="spreadsheet xml"),
        pytest.param(b"MIME-Version: 1.0\r\n", "单个文件网页", id="mhtml"),
        pytest.param(b"%PDF-1.4", "PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00", "图片", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00", "图片", id="jpeg"),
        pytest.param(b"BM\x00\x00\x00\x00", "图片", id="bmp"),
        pytest.param(b"Rar!\x1a\x07\x00", "压缩包", id="rar"),
        pytest.param(b"\x09\x08\x10\x00\x00\x06", "很旧", id="excel 4"),
        pytest.param(b"\x00\x01\x02\x03" * 50, "不是电子表格", id="zero bytes"),
        pytest.param(b"\x01\x02\x03\x04" * 50, "无法识别", id="control bytes"),
        pytest.param(b"\xff\xfea", "无法识别", id="half of a utf-16 character"),
        pytest.param("姓名,".encode() + b"\xff\xff\xff", "编码", id="no encoding"),
    ],
)
def test_each_wrong_file_gets_its_own_sentence(data, why):
    message = refusal(data)
    assert why in message
    assert re.search("[\u4e00-\u9fff].*[。]$", message)


def test_words_beginning_like_a_picture_are_a_table():
    table = open_table("BMI,姓名\n1,张三\n".encode(), "", COLUMNS)
    assert [row.cells["name"].value for row in table] == ["张三"]


# -- bombs ---------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_by_its_unpacked_size():
    bomb = archive(
        xl__workbook_xml="<w/>", xl__a_xml=b"0" * (reader_process.MAX_UNPACKED_BYTES + 1)
    )
    assert len(bomb) < 2 * 1024 * 1024
    assert "展开后超过400MB" in refusal(bomb)


def test_too_many_parts_are_refused():
    parts = {f"p{i}": b"" for i in range(reader_process.MAX_PARTS + 1)}
    assert "部件超过2,000个" in refusal(archive(**parts))


def test_a_zip_whose_directory_lies_about_its_size_is_refused():
    rows = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
    xml = sheet_xml(rows.format("姓名") + f"<!--{'x' * 5_000_000}-->" + rows.format("张三"))
    honest = with_sheet_xml(xml)
    assert len(list(open_table(honest, "", COLUMNS))) == 1
    lie = honest.replace(len(xml).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert "损坏" in refusal(lie)


def test_a_cell_at_the_far_corner_ends_the_child_and_not_the_worker():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    corner = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    message = refusal(with_sheet_xml(sheet_xml(corner)))
    assert "工作表“Sheet1”" in message
    assert "离数据很远的单元格" in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # kilobytes


def test_a_row_numbered_beyond_excel_is_refused():
    row = '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'
    assert "超过200,000行" in refusal(with_sheet_xml(sheet_xml(row)))


def test_entities_are_not_expanded():
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + sheet_xml('<row><c t="inlineStr"><is><t>姓名&f;&b;</t></is></c></row>')[38:]
    )
    message = refusal(with_sheet_xml(xml))
    assert "root:" not in message
    assert "aaaa" not in message


# -- limits ----------------------------------------------------------------------------------


def test_a_file_beyond_the_size_limit_is_refused_without_a_child(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("started"))
    assert "超过20MB" in refusal(b"a" * (reader_process.MAX_FILE_BYTES + 1))


def rows_of_csv(lines):
    return reader_process.csv_rows("姓名,单位\n" + "".join(lines))


def test_the_last_permitted_row_is_read_and_the_next_is_refused():
    lines = ["张三,甲\n"] * (reader_process.MAX_ROWS - 1)
    assert sum(1 for _ in rows_of_csv(lines)) == reader_process.MAX_ROWS
    with pytest.raises(reader_process.Refused, match="超过200,000行（第200,001行仍有内容）"):
        list(rows_of_csv([*lines, "李四,乙\n"]))
    assert sum(1 for _ in rows_of_csv([*lines, ",\n" * 50])) == reader_process.MAX_ROWS


def test_columns_and_characters_are_limited_with_their_place():
    wide = xlsx([["姓名"], ["张三"] * 201])
    assert "第2行超过200列（GS列仍有内容）" in refusal(wide)
    long = xlsx([["姓名"], ["张三"], ["x", "长" * 2001]])
    assert "第3行B列的文字超过2,000个字" in refusal(long)
    apart = xlsx([[], [None, None, "长" * 2001]])
    assert "第2行C列" in refusal(apart)
    assert len(list(open_table(xlsx([["姓名"], ["长" * 2000]]), "", COLUMNS))) == 1


def test_a_limit_met_in_a_late_row_is_raised_while_iterating():
    lines = [["姓名"], *[["张三"]] * 500, ["长" * 2001]]
    table = open_table(csv_text(lines).encode(), "", COLUMNS)
    with pytest.raises(SheetError, match="第502行A列"):
        list(table)


def test_an_unclosed_quote_names_its_line():
    data = '姓名,单位\n张三,甲\n李四,"乙' + "丙,丁\n" * 60_000
    assert "第3行" in refusal(data.encode())


# -- the child ---------------------------------------------------------------------------------


def stand_in(tmp_path, monkeypatch, program):
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(reading, "_PROGRAM", path)


def test_a_child_that_hangs_is_stopped(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(reading, "TIME_SECONDS", 0.3)
    assert "用时过长" in refusal(GOOD)


def test_a_child_that_answers_without_end_is_stopped(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert "超出系统可处理的范围" in refusal(GOOD)


def test_a_child_that_dies_at_once_is_an_error_of_the_file(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "import os; os._exit(3)")
    assert "无法读取" in refusal(b"a" * 5_000_000)


def test_a_slow_consumer_is_not_taken_for_a_slow_file(monkeypatch):
    monkeypatch.setattr(reading, "TIME_SECONDS", 2)
    lines = [["姓名", "单位"], *[["张三", "甲" * 500]] * 2000]
    table = open_table(csv_text(lines).encode(), "", COLUMNS)
    rows = iter(table)
    next(rows)
    clock = reading.time.monotonic
    monkeypatch.setattr(reading.time, "monotonic", lambda: clock() + 3600)
    assert sum(1 for _ in rows) == 1999


def test_the_child_sees_no_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    stand_in(
        tmp_path,
        monkeypatch,
        "import json, os; print(json.dumps(['error', str(dict(os.environ))]), flush=True)",
    )
    assert "geheim" not in refusal(GOOD)


def test_the_child_loads_neither_django_nor_this_project():
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1]);"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'core', 'xlsxwriter')])"
    )
    command = [sys.executable, "-I", "-c", code, str(reading._PROGRAM)]
    assert subprocess.check_output(command, text=True).strip() == "[]"


def test_the_child_limits_its_memory_time_and_core_dumps():
    code = (
        "import resource as r, runpy, sys; runpy.run_path(sys.argv[1])['_limit_resources']();"
        "print([r.getrlimit(l)[0] for l in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)])"
    )
    command = [sys.executable, "-I", "-c", code, str(reading._PROGRAM)]
    limits = [reader_process.MEMORY_BYTES, reader_process.TIME_SECONDS, 0]
    assert subprocess.check_output(command, text=True).strip() == str(limits)


def children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return set(file.read().split())


@pytest.mark.parametrize("leave", ["unread", "half read", "closed", "read"])
def test_no_child_outlives_its_table(leave):
    before = children()
    lines = [["姓名", "单位"], *[["张三", "甲" * 500]] * 2000]
    table = open_table(csv_text(lines).encode(), "", COLUMNS)
    assert children() - before
    if leave == "half read":
        next(iter(table))
    elif leave == "closed":
        table.close()
    elif leave == "read":
        list(table)
    if leave != "closed":
        del table
        gc.collect()
    assert not children() - before


def test_meta_of_a_foreign_file_is_empty_and_of_a_broken_one_an_error():
    assert read_meta(GOOD) == {}
    assert read_meta(csv_text([["姓名"]]).encode()) == {}
    with pytest.raises(SheetError, match="损坏"):
        read_meta(GOOD[:100])


# -- anything at all ---------------------------------------------------------------------------


def answers(data):
    """What the child would say; in this process, so nothing that reaches the Rust parser."""
    said = []
    reader_process.serve("table", data, said.append, lambda: 0)
    return said


def is_for_the_parser(data):
    try:
        return reader_process.recognise(data) != "csv"
    except reader_process.Refused:
        return False


beginnings = st.sampled_from(
    [b"", b"PK\x03\x04", OLE, b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"a,b\n", "姓名,".encode()]
)


@settings(max_examples=200, deadline=None)
@given(beginning=beginnings, rest=st.binary(max_size=600))
def test_any_bytes_are_answered_in_order(beginning, rest):
    data = beginning + rest
    assume(not is_for_the_parser(data))
    said = answers(data)
    assert said[-1][0] in ("end", "error")
    assert [message[0] for message in said].count("error") <= 1
    for message in said:
        assert reader_process.encode(message).endswith(b"\n")


@settings(max_examples=40, deadline=None)
@given(
    place=st.integers(0, 6000),
    damage=st.binary(min_size=1, max_size=8),
    which=st.sampled_from([GOOD, xls([["姓名", "单位"], ["张三", "甲厂"]])]),
)
def test_a_damaged_workbook_is_read_or_refused(place, damage, which):
    place %= len(which)
    data = which[:place] + damage + which[place + len(damage) :]
    with contextlib.suppress(SheetError):
        list(open_table(data, "", COLUMNS))


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=5)


@given(rows=st.lists(st.tuples(words, words), max_size=6))
def test_the_words_of_a_csv_come_back(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([["甲", "乙"], *rows])
    said = answers(stream.getvalue().encode("utf-8-sig"))
    sent = [cells for kind, *rest in said if kind == "row" for cells in rest[1:]]
    assert sent == [["甲", "乙"], *map(list, rows)]
