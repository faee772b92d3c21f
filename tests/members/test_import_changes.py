import datetime
from typing import Any

import pytest

from members.codes import End, Standing
from members.models import Membership, TransferRequest
from members.services import tallies
from tests.factories import import_files as files
from tests.factories import people
from unions.imports import engine

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "证件号码", "变动类别", "日期", "原因", "依据", "转往工会", "新单位"]
DAY = datetime.date(2016, 5, 4)


def look(union: Any, by: Any, *rows: list[str]) -> Any:
    full = [[*row, *[""] * (len(HEAD) - len(row))] for row in rows]
    return files.preview("changes", files.text_file([["会员变动表"], HEAD, *full]), union, by)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("转出", "transfer_out"),
        ("退会", "withdraw"),
        ("自动退会", "lapse"),
        ("开除会籍", "expel"),
        ("死亡", "deceased"),
    ],
)
def test_people_leave(unit: Any, clerk: Any, word: str, kind: str) -> None:
    one = people.member(unit)
    row = ["王桂英", one.id_number, word, "2016.5.4", "本人申请", "临工〔2016〕3号"]
    batch = look(unit.parent, clerk, row)
    assert batch.counts["left"] == 1 and Membership.objects.open().count() == 1
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    ended = one.memberships.get()
    assert (ended.end_kind, ended.until, ended.paper) == (kind, DAY, "临工〔2016〕3号")
    assert tallies.kept() == tallies.counted()
    assert look(unit.parent, clerk, row).counts["unchanged"] == 1


def test_membership_is_kept_and_regained(unit: Any, clerk: Any) -> None:
    one = people.member(unit)
    rows = (
        ["王桂英", one.id_number, "退休", "2016-05-04", "退休"],
        ["王桂英", one.id_number, "恢复会籍", "2016-06-04", "返聘"],
    )
    batch = look(unit.parent, clerk, *rows)
    assert batch.counts["changed"] == 2 and "退休" in files.said(
        files.found(batch).rows[0], "doubt"
    )
    engine.confirm(batch, by=clerk)
    standings = list(one.memberships.order_by("since").values_list("standing", flat=True))
    assert standings == [Standing.ACTIVE, Standing.RETAINED, Standing.ACTIVE]
    assert look(unit.parent, clerk, *rows).counts["unchanged"] == 2


def test_a_transfer_is_a_request_made_once(
    unit: Any, other_unit: Any, chair: Any, clerk: Any
) -> None:
    one = people.member(unit)
    row = ["王桂英", "", "转会", "2016-05-04", "调动", "", other_unit.name, "淳安乙电子厂"]
    batch = look(unit, chair, row)
    assert engine.confirm(batch, by=chair) is engine.Ending.DONE
    request = TransferRequest.objects.get()
    assert (request.member, request.to_union, request.status) == (one, other_unit, "requested")
    assert request.to_employer.name == "淳安乙电子厂"
    assert look(unit, chair, row).counts["unchanged"] == 1
    unknown = [*row[:6], "没有的工会"]
    assert "不会自动新建" in files.errors(look(unit, chair, unknown))[0]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["王桂英", "", "离开了", "2016-05-04", "x"], "不在可选范围"),
        (["王桂英", "", "退会", "2016-05", "x"], "填写到日"),
        (["王桂英", "", "退会", "", "x"], "请填写变动日期"),
        (["王桂英", "", "退会", "2016-05-04", ""], "请填写变动原因"),
        (["王桂英", "", "退会", "2001-01-01", "x"], "应晚于"),
        (["王桂英", "", "退会", "2099-01-01", "x"], "不能晚于今天"),
        (["王桂英", "", "转会", "2016-05-04", "x"], "转往工会"),
        (["王桂花", "", "退会", "2016-05-04", "x"], "没有找到这位会员"),
    ],
)
def test_refused_with_the_cure(unit: Any, clerk: Any, row: list[str], word: str) -> None:
    people.member(unit)
    batch = look(unit.parent, clerk, row)
    assert batch.counts["refused"] == 1 and word in files.errors(batch)[0]
    assert Membership.objects.open().count() == 1


def test_namesakes_need_a_number(unit: Any, clerk: Any) -> None:
    people.member(unit)
    people.member(unit)
    batch = look(unit.parent, clerk, ["王桂英", "", "退会", "2016-05-04", "x"])
    assert "几位同名" in files.errors(batch)[0]


def test_people_of_another_unit_are_not_found(unit: Any, other_unit: Any, chair: Any) -> None:
    people.member(unit, "张三丰")
    one = people.member(other_unit)
    rows = (
        ["王桂英", one.id_number, "退会", "2016-05-04", "x"],
        ["王桂英", people.id_number(), "退会", "2016-05-04", "x"],
    )
    first, second = files.errors(look(unit, chair, *rows))
    assert first == second and "没有找到" in first
    assert one.memberships.get().end_kind == ""


def test_good_rows_only_leaves_the_refused_person_alone(unit: Any, clerk: Any) -> None:
    good, bad = people.member(unit, "张三丰"), people.member(unit, "李四光")
    batch = look(
        unit.parent, clerk,
        ["张三丰", "", "退会", "2016-05-04", "x"], ["李四光", "", "退会", "1999-05-04", "x"],
    )  # fmt: skip
    assert engine.confirm(batch, by=clerk, partial=True) is engine.Ending.DONE
    assert good.memberships.get().end_kind == End.WITHDRAW
    assert bad.memberships.get().until is None
