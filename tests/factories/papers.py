"""Small files of every kind for the tests of attached papers; made by hand, no image library."""

import struct
import zlib
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assistance.models import Document
from assistance.services import documents

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"


def png(width: int = 3, height: int = 2, text: bytes = b"") -> bytes:
    """A whole picture; its header may claim any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * ((1 + 3 * 3) * 2))
    chunks = [(b"IHDR", head), (b"tEXt", b"Comment\0" + text), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg(width: int = 3, height: int = 2, frame: int = 0xC0, before: bytes = b"") -> bytes:
    """The beginning of a photograph as a phone writes it: Exif with a thumbnail, then the frame."""
    exif = b"Exif\0\0" + b"\xff\xd8\xff\xc0\0\x11\x08\0\x01\0\x01" * 20
    segments = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    segments += b"\xff\xdb" + struct.pack(">H", 67) + b"\0" * 65 + before
    segments += bytes((0xFF, frame)) + struct.pack(">HBHH", 17, 8, height, width) + b"\x03" * 10
    return b"\xff\xd8" + segments + b"\xff\xda\0\x0c" + b"\x5a" * 40 + b"\xff\xd9"


def upload(data: bytes | None = None, name: str = "证明.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if data is None else data)


def attached(
    owner: Any, by: Any, data: bytes | None = None, kind: str = "疾病诊断证明", **fields: Any
) -> Document:
    name = fields.pop("name", "诊断.png")
    return documents.attach(owner, upload(data, name), kind, by=by, **fields)


def stored(folder: Path) -> list[Path]:
    """All files below, however deep."""
    return [path for path in folder.rglob("*") if path.is_file()]
