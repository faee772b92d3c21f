"""Log lines carry no personal data: long numbers and database row details are taken out."""

import logging

import pytest

from core.logs import RedactingFormatter
from tests.factories import people


def line(message, *args, error=None):
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, args, None)
    if error:
        record.exc_info = (type(error), error, None)
    return RedactingFormatter("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize(
    "number",
    ["13812345678", "990001198005060014", "99000119800506001X", "99000119800506001x",
     "6222021202001234567", "990001800506001"],
)  # fmt: skip
def test_a_number_as_long_as_a_phone_an_id_or_an_account_is_removed(number):
    for text in (number, f"会员{number}已登记", f"id={number}&x=1", f"('{number}',)"):
        assert number not in line(text)
        assert "[number removed]" in line(text)
    assert number not in line("%s", number)


@pytest.mark.parametrize("harmless", ["2026-11-22 10:00:00,123", "id 12345", "8000", "1234567890"])
def test_short_numbers_stay(harmless):
    assert harmless in line(harmless)


@pytest.mark.parametrize("label", ["DETAIL", "CONTEXT", "HINT", "详细信息"])
def test_the_failing_row_of_postgresql_is_removed(label):
    error = ValueError(f"violates constraint\n{label}:  Failing row contains (7, 王桂英, 女).\n")
    text = line("failed", error=error)
    assert "王桂英" not in text
    assert "violates constraint" in text
    assert f"{label}: (removed)" in text


def test_numbers_in_a_traceback_are_removed():
    number = people.identifiers.synthetic_id("990001", people.FOUNDED, "001")
    try:
        raise ValueError(number)
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), None)
        record.exc_info = (type(error), error, error.__traceback__)
    text = RedactingFormatter("%(message)s").format(record)
    assert "Traceback" in text
    assert number not in text


def test_a_page_that_fails_writes_no_number_to_the_log(unit, clerk, client_of, capfd, monkeypatch):
    """The whole way: view, error, django.request, formatter."""
    from members.services import records

    person = people.member(unit)

    def fail(member):
        raise RuntimeError(f"bad row {member.id_number}")

    monkeypatch.setattr(records, "current_membership", fail)
    monkeypatch.setattr("members.views.records.lifeline.particulars", fail)
    browser = client_of(clerk)
    browser.raise_request_exception = False
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(message)s"))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert browser.get(f"/members/{person.pk}/").status_code == 500
    finally:
        logger.removeHandler(handler)
    written = capfd.readouterr()
    assert "bad row" in written.err
    assert person.id_number not in written.err + written.out
