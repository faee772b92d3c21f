"""Secret keys: made once, private, never replaced, the same for two first starts at once."""

import json
import threading

import pytest

from core.keys import NAMES, load_or_create


def test_keys_are_made_private_and_of_256_bits(tmp_path):
    path = tmp_path / "sub" / "keys.json"
    keys = load_or_create(path)
    assert set(keys) == set(NAMES)
    assert all(len(bytes.fromhex(key)) == 32 for key in keys.values())
    assert len(set(keys.values())) == len(NAMES)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_second_start_reads_the_same_keys(tmp_path):
    path = tmp_path / "keys.json"
    assert load_or_create(path) == load_or_create(path)


def test_no_draft_is_left_behind(tmp_path):
    load_or_create(tmp_path / "keys.json")
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("missing", NAMES)
def test_a_missing_key_is_named_and_not_made_up(missing, tmp_path):
    path = tmp_path / "keys.json"
    keys = load_or_create(path)
    del keys[missing]
    path.write_text(json.dumps(keys))
    with pytest.raises(ValueError, match=missing):
        load_or_create(path)
    assert missing not in json.loads(path.read_text())


def test_many_first_starts_at_once_agree(tmp_path, monkeypatch):
    """Threads stand for processes: each with a draft of its own name."""
    path, found = tmp_path / "keys.json", []
    monkeypatch.setattr("core.keys.os.getpid", lambda: threading.get_ident())
    threads = [
        threading.Thread(target=lambda: found.append(load_or_create(path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(keys == found[0] for keys in found)
