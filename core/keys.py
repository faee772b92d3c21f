"""Secret keys: generated once into a private file, readable by the owner only.

The file is kept apart from the database and from its backups (KEYS_FILE moves it): whoever holds
both can read every ID number. Losing it loses the encrypted columns and the journal's proof.
"""

import json
import os
import secrets
from pathlib import Path

NAMES = ("secret_key", "field_key", "index_key", "journal_key")


def load_or_create(path: Path) -> dict[str, str]:
    """Return the keys, 256 bits each as hex; create the file (mode 0600) where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _create(path)
    keys = json.loads(path.read_text("ascii"))
    missing = [name for name in NAMES if name not in keys]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}")
    return keys


def _create(path: Path) -> None:
    """Write to a name of our own and link it: two first starts at once agree on one file."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump({name: secrets.token_hex(32) for name in NAMES}, handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
