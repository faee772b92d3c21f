"""Pictures before and after: attached by the unit, seen by others only once promoted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from innovation.models import Picture
from innovation.services import pictures
from innovation.workflow import move_entry
from tests.factories import innovation, papers

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"innovation:picture_{name}", args=args)


def test_a_photo_is_attached_on_the_page_and_shown_there(unit, chair, client_of):
    entry, browser = innovation.draft(unit, chair), client_of(chair)
    data = {"kind": "改进后照片", "file": papers.upload()}
    assert browser.post(url("new", entry.pk, "entry"), data).status_code == 302
    pictures.attach(entry, papers.upload(papers.jpeg(), "前.jpg"), "改进前照片", by=chair)
    before, after = Picture.objects.order_by("-pk")
    text = browser.get(reverse("innovation:entry_detail", args=[entry.pk])).content.decode()
    assert text.index(url("show", before.pk)) < text.index(url("show", after.pk))
    shown = browser.get(url("show", after.pk))
    assert shown["Content-Type"] == "image/png" and shown.content == papers.png()


@pytest.mark.parametrize("who", ["other_chair", "leader", "auditor"])
def test_who_is_not_of_the_unit_attaches_nothing(unit, chair, who, request):
    entry = innovation.draft(unit, chair)
    with pytest.raises(PermissionDenied):
        pictures.attach(entry, papers.upload(), "照片", by=request.getfixturevalue(who))
    assert not Picture.objects.exists()


def test_of_what_is_over_the_files_stay_as_they_are(unit, chair, client_of):
    entry = innovation.draft(unit, chair)
    row = pictures.attach(entry, papers.upload(), "照片", by=chair)
    entry = move_entry(entry, "withdraw", by=chair, reason="另报")
    with pytest.raises(ValidationError, match="已经结束"):
        pictures.attach(entry, papers.upload(papers.jpeg(), "二.jpg"), "照片", by=chair)
    assert client_of(chair).get(url("void", row.pk)).status_code == 403


def test_a_page_in_a_pictures_clothes_is_refused_with_what_was_typed(unit, chair, client_of):
    entry = innovation.draft(unit, chair)
    data = {"kind": "改进前照片", "file": papers.upload(papers.HTML, "照片.png")}
    text = client_of(chair).post(url("new", entry.pk, "entry"), data).content.decode()
    assert 'value="改进前照片"' in text and not Picture.objects.exists()


def test_strangers_see_before_and_after_of_a_promoted_entry_and_nothing_else(
    unit, chair, other_chair, administrator, clerk, leader, client_of
):
    entry = innovation.awarded(unit, chair, clerk, leader)
    photo = pictures.attach(entry, papers.upload(), "改进前照片", by=chair)
    proof = pictures.attach(entry, papers.upload(papers.jpeg(), "证.jpg"), "财务证明", by=chair)
    browser = client_of(other_chair)
    assert browser.get(url("show", photo.pk)).status_code == 404
    move_entry(entry, "promote", by=clerk)
    assert browser.get(url("show", photo.pk)).status_code == 200
    assert browser.get(url("show", proof.pk)).status_code == 404
    assert browser.post(url("void", photo.pk), {"reason": "x"}).status_code == 403
    assert client_of(administrator).get(url("show", photo.pk)).status_code == 403


def test_a_struck_out_picture_stays_on_record_and_leaves_the_page(unit, chair, client_of):
    entry = innovation.draft(unit, chair)
    row = pictures.attach(entry, papers.upload(), "改进前照片", by=chair)
    client_of(chair).post(url("void", row.pk), {"reason": "传错"})
    page = client_of(chair).get(reverse("innovation:entry_detail", args=[entry.pk]))
    assert "已作废" in page.content.decode()
    assert f'src="{url("show", row.pk)}"' not in page.content.decode()
