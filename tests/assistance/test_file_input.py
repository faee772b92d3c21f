"""Nasty text in every field of every form about hardship files; two records of one head."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from assistance import file_page
from assistance.forms.files import (
    CategoryForm,
    CheckForm,
    EndForm,
    ExitForm,
    FileForm,
    FindForm,
    PersonForm,
    UnmaskForm,
    version_of,
)
from assistance.services import file_checks, files
from members.models import Member
from members.services import duplicates
from tests.factories import households, people

D = datetime.date


def url(name, *args):
    return reverse(f"assistance:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def file(unit, chair):
    return households.file(people.member(unit, "方桂英"), chair)


NASTY = [
    "", " ", "'\"<script>alert(7)</script>", "٣", "-1", "1e400", "NaN", "Infinity",
    "9" * 40, "1" * 12 + ".555", "9999-12-31", "0001-01-01", "2020-02-30", "x" * 5000,
    "\u202e\u200bx", "\ud7ff\uffff", "{{ 7*7 }}", "None", "[]",
]  # fmt: skip


# What passes, but for the one nasty field.
SOUND = {
    "full_name": "某", "relation": "son", "category": "deep", "opened_on": "2016-03-01",
    "birth_date": "2000-01-01", "since": "2016-03-01", "day": "2018-01-01", "reason": "核对",
    "result": "keep", "basis": "申报", "exit_reason": "left", "q": "方",
}  # fmt: skip


@pytest.fixture
def pages(file, chair):
    """Each form's page with the form, and the row whose version it carries."""
    person = households.child(file, chair)
    check = file_checks.check_file(file, D(2017, 1, 1), "keep", by=chair)
    newcomer = people.member(file.union)
    return [
        (f"{url('file_new')}?member={newcomer.pk}", FileForm, file),
        (url("file_edit", file.pk), FileForm, file),
        (url("file_person_new", file.pk), PersonForm, person),
        (url("file_person_edit", person.pk), PersonForm, person),
        (url("file_step", file.pk, "check"), CheckForm, file),
        (url("file_step", file.pk, "category"), CategoryForm, file),
        (url("file_step", file.pk, "exit"), ExitForm, file),
        (url("file_person_step", person.pk, "end"), EndForm, person),
        (url("file_new"), FindForm, file),
        (url("file_search"), FindForm, file),
        (url("file_check_void", check.pk), EndForm, file),
        (url("file_unmask", file.pk), UnmaskForm, file),
    ]


@pytest.mark.parametrize("number", range(12))
def test_nasty_text_in_every_field_breaks_no_form(number, pages, clerk, client_of):
    """In all fields at once; and in each alone, the texts in turn, with the others sound. Each
    post is undone, so that every one meets the same rows.
    """
    page, form, row = pages[number]
    sound = {**SOUND, "version": version_of(row)}
    names = list(form.base_fields)
    typed = [dict.fromkeys(names, nasty) for nasty in NASTY[::3]]
    typed += [
        {**sound, name: NASTY[(place * 5 + turn) % len(NASTY)]}
        for place, name in enumerate(names)
        for turn in (0, 7, 13)
    ]
    browser = client_of(clerk)
    for data in typed:
        with transaction.atomic():
            answer = browser.post(page, data)
            transaction.set_rollback(True)
        assert answer.status_code < 500, data
        assert "<script>alert(7)" not in text(answer), data


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_parameters_break_no_list(nasty, file, clerk, client_of):
    browser = client_of(clerk)
    for name in ("on", "find", "union", "category", "due", "state", "sort", "after", "before"):
        assert browser.get(url("file_list"), {name: nasty}).status_code == 200


def test_merging_two_records_of_one_head_keeps_one_open_file(unit, chair, clerk):
    """The first file is closed, so both follow; two open ones are refused in plain words."""
    keep, drop = people.member(unit, "方桂英"), people.member(unit, "方桂英")
    first = households.file(keep, chair)
    second = households.file(drop, chair)
    with pytest.raises(ValidationError, match="已有一份在册的困难档案"):
        duplicates.merge(keep, drop, by=clerk, reason="同一人")
    files.exit_file(first, D(2017, 1, 1), "left", by=chair)
    duplicates.merge(keep, drop, by=clerk, reason="同一人")
    second.refresh_from_db()
    assert second.head == keep
    assert file_page.standing(second, Member.objects.get(pk=keep.pk), None, second.people.get())
