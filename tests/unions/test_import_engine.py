"""The way of a file: upload, preview, confirm; who may, and what happens when things go wrong."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import JournalEntry
from core.sheets import open_table
from tests.factories import import_files as files
from tests.factories import people
from unions.imports import engine, progress
from unions.imports.enterprises import EnterpriseImporter
from unions.imports.plan import ImportProblem, shown
from unions.models import Enterprise, ImportBatch

pytestmark = pytest.mark.django_db
HEAD = ["企业名称", "信用代码", "地址"]
GOOD = ["甲厂", "", "临岐镇"]
BAD = ["乙厂", "123", "临岐镇"]


def make(federation: Any, by: Any, *rows: list[str]) -> ImportBatch:
    return files.preview("enterprises", files.text_file([HEAD, *rows]), federation, by, "名录.csv")


def send(client: Any, federation: Any, data: bytes, name: str = "名录.csv", **fields: Any) -> Any:
    fields = {"kind": "enterprises", "union": federation.pk, **fields}
    return client.post(
        reverse("unions:import_new"), {"file": SimpleUploadedFile(name, data), **fields}
    )


def test_the_preview_is_rolled_back_and_the_file_sealed(federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD)
    assert Enterprise.objects.count() == 0 and Enterprise.history.count() == 0
    assert batch.status == "checked" and "甲厂".encode() not in bytes(batch.upload)
    assert not JournalEntry.objects.filter(kind="import").exists()


def test_confirming_twice_writes_once(federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD)
    stale = ImportBatch.objects.get(pk=batch.pk)
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    assert engine.confirm(stale, by=clerk) is engine.Ending.CLOSED
    assert Enterprise.objects.count() == 1
    batch.refresh_from_db()
    assert bytes(batch.upload) == b"" and bytes(batch.findings) == b""
    assert JournalEntry.objects.filter(kind="import").count() == 1


def test_data_changed_meanwhile_shows_a_new_preview(federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD)
    people.enterprise(federation, "甲厂", address="别处")
    assert engine.confirm(batch, by=clerk) is engine.Ending.CHANGED_MEANWHILE
    assert Enterprise.objects.get().address == "别处"
    batch.refresh_from_db()
    assert batch.status == "checked" and batch.counts["changed"] == 1
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE


def test_all_or_nothing_unless_the_good_rows_are_asked_for(federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD, BAD)
    assert engine.confirm(batch, by=clerk) is engine.Ending.REFUSED_ROWS
    assert Enterprise.objects.count() == 0
    assert engine.confirm(batch, by=clerk, partial=True) is engine.Ending.DONE
    assert [one.name for one in Enterprise.objects.all()] == ["甲厂"]


def test_rejects_come_back_under_the_users_headers_with_reasons(
    client_of: Any, federation: Any, clerk: Any
) -> None:
    batch = make(federation, clerk, GOOD, BAD)
    engine.confirm(batch, by=clerk, partial=True)
    response = client_of(clerk).post(reverse("unions:import_rejects", args=[batch.pk]))
    table = open_table(b"".join(response.streaming_content), "x.xlsx", EnterpriseImporter.columns)
    row = next(iter(table))
    assert table.headers["uscc"] == "信用代码" and table.unknown_headers == ["原因"]
    assert row.cells["name"].value == "乙厂" and row.cells["uscc"].raw == "123"
    assert JournalEntry.objects.filter(kind="export").count() == 1


def test_a_failure_half_way_leaves_nothing(
    federation: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make(federation, clerk, *([f"厂{n}", "", ""] for n in range(600)))
    real, calls = EnterpriseImporter.apply, []

    def dies(self: Any, plans: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        real(self, plans)

    monkeypatch.setattr(EnterpriseImporter, "apply", dies)
    with pytest.raises(MemoryError):
        engine.confirm(batch, by=clerk)
    assert Enterprise.objects.count() == 0
    monkeypatch.undo()
    batch.refresh_from_db()
    assert batch.status == "checked" and progress.read(batch.pk) == {}
    assert engine.confirm(batch, by=clerk) is engine.Ending.DONE
    assert Enterprise.objects.count() == 600


def test_discarding_deletes_the_file(client_of: Any, federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD)
    client_of(clerk).post(reverse("unions:import_discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "discarded" and not bytes(batch.upload) and not bytes(batch.findings)
    with pytest.raises(ImportProblem):
        engine.run(batch, by=clerk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_text_files_of_any_office_encoding(federation: Any, clerk: Any, encoding: str) -> None:
    data = files.text_file([["企业名录"], HEAD, GOOD], encoding)
    batch = files.preview("enterprises", data, federation, clerk)
    assert files.found(batch).rows[0].title == "甲厂"


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "空.csv", "文件是空的"),
        (b"%PDF-1.4 ...", "名录.xlsx", "PDF"),
        (files.text_file([["甲", "乙"], ["1", "2"]]), "x.csv", "没有找到表头"),
        (files.text_file([["地址", "信用代码"], ["1", ""]]), "x.csv", "缺少必需的列"),
    ],
)
def test_an_unusable_file_is_refused_on_the_form(
    client_of: Any, federation: Any, clerk: Any, data: bytes, name: str, word: str
) -> None:
    response = send(client_of(clerk), federation, data, name)
    assert response.status_code == 200 and word in response.content.decode()
    assert ImportBatch.objects.count() == 0


def test_the_pages_lead_from_upload_to_done(client_of: Any, federation: Any, clerk: Any) -> None:
    client = client_of(clerk)
    response = send(client, federation, files.text_file([HEAD, GOOD, BAD]))
    page = response["Location"]
    assert page.endswith("?start=1")
    batch = ImportBatch.objects.get()
    assert "开始核对" in client.get(page).content.decode()
    client.post(reverse("unions:import_run", args=[batch.pk]))
    text = client.get(reverse("unions:import_detail", args=[batch.pk])).content.decode()
    assert "disabled" in text and "只导入可用的 1 行，其余 1 行另存" in text
    assert "第 3 行" in text and "信用代码应为18位" in text
    client.post(reverse("unions:import_confirm", args=[batch.pk]), {"partial": "1"})
    assert Enterprise.objects.count() == 1
    assert "已导入" in client.get(reverse("unions:import_list")).content.decode()
    again = send(client, federation, files.text_file([HEAD, GOOD, BAD]))
    assert "导入过" in client.get(again["Location"]).content.decode()


def test_reading_pages_writes_nothing(
    client_of: Any, federation: Any, clerk: Any, writes_refused: Any
) -> None:
    batch = make(federation, clerk, GOOD, BAD)
    client = client_of(clerk)
    with writes_refused():
        for name, args in (
            ("import_list", []), ("import_new", []), ("import_detail", [batch.pk]),
            ("import_progress", [batch.pk]), ("import_template", ["roster"]),
        ):  # fmt: skip
            assert client.get(reverse(f"unions:{name}", args=args)).status_code == 200


def test_a_chair_may_not_import_enterprises_nor_see_the_clerks_batches(
    client_of: Any, federation: Any, clerk: Any, chair: Any, unit: Any
) -> None:
    batch = make(federation, clerk, GOOD)
    at_unit = ImportBatch.objects.create(
        union=unit, user=clerk, kind="roster", filename="秘密.xlsx", digest="0"
    )
    client = client_of(chair)
    for one in (batch, at_unit):
        for name in ("import_detail", "import_progress"):
            assert client.get(reverse(f"unions:{name}", args=[one.pk])).status_code == 404
        for name in ("import_run", "import_confirm", "import_discard", "import_rejects"):
            assert client.post(reverse(f"unions:{name}", args=[one.pk])).status_code == 404
    assert "秘密" not in client.get(reverse("unions:import_list")).content.decode()
    response = send(client, federation, files.text_file([HEAD, GOOD]))
    assert response.status_code == 200 and ImportBatch.objects.count() == 2
    assert client.get(reverse("unions:import_template", args=["enterprises"])).status_code == 404


def test_readers_may_not_import(client_of: Any, auditor: Any, leader: Any) -> None:
    for user in (auditor, leader):
        assert client_of(user).get(reverse("unions:import_list")).status_code == 403


def test_progress_is_seen_while_it_runs(federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, GOOD)
    with progress.reporting(batch.pk) as tell:
        tell("正在核对", 500, 2000)
        tell("正在核对", 501, 2000)  # within 0.3 s: not written
        assert progress.read(batch.pk) == {"stage": "正在核对", "done": 500, "total": 2000}
    assert progress.read(batch.pk) == {}


def test_the_empty_form_is_taken_by_its_own_importer(client_of: Any, clerk: Any) -> None:
    response = client_of(clerk).get(reverse("unions:import_template", args=["enterprises"]))
    table = open_table(response.content, "x.xlsx", EnterpriseImporter.columns)
    assert len(table.columns) == len(EnterpriseImporter.columns) and list(table) == []


def test_long_previews_are_paged_and_filtered(client_of: Any, federation: Any, clerk: Any) -> None:
    batch = make(federation, clerk, *([f"厂{n:03d}", "", ""] for n in range(150)), BAD)
    client, url = client_of(clerk), reverse("unions:import_detail", args=[batch.pk])
    assert "乙厂" in client.get(url).content.decode()
    second = client.get(url, {"show": "added", "page": "2"}).content.decode()
    assert "厂149" in second and "厂000" not in second and "乙厂" not in second
    assert client.get(url, {"show": "nonsense", "page": "٣"}).status_code == 200


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("99272119630512946", "99*"),
        ("994319 19660411 3601", "994319************"),
        ("13866761354", "138****1354"),
        (3.30127e17, "3.30127e+17"),
        ("约五十", "约五十"),
    ],
)
def test_numbers_of_people_are_masked_in_findings(raw: Any, text: str) -> None:
    assert shown(raw).startswith(text)
    assert "19630512" not in shown(raw)


def test_a_workbook_of_reasonable_size_is_within_limits(federation: Any, clerk: Any) -> None:
    rows = [[f"厂{n:05d}", "", "临岐镇"] for n in range(3000)]
    batch = files.preview("enterprises", files.workbook([HEAD, *rows]), federation, clerk)
    assert batch.counts["added"] == 3000
    assert len(io.BytesIO(bytes(batch.findings)).getvalue()) < 200_000
