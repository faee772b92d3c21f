"""Uploaded papers: what passes, what is refused and in which words, and what becomes of names."""

import unicodedata
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from core import uploads
from tests.factories.papers import HTML, PDF, jpeg, png, upload


def refusal(data: bytes, name: str = "a.png") -> str:
    with pytest.raises(ValidationError) as refused:
        uploads.check(upload(data, name))
    assert list(refused.value.message_dict) == ["file"]
    return refused.value.message_dict["file"][0]


@pytest.mark.parametrize(
    ("data", "content_type", "filename"),
    [
        (PDF, "application/pdf", "扫描件.pdf"),
        (png(), "image/png", "扫描件.png"),
        (jpeg(), "image/jpeg", "扫描件.jpg"),
        (jpeg(frame=0xC2), "image/jpeg", "扫描件.jpg"),  # progressive
        (jpeg(before=b"\xff\xff\xff\xd0\xff\xfe\0\x04ab"), "image/jpeg", "扫描件.jpg"),
        (jpeg(8064, 6048), "image/jpeg", "扫描件.jpg"),  # 48 million, as phones make them
    ],
)
def test_papers_pass_under_the_type_of_their_content(
    data: bytes, content_type: str, filename: str
) -> None:
    kept = uploads.check(SimpleUploadedFile("扫描件.exe", data, "text/html"))
    assert (kept.content_type, kept.filename, kept.data) == (content_type, filename, data)


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.jpg", "a.html"])
@pytest.mark.parametrize(
    "data",
    [
        HTML, b"\n" + PDF, b"%PDF-x.1", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\0",
        b"GIF\x00", b"\x89PNG" + HTML, b"\xff\xd8" + HTML, b"#!/bin/sh\n", b"\x00" * 40,
    ],
)  # fmt: skip
def test_anything_else_is_refused_whatever_its_name(data: bytes, name: str) -> None:
    assert "只能上传 PDF、JPG、PNG 文件" in refusal(data, name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04[Content_Types].xml", "另存为 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "另存为 PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "兼容性最佳"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "兼容性最佳"),
        (b"GIF89a\x01\0\x01\0", "转成 JPG 或 PNG"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "转成 JPG 或 PNG"),
        (b"BM\x36\0\0\0", "转成 JPG 或 PNG"),
        (b"", "文件是空的"),
    ],
)
def test_the_refusal_says_how_to_mend_it(data: bytes, words: str) -> None:
    assert words in refusal(data)


# --- pictures ---------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [png, jpeg])
@pytest.mark.parametrize("size", [(30_001, 1), (1, 30_001), (10_001, 10_000)])
def test_a_picture_that_claims_too_many_pixels_is_refused(make: Any, size: Any) -> None:
    assert f"{size[0]}×{size[1]} 像素" in refusal(make(*size))


def test_png_may_claim_four_thousand_million_a_side() -> None:
    assert "像素" in refusal(png(2**32 - 1, 2**32 - 1))


@pytest.mark.parametrize("make", [png, jpeg])
@pytest.mark.parametrize("size", [(10_000, 10_000), (30_000, 1)])
def test_the_largest_pictures_pass(make: Any, size: Any) -> None:
    assert uploads.check(upload(make(*size)))


@pytest.mark.parametrize(
    "data",
    [
        png(0, 5), png(5, 0), jpeg(0, 5), jpeg(5, 0), png()[:20], jpeg()[:30], b"\xff\xd8\xff",
        jpeg().replace(b"\xff\xc0\0\x11\x08\0\x02", b"\xff\xc4\0\x11\x08\0\x02"),
        b"\xff\xd8\xff\xe0\xff\xff" + b"\0" * 10,
        b"\xff\xd8\xff\xd9" + b"\xff\xc0\0\x11\x08\0\x02\0\x02",
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0cIHDR" + b"\0\0\0\x01" * 4,
    ],
)  # fmt: skip
def test_a_picture_cut_short_or_without_a_size_is_refused(data: bytes) -> None:
    assert "图片不完整" in refusal(data)


@pytest.mark.parametrize("filler", [b"\xff", b"\xff\xd0", b"\xff\xe0\0\x02"])
def test_ten_megabytes_of_empty_segments_are_no_work(filler: bytes) -> None:
    data = b"\xff\xd8" + filler * ((uploads.MAX_BYTES - 2) // len(filler))
    assert "图片不完整" in refusal(data)
    looked_at = Watched(data)
    assert uploads._jpeg_size(looked_at) is None
    assert 0 < looked_at.looks < 10 * uploads._MOST_SEGMENTS


class Watched(bytes):
    """Counts how often somebody looks into it."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        self.looks += 1
        return super().__getitem__(key)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_readers(tail: bytes) -> None:
    for head in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1."):
        try:
            uploads.check(upload(head + tail))
        except ValidationError as error:
            assert error.message_dict["file"]


# --- size -------------------------------------------------------------------------------------
def test_the_limit_is_ten_megabytes_and_fits_the_form() -> None:
    padding = uploads.MAX_BYTES - len(PDF)
    assert uploads.check(upload(PDF + b"\n" * padding))
    assert "超过 10MB" in refusal(PDF + b"\n" * (padding + 1))
    assert uploads.MAX_BYTES < settings.UPLOAD_LIMIT_BYTES


def test_nothing_that_is_uploaded_touches_the_disk_in_clear() -> None:
    """Django moves what is larger than this to a temporary file."""
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= settings.UPLOAD_LIMIT_BYTES + 1024 * 1024


# --- names ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("诊断证明.png", "诊断证明.png"),
        ("诊断证明", "诊断证明.png"),
        ("../../etc/passwd", "passwd.png"),
        (r"C:\Users\王\桌面\票据.JPG", "票据.png"),
        ("票据.php.png", "票据_php.png"),
        ("票据.pdf.exe", "票据_pdf.png"),
        ("a.png\x00.html", "a_png.png"),
        ("a\r\nSet-Cookie: x.png", "a Set-Cookie_ x.png"),
        ("票据\u202egnp.exe", "票据gnp.png"),  # turns what follows round on the screen
        ("王五 2016.9.8.jpg", "王五 2016.9.8.png"),
        ("ｆｕｌｌ．ｐｎｇ", "full.png"),
        ('<b>"a"|?*.png', "_b__a____.png"),
        (".htaccess", "htaccess.png"),
        (".png", "未命名.png"),
        ("", "未命名.png"),
        ("...", "未命名.png"),
        ("990101198005060019身份证.png", "＊＊＊身份证.png"),
        ("mmexport1474012345678.jpg", "mmexport＊＊＊.png"),
    ],
)
def test_names_lose_what_could_do_harm(typed: str, kept: str) -> None:
    assert uploads.safe_name(typed, "image/png") == kept


@given(st.text(max_size=300), st.sampled_from(sorted(uploads.EXTENSIONS)))
def test_every_name_ends_up_short_visible_and_in_one_folder(typed: str, content_type: str) -> None:
    name = uploads.safe_name(typed, content_type)
    assert 0 < len(name) <= 100
    assert name.endswith(uploads.EXTENSIONS[content_type])
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith((".", " "))
    assert all(unicodedata.category(character)[0] != "C" for character in name)
