"""Whether an uploaded paper may be kept: judged by its content, never by what it calls itself.

PDF, JPEG and PNG (ASVS 5.2.2: content, size, pixels); all else is refused with the way to mend it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

MAX_BYTES = 10 * 1024 * 1024
# A phone's best camera makes 50 million; a small file may claim billions, and who opens it pays.
MAX_PIXELS = 100_000_000
MAX_SIDE = 30_000
NAME_LENGTH = 100

EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
ACCEPT = "image/*,application/pdf"  # image/* is what makes a phone offer its camera
HELP = f"PDF、JPG 或 PNG，不超过 {MAX_BYTES // 1024 // 1024}MB；手机可直接拍照。"

_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD = b"\x00\x00\x00\x0dIHDR"
_JPEG = b"\xff\xd8\xff"
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xD8)}
_JPEG_NO_FRAME = {0xD9, 0xDA}  # the end, or pixels before any frame told their number

_MOST_SEGMENTS = 1000  # an honest one has some dozens; ten megabytes of empty ones take seconds

_OFFICE = "Word、Excel 文件请打印或另存为 PDF 后再上传；压缩包请解开后逐个上传。"
_HEIC = "这是苹果手机的 HEIC 照片，请在“设置—相机—格式”中选“兼容性最佳”，或转成 JPG 后再上传。"
_PICTURE = "这种图片请转成 JPG 或 PNG 后再上传。"
_OTHER = "只能上传 PDF、JPG、PNG 文件；这个文件的内容不是这几种，改扩展名也不行。"
_BROKEN = "图片不完整，请重新拍摄或重新上传。"

_NAME_BREAKERS = re.compile(r'[<>:"|?*\\/]')
_LONG_NUMBER = re.compile(r"[0-9]{11,19}[Xx]?")
_SUFFIX = re.compile(r"\.(?=[A-Za-z0-9]{1,5}\Z)[0-9]*[A-Za-z][A-Za-z0-9]*\Z")


@dataclass(frozen=True)
class Checked:
    """A file fit to be kept; made by `check` only."""

    filename: str
    content_type: str
    data: bytes


def check(upload: Any) -> Checked:
    """Read an uploaded file and judge it. Raises ValidationError for the field `file`."""
    try:
        if upload is None or not upload.size:
            raise ValidationError("文件是空的，请确认选对了文件。")
        if upload.size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise ValidationError(f"文件超过 {limit}MB，请压缩或调低拍照清晰度后再上传。")
        upload.seek(0)
        data = upload.read(MAX_BYTES + 1)
        content_type = _content_type(data)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    return Checked(safe_name(upload.name or "", content_type), content_type, data)


def _content_type(data: bytes) -> str:
    if _PDF.match(data):
        return "application/pdf"
    if data.startswith(_PNG):
        _check_pixels(_png_size(data))
        return "image/png"
    if data.startswith(_JPEG):
        _check_pixels(_jpeg_size(data))
        return "image/jpeg"
    raise ValidationError(_refusal(data))


def _refusal(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf")):
        return _OFFICE
    if data[4:8] == b"ftyp" and data[8:11] in (b"hei", b"hev", b"mif", b"avi"):
        return _HEIC
    if data.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or data[8:12] == b"WEBP":
        return _PICTURE
    return _OTHER


def _check_pixels(size: tuple[int, int] | None) -> None:
    width, height = size or (0, 0)
    if not width or not height:
        raise ValidationError(_BROKEN)
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ValidationError(f"图片有 {width}×{height} 像素，超出可处理的范围，请缩小后再上传。")


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[8:16] != _PNG_HEAD or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header; None where they lead nowhere."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 9 > len(data) or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker in _JPEG_NO_FRAME:
            return None
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def safe_name(name: str, content_type: str) -> str:
    """The name as typed, harmless: no path, no invisible or turning characters, the extension of
    what the file is. Long numbers go, because people name scans by identity number.
    """
    extension = EXTENSIONS[content_type]
    last = re.split(r"[\\/]", unicodedata.normalize("NFKC", name))[-1]
    spaced = " ".join(last.split())
    visible = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    stem = _SUFFIX.sub("", visible).strip(" .")
    stem = _LONG_NUMBER.sub("＊＊＊", _NAME_BREAKERS.sub("_", stem))
    # An inner ".php" would be an extension to somebody; the dots of 2016.9.8 are none.
    stem = re.sub(r"\.(?=[A-Za-z])", "_", stem)
    stem = stem[: NAME_LENGTH - len(extension)].strip(" .")
    return (stem or "未命名") + extension
