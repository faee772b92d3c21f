"""Sealed files: nothing readable on disk, nothing half written, none opened as another."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from core import vault
from tests.factories import source

SECRET = "诊断：尿毒症。".encode() * 50


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back_and_is_not_readable_on_disk(folder: Path) -> None:
    name = vault.put(SECRET)
    assert vault.get(name) == SECRET
    (path,) = files(folder)
    assert path.relative_to(folder).parts == (name[:2], name[2:4], name)
    assert SECRET[:21] not in path.read_bytes()


def test_only_the_service_itself_may_read_the_files(folder: Path) -> None:
    (path,) = [vault.put(SECRET)] and files(folder)
    for place in (path, path.parent, path.parent.parent, folder):
        assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0


def test_equal_files_are_two_files_that_do_not_open_for_each_other(folder: Path) -> None:
    one, two = vault.put(SECRET), vault.put(SECRET + b"2")
    paths = {path.name: path for path in files(folder)}
    assert len(paths) == 2
    paths[one].write_bytes(paths[two].read_bytes())
    with pytest.raises(vault.Unavailable):
        vault.get(one)


def test_altered_cut_and_missing_files_are_unavailable(folder: Path) -> None:
    name = vault.put(SECRET)
    (path,) = files(folder)
    whole = path.read_bytes()
    for data in (whole[:-1], whole[:5], b"", whole[:30] + b"\0" + whole[31:]):
        path.write_bytes(data)
        with pytest.raises(vault.Unavailable):
            vault.get(name)
    path.unlink()
    with pytest.raises(vault.Unavailable):
        vault.get(name)


def test_another_key_does_not_open_it(folder: Path, settings: Any) -> None:
    name = vault.put(SECRET)
    settings.FIELD_KEY = "11" * 32
    with pytest.raises(vault.Unavailable):
        vault.get(name)


@pytest.mark.parametrize("name", ["", "../../db.sqlite3", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_only_names_the_vault_gave_are_looked_for(folder: Path, name: str) -> None:
    with pytest.raises(vault.Unavailable):
        vault.get(name)


def test_a_disk_nearly_full_is_left_to_the_database(folder: Path, monkeypatch: Any) -> None:
    usage = namedtuple("usage", "total used free")
    free = vault.KEEP_FREE_BYTES + len(SECRET)
    monkeypatch.setattr(vault.shutil, "disk_usage", lambda path: usage(0, 0, free))
    vault.put(SECRET)
    with pytest.raises(vault.Full):
        vault.put(SECRET + b"1")
    assert len(files(folder)) == 1


def test_strays_are_told_by_age_and_drafts_have_no_name(folder: Path) -> None:
    old, new = vault.put(SECRET), vault.put(SECRET)
    paths = {path.name: path for path in files(folder)}
    draft = paths[old].with_name("f" * 32 + ".part")
    draft.write_bytes(b"half")
    for path in (paths[old], draft):
        os.utime(path, (1000, 1000))
    assert sorted(vault.strays(2000)) == [("", draft), (old, paths[old])]
    assert len(list(vault.strays(time.time() + 5))) == 3
    assert new in {name for name, _ in vault.strays(time.time() + 5)}


KILLED = """
import os, sys
import django
django.setup()
from core import vault
real = os.fsync
def fsync(handle):
    real(handle)
    if sys.argv[1] == "written" and os.path.isfile(f"/proc/self/fd/{handle}"):
        os.kill(os.getpid(), 9)
os.fsync = fsync
vault.put(b"x" * 100000)
"""


def test_killed_before_the_name_is_given_it_leaves_a_draft_only(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "linqi_union.settings",
    }
    done = [
        subprocess.run(
            [sys.executable, "-c", KILLED, when], env=environment, cwd=source.ROOT, check=False
        ).returncode
        for when in ("written", "never")
    ]
    assert done == [-signal.SIGKILL, 0]
    suffixes = sorted(path.suffix for path in files(tmp_path / "documents"))
    assert suffixes == ["", ".part"]
