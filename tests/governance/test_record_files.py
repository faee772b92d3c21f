"""Files and photos of union life: who attaches and sees them, and that no purge takes them."""

import os
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import JournalEntry
from core import vault
from core.periods import today
from governance.attachment_panel import page_of
from governance.models import (
    Attachment,
    Election,
    Meeting,
    Regulation,
    RegulationVersion,
    Requirement,
    Submission,
)
from governance.services import attachments, records, regulations
from tests.factories import households, papers, people, rows, world
from tests.factories import records as make
from tests.factories.papers import stored
from unions.services import attached as attached_files

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def activity(unit, chair):
    return make.activity(unit, chair)


def owners(unit, chair):
    """One of everything that may have files."""
    meeting = Meeting.objects.create(
        union=unit, kind="members", title="会员大会", day=today(), chaired_by="x",
        registered_by=chair,
    )  # fmt: skip
    asked = Requirement.objects.create(
        union=unit.parent, title="年报", due_on=today(), set_by=chair
    )
    return [
        make.regulation(unit, chair).versions.get(),
        make.activity(unit, chair),
        make.honour(unit, chair),
        meeting,
        Election.objects.create(union=unit, kind="renewal", form="meeting"),
        Submission.objects.create(requirement=asked, union=unit, day=today(), by=chair),
    ]


def url(name, *args):
    return reverse(f"governance:attachment_{name}", args=args)


def attach_url(activity):
    return url("new", activity.pk, "activity")


# --- attaching --------------------------------------------------------------------------------
def test_every_kind_of_record_takes_a_file_and_shows_it(unit, chair, client_of):
    found = owners(unit, chair)
    assert {type(owner) for owner in found} == set(attachments.FIELDS)
    for owner in found:
        row = make.attached(owner, chair, kind=" 扫描件 ")
        row.refresh_from_db()
        assert (row.owner, row.union, row.kind) == (owner, unit, "扫描件")
        assert list(attachments.of(owner)) == [row]
        page = client_of(chair).get(page_of(owner)).content.decode()
        assert "扫描件" in page and url("download", row.pk) in page


def test_a_file_has_exactly_one_owner_kept_by_the_database(unit, chair, activity):
    row = make.attached(activity, chair)
    for fields in ({"honour": make.honour(unit, chair)}, {"activity": None}):
        changed = Attachment.objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(changed, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            changed.save()


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
def test_only_those_who_govern_the_unit_attach_and_strike_out(who, request, activity, chair):
    user, row = request.getfixturevalue(who), make.attached(activity, chair)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        make.attached(activity, user, papers.PDF)
    with pytest.raises((PermissionDenied, Attachment.DoesNotExist)):
        attachments.void(row, by=user, reason="不要了")
    assert rows.fingerprint() == before


def test_what_was_struck_out_takes_no_more_files(activity, chair):
    records.void(activity, by=chair, reason="重复登记")
    activity.refresh_from_db()
    with pytest.raises(ValidationError, match="已经作废"):
        make.attached(activity, chair)


def test_the_journal_names_the_owner_and_nothing_of_the_content(activity, chair):
    row = make.attached(activity, chair, kind="王五的照片")
    attached_files.read(row, by=chair)
    attachments.void(row, by=chair, reason="传错了")
    entries = list(JournalEntry.objects.order_by("-seq")[:3])
    assert [(e.kind, e.summary) for e in entries] == [
        ("edit", "作废附件"), ("export", "下载附件"), ("edit", "上传附件")
    ]  # fmt: skip
    for entry in entries:
        assert (entry.target_type, entry.target_id) == ("governance.activity", str(activity.pk))
        assert "王五" not in entry.summary + entry.detail


# --- house-keeping ----------------------------------------------------------------------------
def aged(folder):
    for path in stored(folder):
        os.utime(path, (time.time() - 2 * 86400,) * 2)


def test_a_purge_takes_neither_rooms_files_and_every_stray(unit, chair, folder, capsys):
    """Each table of attached files is asked: one that is not would lose all its bytes."""
    kept = {make.attached(owner, chair).stored_name for owner in owners(unit, chair)}
    file = households.file(people.member(unit), chair)
    kept.add(papers.attached(file, chair).stored_name)
    attachments.void(Attachment.objects.earliest("pk"), by=chair, reason="传错了")
    vault.put(b"stray")
    aged(folder)
    call_command("purge_documents")
    assert {path.name for path in stored(folder)} == kept
    assert "已清除 1 个" in capsys.readouterr().out
    call_command("check_documents")


def test_every_table_of_attached_files_is_known():
    names = {table._meta.label for table in attached_files.tables()}
    assert names == {"assistance.Document", "governance.Attachment", "innovation.Picture"}


def test_the_check_names_the_table_of_a_lost_file(unit, chair, activity, folder):
    row = make.attached(activity, chair)
    papers.attached(households.file(people.member(unit), chair), chair)
    next(path for path in stored(folder) if path.name == row.stored_name).unlink()
    with pytest.raises(CommandError, match=f"1 份附件无法打开：governance.Attachment:{row.pk}$"):
        call_command("check_documents")


# --- pages ------------------------------------------------------------------------------------
def test_a_photo_goes_up_is_shown_and_comes_down(activity, chair, client_of):
    browser, page = client_of(chair), reverse("governance:activity_detail", args=[activity.pk])
    data = {"kind": "活动照片", "file": papers.upload(papers.jpeg(), "合影.heic")}
    answer = browser.post(attach_url(activity), data)
    assert answer["Location"] == f"{page}#documents"
    row = Attachment.objects.get()
    assert f'src="{url("photo", row.pk)}"' in browser.get(page).content.decode()
    before = JournalEntry.objects.count()
    shown = browser.get(url("photo", row.pk))
    assert (shown.content, shown["Content-Type"]) == (papers.jpeg(), "image/jpeg")
    assert shown["Content-Disposition"].startswith("inline; ")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"] == "no-store"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert JournalEntry.objects.count() == before
    taken = browser.post(url("download", row.pk))
    assert taken["Content-Disposition"].startswith("attachment; ")
    assert JournalEntry.objects.count() == before + 1
    browser.post(url("void", row.pk), {"reason": "传错了"})
    text = browser.get(page).content.decode()
    assert "作废：传错了" in text
    assert url("photo", row.pk) not in text


def test_only_pictures_are_shown_in_place(activity, chair, client_of, folder):
    browser = client_of(chair)
    pdf, lost = make.attached(activity, chair, papers.PDF), make.attached(activity, chair)
    assert browser.get(url("photo", pdf.pk)).status_code == 404
    assert url("photo", pdf.pk) not in browser.get(
        reverse("governance:activity_detail", args=[activity.pk])
    ).content.decode()  # fmt: skip
    next(path for path in stored(folder) if path.name == lost.stored_name).unlink()
    assert browser.get(url("photo", lost.pk)).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (papers.HTML, "照片.png", "改扩展名也不行"),
        (SVG, "照片.svg", "只能上传"),
        (b"", "照片.png", "文件是空的"),
        (papers.png(30_001, 1), "照片.png", "像素"),
        (b"PK\x03\x04" + b"x" * 30, "总结.docx", "另存为 PDF"),
        (b"GIF89a" + b"x" * 30, "照片.gif", "转成 JPG"),
    ],
)
def test_hostile_uploads_are_refused_with_words(
    data, name, words, activity, chair, client_of, folder
):
    before = rows.fingerprint()
    page = client_of(chair).post(
        attach_url(activity), {"kind": "活动照片", "file": papers.upload(data, name)}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert 'value="活动照片"' in text
    assert "alert(" not in text
    assert rows.fingerprint() == before
    assert not stored(folder)


def test_a_refused_scan_leaves_no_regulation_behind(unit, chair, client_of, folder):
    browser, before = client_of(chair), rows.fingerprint()
    page = browser.post(reverse("governance:regulation_new"), {
        "union": unit.pk, "title": "考勤制度", "text": "一、按时上班。", "since": "2014-01-01",
        "upload": papers.upload(papers.HTML, "制度.pdf"),
    })  # fmt: skip
    assert page.status_code == 200
    assert "改扩展名也不行" in page.content.decode()
    assert rows.fingerprint() == before
    assert not stored(folder)


def test_a_foreign_units_files_are_not_there(activity, chair, other_chair, client_of):
    row, browser = make.attached(activity, chair), client_of(other_chair)
    before = rows.fingerprint()
    for address in (attach_url(activity), url("download", row.pk), url("void", row.pk)):
        data = {"kind": "x", "file": papers.upload(), "reason": "x"}
        foreign = browser.post(address, data)
        absent = browser.post(address.replace(f"/{row.pk}/", "/987654321/"), data)
        assert foreign.status_code == 404
        if address != attach_url(activity):
            assert world.plain(foreign) == world.plain(absent)
    assert browser.get(url("photo", row.pk)).status_code == 404
    assert rows.fingerprint() == before


def test_an_owner_of_no_known_kind_is_not_there(activity, chair, client_of):
    for owner in ("deed", "union", "activities"):
        assert client_of(chair).get(url("new", activity.pk, owner)).status_code == 404


def test_a_federations_scan_is_read_below_and_a_units_own_is_not_read_beside(
    federation, unit, clerk, chair, other_chair, client_of
):
    above = make.attached(make.regulation(federation, clerk).versions.get(), clerk)
    own = make.attached(make.regulation(unit, chair).versions.get(), chair)
    seen = {user: set(Attachment.objects.visible_to(user)) for user in (clerk, chair, other_chair)}
    assert seen == {clerk: {above, own}, chair: {above, own}, other_chair: {above}}
    browser = client_of(other_chair)
    assert browser.post(url("download", above.pk)).status_code == 200
    assert browser.post(url("download", own.pk)).status_code == 404
    assert browser.post(url("void", above.pk), {"reason": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        attachments.void(above, by=other_chair, reason="x")


def test_a_federations_other_files_are_not_read_below(federation, clerk, chair):
    row = make.attached(make.activity(federation, clerk), clerk)
    assert not Attachment.objects.visible_to(chair).exists()
    with pytest.raises(PermissionDenied):
        attached_files.read(row, by=chair)


def test_a_scan_stands_with_the_version_it_came_with(unit, chair, folder):
    regulation = Regulation(union=unit, title="考勤制度")
    version = RegulationVersion(since=today(), text="")
    regulations.lay_down(regulation, version, by=chair, upload=papers.upload(papers.PDF, "x.pdf"))
    row = version.attachments.get()
    assert (row.kind, row.content_type) == ("印发文件扫描件", "application/pdf")
    with pytest.raises(ValidationError, match="请填写正文，或上传印发文件"):
        regulations.revise(regulation, RegulationVersion(since=today(), text=" "), by=chair)
