"""Finding a union or an enterprise by the name somebody typed; never creating one."""

import difflib
import re
import unicodedata
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
_BRACKETS = str.maketrans("[]【】〔〕{}<>《》“”\"'", "()()()()()()    ")
# Searching near names costs time; a file with more unknown names than this is simply the wrong one.
_MAX_SEARCHES = 300
_SEVERAL = re.compile(r"[、，,；;\n\r|]+")


def folded(name: str) -> str:
    """One spelling for full-width letters, any brackets, spaces and case."""
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return "".join(text.split()).casefold()


def split_names(text: str) -> list[str]:
    """甲厂、乙厂；丙厂 -> the three, without repeats."""
    return list(dict.fromkeys(part.strip() for part in _SEVERAL.split(text) if part.strip()))


class Names(Generic[T]):
    """A look-up table from names to things, with the closest names for a miss."""

    def __init__(self, pairs: Iterable[tuple[str, T]] = ()) -> None:
        self._found: dict[str, T | None] = {}
        self._spelling: dict[str, str] = {}
        self._searched: dict[str, list[str]] = {}
        for name, thing in pairs:
            self.add(name, thing)

    def add(self, name: str, thing: T) -> None:
        key = folded(name)
        if not key:
            return
        # Two things of one name: neither is meant for certain.
        known = self._found.get(key, thing)
        self._found[key] = thing if known == thing else None
        self._spelling[key] = name

    def get(self, name: str) -> T | None:
        return self._found.get(folded(name))

    def is_ambiguous(self, name: str) -> bool:
        key = folded(name)
        return key in self._found and self._found[key] is None

    def closest(self, name: str, count: int = 3) -> list[str]:
        key = folded(name)
        if key not in self._searched:
            if len(self._searched) >= _MAX_SEARCHES:
                return []
            near = difflib.get_close_matches(key, self._spelling, n=count, cutoff=0.5)
            self._searched[key] = [self._spelling[found] for found in near]
        return self._searched[key]

    def miss(self, what: str, name: str, cure: str) -> str:
        """The sentence for a name that was not found."""
        if self.is_ambiguous(name):
            return f"有不止一家{what}叫这个名称，无法确定是哪一家，请写全称。"
        near = self.closest(name)
        hint = (
            f"名称相近的有：{'、'.join(near)}。如是其中一家，请改成系统中的名称；否则"
            if near
            else ""
        )
        return f"系统中没有这家{what}，不会自动新建。{hint}{cure}"
