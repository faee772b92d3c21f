"""Encryption at rest: what is sealed opens with its key and purpose, and with nothing else."""

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from members.models import Member
from tests.factories import people

NUMBER = "990101198005060019"


@given(st.text(max_size=60), st.sampled_from(["id_number", "bank_account"]))
def test_what_was_sealed_comes_back(text: str, purpose: str) -> None:
    assert crypto.unseal(crypto.seal(text, purpose), purpose) == text


def test_equal_texts_are_sealed_differently() -> None:
    assert crypto.seal(NUMBER, "id_number") != crypto.seal(NUMBER, "id_number")


def test_a_seal_holds_its_purpose() -> None:
    """A bank account's ciphertext moved into another column does not open there."""
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(crypto.seal(NUMBER, "bank_account"), "id_number")


def test_another_key_does_not_open_it(settings: Any) -> None:
    sealed = crypto.seal(NUMBER, "id_number")
    settings.FIELD_KEY = "11" * 32
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, "id_number")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_altered_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(crypto.seal_bytes(NUMBER.encode(), "file"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(crypto.Unreadable):
        crypto.open_bytes(bytes(sealed), "file")


@pytest.mark.parametrize("text", ["", NUMBER, "1$", "1$***", "1$QUJD", "2$QUJD", "1$QUJ"])
def test_what_we_did_not_seal_is_unreadable(text: str) -> None:
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(text, "id_number")


def test_a_fingerprint_is_equal_for_equal_text_and_purpose_only(settings: Any) -> None:
    mark = crypto.blind_index(NUMBER, "id_number")
    assert mark == crypto.blind_index(NUMBER, "id_number")
    assert len(mark) == 32
    assert NUMBER not in mark
    assert mark != crypto.blind_index(NUMBER, "bank_account")
    assert mark != crypto.blind_index(NUMBER[:-1] + "0", "id_number")
    settings.INDEX_KEY = "11" * 32
    assert mark != crypto.blind_index(NUMBER, "id_number")


# --- fields ---------------------------------------------------------------------------------
def test_no_table_holds_the_number_in_clear(unit: Any) -> None:
    member = people.member(unit)
    with connection.cursor() as cursor:
        for table in ("members_member", "members_historicalmember"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            assert member.full_name in rows
            assert member.id_number not in rows
    assert Member.objects.get().id_number == member.id_number
    assert member.history.get().id_number == member.id_number


def test_a_number_is_found_by_its_fingerprint_and_cannot_be_asked_in_clear(unit: Any) -> None:
    member = people.member(unit)
    mark = crypto.blind_index(member.id_number, "id_number")
    assert Member.objects.get(id_index=mark) == member
    for lookup in ("id_number", "id_number__contains", "id_number__startswith"):
        with pytest.raises(FieldError):
            Member.objects.filter(**{lookup: member.id_number})


def test_the_fingerprint_follows_the_number_also_in_bulk(unit: Any) -> None:
    member = people.member(unit)
    old = member.id_index
    member.id_number = people.id_number(sex="2")
    member.save()
    assert member.id_index != old
    copy = Member.objects.get()
    copy.pk, copy.id_number = None, people.id_number(sex="2")
    Member.objects.bulk_create([copy])
    found = Member.objects.get(id_index=crypto.blind_index(copy.id_number, "id_number"))
    assert found.id_number == copy.id_number
    copy.pk, copy.id_number, copy.id_missing_reason = None, "", "遗失"
    Member.objects.bulk_create([copy])
    assert Member.objects.filter(id_index__isnull=True).count() == 1
