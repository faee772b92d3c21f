"""The three sheets as the office keeps them go through the pages as they are."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import JournalEntry
from members.models import Member, Membership
from members.services import tallies
from unions.codes import UnionKind
from unions.imports import plan as plans
from unions.models import Coverage, Enterprise, EnterpriseFigure, ImportBatch, Union

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "linqi_union" / "sample"
NAMES = {
    "enterprises": ("enterprises.xlsx", "临岐镇企业名录（2015年度）.xlsx"),
    "unions": ("unions.xls", "基层工会组建情况.xls"),
    "roster": ("members.xlsx", "临岐镇工会会员花名册（2016年8月）.xlsx"),
}


def upload(client: Any, federation: Any, kind: str) -> ImportBatch:
    stored, name = NAMES[kind]
    file = SimpleUploadedFile(name, (SAMPLES / stored).read_bytes())
    response = client.post(
        reverse("unions:import_new"), {"file": file, "kind": kind, "union": federation.pk}
    )
    assert response.status_code == 302, response.context["form"].errors
    batch = ImportBatch.objects.latest("pk")
    client.post(reverse("unions:import_run", args=[batch.pk]))
    batch.refresh_from_db()
    return batch


def take(client: Any, federation: Any, kind: str) -> ImportBatch:
    batch = upload(client, federation, kind)
    assert batch.status == "checked"
    assert batch.counts["refused"] == 0, [
        (row.line, row.findings) for row in plans.unseal(batch.findings).plan.rows if row.refused
    ][:5]
    client.post(reverse("unions:import_confirm", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "done"
    return batch


@pytest.fixture
def taken(client_of: Any, clerk: Any, federation: Any) -> Any:
    client = client_of(clerk)
    for kind in NAMES:
        take(client, federation, kind)
    return client


def test_the_samples_give_the_published_figures(taken: Any, federation: Any) -> None:
    assert Enterprise.objects.count() == 49
    assert Enterprise.objects.filter(above_scale=True).count() == 5
    below = Union.objects.under(federation).exclude(pk=federation.pk)
    assert below.filter(kind=UnionKind.SINGLE_GRASSROOTS).count() == 27
    assert below.filter(kind=UnionKind.JOINT_GRASSROOTS).count() == 3
    assert Coverage.objects.count() == 49
    assert Member.objects.count() == Membership.objects.open().count() == 1017
    sales = EnterpriseFigure.objects.filter(kind="sales")
    assert sum(figure.value for figure in sales) == 445_000_000
    assert {str(figure.as_of) for figure in sales} == {"2015-12-31"}
    assert tallies.kept() == tallies.counted()


def test_a_second_upload_changes_nothing(taken: Any, federation: Any) -> None:
    history_rows = Member.history.count()
    for kind, rows in (("enterprises", 49), ("unions", 30), ("roster", 1017)):
        batch = upload(taken, federation, kind)
        assert batch.counts["unchanged"] == rows, batch.counts
        assert not any(batch.counts[name] for name in ("added", "changed", "left", "refused"))
    assert Member.history.count() == history_rows


def test_every_doubtful_cell_is_explained_and_no_number_is_shown(
    client_of: Any, clerk: Any, federation: Any
) -> None:
    client = client_of(clerk)
    for kind in ("enterprises", "unions"):
        take(client, federation, kind)
    batch = upload(client, federation, "roster")
    preview = plans.unseal(batch.findings).plan
    findings = [finding for row in preview.rows for finding in row.findings]
    assert findings and all(finding.message for finding in findings)
    assert any("1017" in note.replace(",", "") and "一致" in note for note in preview.notes)
    page = client.get(reverse("unions:import_detail", args=[batch.pk]) + "?show=added").content
    assert "997276************" in page.decode() and b"997276196305129464" not in page
    assert Member.objects.count() == 0


def test_one_journal_line_an_import_without_names(taken: Any) -> None:
    lines = JournalEntry.objects.filter(kind=JournalEntry.Kind.IMPORT)
    assert lines.count() == 3
    assert lines.order_by("seq").last().details()["added"] == 1017
    assert not lines.filter(detail__contains="袁旭").exists()
