"""Pinyin of names, stored beside them so that `wgy` and `wangguiying` find 王桂英."""

import re
from functools import lru_cache

# Readings a surname has and the dictionary's everyday reading has not.
_SURNAMES: dict[str, str] = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "区": "ou",
    "覃": "qin",
    "朴": "piao",
    "盖": "ge",
    "解": "xie",
    "查": "zha",
    "翟": "zhai",
    "秘": "bi",
    "繁": "po",
    "缪": "miao",
    "员": "yun",
    "种": "chong",
    "召": "shao",
    "黑": "he",
    "乐": "yue",
    "么": "yao",
    "乜": "nie",
    "折": "she",
    "卜": "bu",
    "佴": "nai",
    "郇": "xun",
    "隗": "wei",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "万俟": "mo qi",
    "单于": "chan yu",
}
# Longest person's name per length of surname, in characters. A longer text is the name
# of a place or a firm: 解放街道 is no 解 family.
_LONGEST_NAME = {1: 3, 2: 4}
_NOT_KEPT = re.compile("[^a-z0-9]+")


def full(name: str) -> str:
    """王桂英 -> wangguiying; only a-z and 0-9."""
    return "".join(_syllables(name))


def initials(name: str) -> str:
    """王桂英 -> wgy; a Latin word gives its first letter."""
    return "".join(syllable[0] for syllable in _syllables(name))


@lru_cache(maxsize=8192)
def _syllables(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # half a second and 30 MB: only where names are written

    name = "".join(name.split()) if not name.isascii() else name.strip()
    surname = _surname(name)
    parts = _SURNAMES.get(surname, "").split() + lazy_pinyin(name[len(surname) :])
    words = (word for part in parts for word in _NOT_KEPT.split(part.lower()))
    return tuple(word for word in words if word)


def _surname(name: str) -> str:
    """The beginning of a person's name that has a reading of its own, or ""."""
    for length, longest in reversed(_LONGEST_NAME.items()):
        if name[:length] in _SURNAMES and len(name) <= longest:
            return name[:length]
    return ""
