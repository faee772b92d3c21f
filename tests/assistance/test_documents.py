"""Papers: who attaches and takes them, what is refused, and what stays when something dies."""

import os
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from assistance.models import Document, HardshipFile
from assistance.services import documents, files
from core import history, vault
from core.periods import today
from members.services import chain
from tests.accounts.test_journal import in_threads, shared_database  # noqa: F401
from tests.factories import aid, cases, households, papers, people, rows
from tests.factories.papers import attached, stored
from unions.services import attached as attached_files

pytestmark = pytest.mark.django_db
WORDS = "诊断：尿毒症".encode()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def file(unit, chair):
    return households.file(people.member(unit, "方桂英"), chair)


@pytest.fixture
def case(unit, chair):
    return cases.case(unit, chair)


@pytest.fixture
def draft(unit, chair):
    return aid.drafted(unit, chair, people.member(unit), people.member(unit))


# --- attaching --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["file", "case", "draft"])
def test_a_paper_is_kept_sealed_with_what_it_is(name, request, folder, unit, chair):
    owner = request.getfixturevalue(name)
    data = papers.png(text=WORDS)
    row = attached(owner, chair, data, name="诊断.jpg", kind=" 疾病诊断证明 ")
    row.refresh_from_db()
    assert (row.union, row.kind, row.filename) == (unit, "疾病诊断证明", "诊断.png")
    assert (row.content_type, row.size, row.uploaded_by) == ("image/png", len(data), chair)
    assert row.owner == owner
    assert row.history.get().history_user == chair
    (path,) = stored(folder)
    assert WORDS not in path.read_bytes()
    assert attached_files.read(row, by=chair) == data


def test_the_journal_says_whose_papers_and_nothing_of_their_content(file, chair):
    row = attached(file, chair, name="王五尿毒症.png", kind="尿毒症诊断")
    attached_files.read(row, by=chair)
    documents.void(row, by=chair, reason="传错了")
    entries = list(JournalEntry.objects.order_by("-seq")[:3])
    assert [(e.kind, e.summary) for e in entries] == [
        ("edit", "作废附件"), ("export", "下载附件"), ("edit", "上传附件")
    ]  # fmt: skip
    for entry in entries:
        assert (entry.target_type, entry.target_id) == ("assistance.hardshipfile", str(file.pk))
        assert entry.union_id == file.union_id
        assert "尿毒症" not in entry.summary + entry.detail
        assert "王五" not in entry.summary + entry.detail


@pytest.mark.parametrize(
    ("data", "words"),
    [(papers.HTML, "只能上传"), (b"", "文件是空的"), (papers.png(30_001, 1), "像素")],
)
def test_a_refused_file_leaves_neither_row_nor_bytes(data, words, file, chair, folder):
    before = rows.fingerprint()
    with pytest.raises(ValidationError) as refused:
        attached(file, chair, data)
    assert words in refused.value.message_dict["file"][0]
    assert rows.fingerprint() == before
    assert not stored(folder)


@pytest.mark.parametrize("kind", ["", " ", "材" * 41])
def test_a_paper_needs_a_name_of_fair_length(kind, file, chair, folder):
    with pytest.raises(ValidationError) as refused:
        attached(file, chair, kind=kind)
    assert list(refused.value.message_dict) == ["kind"]
    assert not stored(folder)


def test_the_same_file_twice_is_one_paper_until_it_is_struck_out(file, case, chair):
    first = attached(file, chair)
    with pytest.raises(ValidationError, match="同一个文件已经上传过，材料名称为“疾病诊断证明”"):
        attached(file, chair, kind="另一名称")
    attached(case, chair)
    documents.void(first, by=chair, reason="传错了")
    assert attached(file, chair, kind="另一名称").pk


def test_a_hundred_papers_are_enough(file, case, chair, monkeypatch):
    monkeypatch.setattr(attached_files, "MOST_PER_OWNER", 2)
    documents.void(attached(file, chair, papers.PDF), by=chair, reason="传错了")
    attached(file, chair)
    with pytest.raises(ValidationError, match="附件已有 2 份"):
        attached(file, chair, papers.jpeg())
    assert attached(case, chair, papers.jpeg()).pk


def test_a_full_disk_is_a_sentence_not_an_error(file, chair, monkeypatch):
    def full(data):
        raise vault.Full

    monkeypatch.setattr(vault, "put", full)
    with pytest.raises(ValidationError, match="存储空间不足"):
        attached(file, chair)


def test_a_paper_may_be_one_beneficiarys_of_the_same_application(draft, unit, chair):
    line = draft.lines.first()
    assert attached(draft, chair, line=line).line == line
    other = aid.drafted(unit, chair, people.member(unit))
    with pytest.raises(ValidationError, match="受助人不在这份申请中"):
        attached(other, chair, line=line)


def test_a_paper_has_one_owner_kept_by_the_database(file, case, unit, chair):
    row = attached(file, chair)
    for fields in ({"case": case}, {"file": None}, {"sensitive": True}):
        changed = Document.objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(changed, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            changed.save()


# --- rights -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "other_chair"])
@pytest.mark.parametrize("name", ["file", "case", "draft"])
def test_only_those_who_keep_the_owner_attach_and_strike_out(name, who, request, chair, folder):
    owner, user = request.getfixturevalue(name), request.getfixturevalue(who)
    row = attached(owner, chair)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        attached(owner, user, papers.PDF)
    with pytest.raises((PermissionDenied, Document.DoesNotExist)):
        documents.void(row, by=user, reason="不要了")
    assert rows.fingerprint() == before
    assert len(stored(folder)) == 1


@pytest.mark.parametrize("who", ["administrator", "other_chair"])
def test_who_does_not_see_the_unit_reads_nothing(who, request, file, chair):
    user = request.getfixturevalue(who)
    row = attached(file, chair)
    before = rows.fingerprint()
    with pytest.raises(PermissionDenied):
        attached_files.read(row, by=user)
    assert rows.fingerprint() == before


def test_sensitive_papers_are_seen_by_those_who_read_the_notes(
    case, unit, chair, clerk, leader, auditor
):
    row = attached(case, clerk, sensitive=True)
    second = people.sign_in("second", "副主席", unit, "chair")
    readers = {
        user: Document.objects.visible_to(user).filter(pk=row.pk).exists()
        for user in (clerk, leader, auditor, chair, second)
    }
    assert readers == {
        clerk: True, leader: True, auditor: False, chair: case.handler_id == chair.pk,
        second: False,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        attached_files.read(row, by=second)
    case.handler = second
    history.save(case, by=None)
    assert attached_files.read(row, by=second)


def test_only_readers_of_the_notes_attach_sensitive_papers_and_only_to_cases(
    case, file, unit, chair, clerk
):
    second = people.sign_in("second", "副主席", unit, "chair")
    with pytest.raises(PermissionDenied):
        attached(case, second, sensitive=True)
    with pytest.raises(PermissionDenied):
        attached(file, clerk, sensitive=True)


def test_after_a_takeover_the_holder_attaches(case, chair, clerk):
    cases.taken(case, chair, clerk)
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        attached(case, chair)
    assert attached(case, clerk).union == case.union


def test_papers_follow_a_file_to_the_heads_new_union(file, unit, other_unit, chair, clerk):
    row = attached(file, chair)
    chain.move(file.head, other_unit, None, today(), by=clerk, reason="调动")
    files.move_file(file, by=clerk)
    row.refresh_from_db()
    assert row.union == other_unit
    assert row.history.count() == 2
    with pytest.raises(PermissionDenied):
        attached_files.read(row, by=chair)


# --- striking out -----------------------------------------------------------------------------
def test_a_struck_out_paper_stays_with_its_reason(file, chair, folder):
    row = attached(file, chair)
    documents.void(row, by=chair, reason=" 传错了 ")
    row.refresh_from_db()
    assert row.voided_at and row.voided_reason == "传错了"
    assert len(stored(folder)) == 1
    assert attached_files.read(row, by=chair)
    with pytest.raises(ValidationError, match="已经作废"):
        documents.void(row, by=chair, reason="再作废")


@pytest.mark.parametrize("reason", ["", "  ", "因" * 201])
def test_striking_out_takes_a_reason(reason, file, chair):
    row = attached(file, chair)
    with pytest.raises(ValidationError):
        documents.void(row, by=chair, reason=reason)
    assert Document.objects.filter(voided_at__isnull=True).count() == 1


# --- when something dies ----------------------------------------------------------------------
def aged(folder, days=2):
    for path in stored(folder):
        os.utime(path, (time.time() - days * 86400,) * 2)


def test_death_between_file_and_row_leaves_a_harmless_file(file, chair, folder, monkeypatch):
    kept = attached(file, chair)
    before = rows.fingerprint()

    def dies(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(attached_files.history, "save", dies)
    with pytest.raises(MemoryError):
        attached(file, chair, papers.PDF)
    monkeypatch.undo()
    assert rows.fingerprint() == before
    assert len(stored(folder)) == 2
    call_command("purge_documents")
    assert len(stored(folder)) == 2  # it may be on its way to its row
    aged(folder)
    call_command("purge_documents")
    assert [path.name for path in stored(folder)] == [kept.stored_name]
    assert attached(file, chair, papers.PDF).pk


def test_the_purge_goes_by_batches_and_takes_drafts_too(file, chair, folder, monkeypatch, capsys):
    monkeypatch.setattr(attached_files, "_BATCH", 2)
    kept = {attached(file, chair, data).stored_name for data in (papers.PDF, None, papers.jpeg())}
    for number in range(4):
        vault.put(bytes([number]))
    (stored(folder)[0].parent / f"{'f' * 32}.part").write_bytes(b"half")
    aged(folder)
    call_command("purge_documents")
    assert {path.name for path in stored(folder)} == kept
    assert "已清除 5 个" in capsys.readouterr().out


def test_the_purge_of_a_house_without_papers_is_nothing(capsys):
    call_command("purge_documents")
    assert "已清除 0 个" in capsys.readouterr().out


def test_missing_and_exchanged_files_are_named_after_a_restore(file, chair, folder, capsys):
    one, two = attached(file, chair), attached(file, chair, papers.PDF)
    call_command("check_documents")
    assert "都能打开" in capsys.readouterr().out
    paths = {path.name: path for path in stored(folder)}
    paths[two.stored_name].unlink()
    with pytest.raises(CommandError, match=f"1 份附件无法打开：assistance.Document:{two.pk}$"):
        call_command("check_documents")
    Document.objects.filter(pk=one.pk).update(sha256="0" * 64)
    with pytest.raises(CommandError, match="2 份附件无法打开"):
        call_command("check_documents")


def test_a_double_click_attaches_once(shared_database, folder):  # noqa: F811
    def ground():
        federation = people.federation()
        unit = people.unit(federation, "淳安甲工会", "淳安甲厂")
        chair = people.sign_in("chair", "甲会主席", unit, "chair")
        return households.file(people.member(unit), chair).pk, chair

    ((file_pk, chair),) = in_threads(ground)
    answers = in_threads(
        *[lambda: attached(HardshipFile.objects.get(pk=file_pk), chair).pk for _ in range(4)]
    )
    assert in_threads(Document.objects.count) == [1]
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 3, answers
    assert len(stored(folder)) == 1
