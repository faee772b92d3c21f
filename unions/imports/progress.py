"""How far a run has come, told past its open transaction through a small file.

No personal data in it. On SQLite the run holds the database's only writer, so a row could not
tell; on either database nobody sees a row before it is committed.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_EVERY_SECONDS = 0.3
_STALE_SECONDS = 600  # a killed worker leaves its file behind


def _path(batch_id: int) -> Path:
    return settings.DATA_DIR / "progress" / f"{batch_id}.json"


class Progress:
    """Call it with rows done and, if known, the total; it writes at most every 0.3 s."""

    def __init__(self, batch_id: int) -> None:
        self._file = _path(batch_id)
        self._written = 0.0
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def __call__(self, stage: str, done: int, total: int = 0) -> None:
        now = time.monotonic()
        if now - self._written < _EVERY_SECONDS:
            return
        self._written = now
        draft = self._file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"stage": stage, "done": done, "total": total}), "utf-8")
        draft.replace(self._file)

    def end(self) -> None:
        self._file.unlink(missing_ok=True)


@contextmanager
def reporting(batch_id: int) -> Iterator[Progress]:
    progress = Progress(batch_id)
    try:
        yield progress
    finally:
        progress.end()


def read(batch_id: int) -> dict[str, object]:
    """{} when nothing is running."""
    try:
        path = _path(batch_id)
        if time.time() - path.stat().st_mtime > _STALE_SECONDS:
            return {}
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}
