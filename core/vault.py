"""Sealed files on disk, outside the web root: written whole or not at all, opened by name only.

A file stands before the row that names it; one without its row is harmless and found by `strays`.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core import crypto

# Below this the disk is left to the database.
KEEP_FREE_BYTES = 512 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")
_DRAFT = ".part"


class Full(Exception):
    """Too little room on the disk for another file."""


class Unavailable(Exception):
    """The bytes are missing, altered, or sealed with another key."""


def put(data: bytes) -> str:
    """Seal and store; the name to ask for it by. On return it survives a power cut."""
    settings.DOCUMENTS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(settings.DOCUMENTS_DIR).free < KEEP_FREE_BYTES + len(data):
        raise Full
    name = secrets.token_hex(16)
    path = _path(name)
    _make(path.parent.parent)
    _make(path.parent)
    draft = path.with_name(path.name + _DRAFT)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(crypto.seal_bytes(data, _purpose(name)))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    _sync(path.parent)
    return name


def get(name: str) -> bytes:
    """Raises Unavailable."""
    try:
        return crypto.open_bytes(_path(name).read_bytes(), _purpose(name))
    except (OSError, crypto.Unreadable) as error:
        raise Unavailable(name) from error


def strays(before: float) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file last written before that time; the caller knows who has a row.
    What was never finished has no name.
    """
    for path in sorted(settings.DOCUMENTS_DIR.glob("??/??/*")):
        if path.stat().st_mtime < before:
            yield ("" if path.suffix == _DRAFT else path.name), path


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise Unavailable(name)
    return settings.DOCUMENTS_DIR / name[:2] / name[2:4] / name


def _purpose(name: str) -> str:
    """Sealed for its own name: two files changed for one another on disk do not open."""
    return f"vault:{name}"


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the folder's entries last, as fsync does a file's content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
