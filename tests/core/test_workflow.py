"""Workflow: right before state before rule, one transaction, and the buttons of the same table."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.workflow import Move, Workflow
from unions.models import ImportBatch

pytestmark = pytest.mark.django_db
Status = ImportBatch.Status


class Desk:
    """A process over a real table, whose answers the test sets."""

    def __init__(self) -> None:
        self.allowed, self.lacking, self.fails = True, [], False
        self.log: list[tuple[Any, ...]] = []
        self.process = Workflow(
            [
                Move(
                    "check", "核对", (Status.UPLOADED,), Status.CHECKED,
                    who=lambda obj, user: self.allowed,
                    missing=lambda obj, user: self.lacking, effect=self.effect,
                ),
                Move(
                    "discard", "放弃", (Status.UPLOADED, Status.CHECKED), Status.DISCARDED,
                    who=lambda obj, user: self.allowed, reason=True, danger=True,
                ),
            ],
            record=self.record,
        )  # fmt: skip

    def effect(self, obj: Any, *, by: Any, reason: str, rows: int = 0) -> None:
        obj.counts = {"rows": rows}
        if self.fails:
            raise ValidationError("表中没有数据。")

    def record(self, kind: str, summary: str, **told: Any) -> None:
        self.log.append((kind, summary, told["detail"], told["target"].status))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def batch(federation: Any, clerk: Any) -> ImportBatch:
    return ImportBatch.objects.create(
        union=federation, user=clerk, kind="roster", filename="a.xlsx", digest="0" * 64
    )


def test_a_move_acts_saves_and_is_recorded(desk: Desk, batch: Any, clerk: Any) -> None:
    moved = desk.process.move(batch, "check", by=clerk, rows=3)
    batch.refresh_from_db()
    assert (moved.status, batch.status, batch.counts) == ("checked", "checked", {"rows": 3})
    detail = {"from": "uploaded", "to": "checked", "reason": ""}
    assert desk.log == [("move", "导入批次：核对", detail, "checked")]


def test_the_right_comes_before_the_state_and_the_state_before_the_rule(
    desk: Desk, batch: Any, clerk: Any
) -> None:
    ImportBatch.objects.update(status=Status.DONE)
    desk.allowed, desk.lacking = False, ["缺文件"]
    with pytest.raises(PermissionDenied, match="核对"):
        desk.process.move(batch, "check", by=clerk)
    desk.allowed = True
    with pytest.raises(ValidationError, match="当前状态下不能"):
        desk.process.move(batch, "check", by=clerk)
    ImportBatch.objects.update(status=Status.UPLOADED)
    with pytest.raises(ValidationError, match="缺文件"):
        desk.process.move(batch, "check", by=clerk)
    assert desk.log == []
    batch.refresh_from_db()
    assert (batch.status, batch.counts) == ("uploaded", {})


def test_the_stored_state_decides_not_the_one_in_hand(desk: Desk, batch: Any, clerk: Any) -> None:
    stale = ImportBatch.objects.get(pk=batch.pk)
    desk.process.move(batch, "check", by=clerk)
    with pytest.raises(ValidationError, match="请刷新页面"):
        desk.process.move(stale, "check", by=clerk)
    stale.status = Status.UPLOADED
    with pytest.raises(ValidationError, match="请刷新页面"):
        desk.process.move(stale, "check", by=clerk)
    assert len(desk.log) == 1


def test_a_demanded_reason_must_be_given(desk: Desk, batch: Any, clerk: Any) -> None:
    with pytest.raises(ValidationError, match="请填写原因"):
        desk.process.move(batch, "discard", by=clerk, reason="  ")
    moved = desk.process.move(batch, "discard", by=clerk, reason="传错文件")
    assert moved.status == "discarded"
    assert desk.log[0][2]["reason"] == "传错文件"


def test_everything_missing_is_told_at_once(desk: Desk, batch: Any, clerk: Any) -> None:
    desk.lacking = ["缺文件", "缺工会"]
    with pytest.raises(ValidationError) as refusal:
        desk.process.move(batch, "check", by=clerk)
    assert refusal.value.messages == ["缺文件", "缺工会"]


def test_an_effect_that_fails_leaves_nothing(desk: Desk, batch: Any, clerk: Any) -> None:
    desk.fails = True
    with pytest.raises(ValidationError, match="没有数据"):
        desk.process.move(batch, "check", by=clerk)
    batch.refresh_from_db()
    assert (batch.status, batch.counts, desk.log) == ("uploaded", {}, [])


def test_a_record_that_fails_takes_the_move_back(desk: Desk, batch: Any, clerk: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    desk.process.record = broken
    with pytest.raises(RuntimeError):
        desk.process.move(batch, "check", by=clerk)
    batch.refresh_from_db()
    assert batch.status == "uploaded"


def test_buttons_show_what_this_person_could_do_and_what_stands_in_the_way(
    desk: Desk, batch: Any, clerk: Any
) -> None:
    desk.lacking = ["缺文件"]
    check, discard = desk.process.buttons(batch, clerk)
    assert (check.move.label, check.enabled, check.missing) == ("核对", False, ("缺文件",))
    assert (discard.move.name, discard.enabled, discard.move.danger) == ("discard", True, True)
    batch.status = Status.CHECKED
    assert [b.move.name for b in desk.process.buttons(batch, clerk)] == ["discard"]
    batch.status = Status.DONE
    assert desk.process.buttons(batch, clerk) == []
    batch.status, desk.allowed = Status.UPLOADED, False
    assert desk.process.buttons(batch, clerk) == []
