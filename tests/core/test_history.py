"""Before and after of every save, single and bulk, with who and why; masked when read."""

import datetime

import pytest

from core import changes, history
from members.models import Member
from tests.factories import people
from unions.models import Headcount, Union

D = datetime.date


def test_a_save_leaves_who_when_and_why(unit, clerk):
    unit.remark = "重点"
    history.save(unit, by=clerk, reason="补登")
    line = unit.history.first()
    assert (line.remark, line.history_user, line.history_change_reason, line.history_type) == (
        "重点", clerk, "补登", "~"
    )  # fmt: skip


def test_a_command_saves_as_nobody(unit):
    history.save(unit, by=None)
    assert unit.history.first().history_user is None


def test_a_long_reason_is_cut_not_refused(unit, clerk):
    history.save(unit, by=clerk, reason="因" * 500)
    assert unit.history.first().history_change_reason == "因" * 200


def test_bulk_inserts_leave_a_line_each(unit, clerk):
    objs = [
        Headcount(union=unit, workers=n, as_of=D(2020, 1, n + 1), source="年报") for n in range(3)
    ]
    history.bulk_save(objs, by=clerk, reason="导入")
    assert Headcount.objects.count() == 3
    lines = Headcount.history.all()
    assert {(x.history_type, x.history_user, x.history_change_reason) for x in lines} == {
        ("+", clerk, "导入")
    }
    assert {line.id for line in lines} == set(Headcount.objects.values_list("pk", flat=True))


def test_bulk_updates_change_the_named_fields_and_leave_a_line_each(unit, clerk):
    objs = [
        Headcount(union=unit, workers=n, as_of=D(2020, 1, n + 1), source="年报") for n in range(3)
    ]
    history.bulk_save(objs, by=clerk)
    for obj in objs:
        obj.workers, obj.source = 100 + obj.workers, "不写入"
    history.bulk_save(objs, by=clerk, reason="更正", update_fields=["workers"])
    stored = list(Headcount.objects.order_by("as_of").values_list("workers", "source"))
    assert stored == [(100, "年报"), (101, "年报"), (102, "年报")]
    assert Headcount.history.filter(history_type="~", history_change_reason="更正").count() == 3


def test_bulk_save_of_nothing_is_nothing(clerk, django_assert_num_queries):
    with django_assert_num_queries(0):
        history.bulk_save([], by=clerk)


def test_bulk_saves_cost_queries_by_batch_not_by_row(unit, clerk, django_assert_num_queries):
    objs = [
        Headcount(union=unit, workers=1, as_of=D(2000, 1, 1) + datetime.timedelta(days=n),
                  source="年报")
        for n in range(300)
    ]  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        history.bulk_save(objs, by=clerk)
    assert len(queries) < 30


def test_history_stays_when_a_row_is_renamed_twice(unit, clerk):
    for name in ("一", "二"):
        unit.name = name
        history.save(unit, by=clerk)
    assert [line.name for line in unit.history.all()][:2] == ["二", "一"]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("id_number", "990001198005060014", "990001************"),
        ("mobile", "13812345678", "138****5678"),
        ("sex", "1", "男"),
        ("is_migrant_worker", True, "是"),
        ("is_migrant_worker", False, "否"),
        ("post", "", ""),
        ("post", None, ""),
        ("first_joined_on", D(2020, 1, 5), "2020-01-05"),
        ("education_level", "no such code", "no such code"),
    ],
)
def test_values_are_shown_in_words_and_masked(field, value, shown):
    assert history.shown(Member._meta.get_field(field), value) == shown


def test_a_sealed_field_without_a_mask_is_not_shown_at_all():
    from core.fields import EncryptedTextField

    field = EncryptedTextField("备注")
    field.name = "secret"
    assert history.shown(field, "x") == "（已加密）"


def test_a_bank_account_is_shown_by_its_last_digits():
    field = Union._meta.get_field("bank_account")
    assert history.shown(field, "6222021202001234567") == "****4567"


def test_changes_name_fields_in_chinese_and_hide_the_number(unit, clerk):
    person = people.member(unit, "沈秀英", mobile="13812345678")
    before = person.history.first()
    person.mobile, person.post = "13812995678", "钳工"
    history.save(person, by=clerk)
    after = person.history.first()
    found = {
        c.label: (c.before, c.after)
        for c in changes.between(Member, before, after, changes.names_of(Member, [before, after]))
    }
    assert found == {
        "手机号": ("138****5678", "138****5678（已改动）"),
        "岗位": ("", "钳工"),
    }
    assert person.id_number not in str(found)


def test_related_rows_are_named_and_read_in_bulk(
    unit, other_unit, clerk, django_assert_num_queries
):
    rows = [Headcount(union=u, workers=1, as_of=D(2020, 1, 1), source="x")
            for u in (unit, other_unit)]  # fmt: skip
    history.bulk_save(rows, by=clerk)
    lines = list(Headcount.history.all())
    with django_assert_num_queries(1):
        names = changes.names_of(Headcount, lines)
    assert set(names.values()) == {unit.name, other_unit.name}
