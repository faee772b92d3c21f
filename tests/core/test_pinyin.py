import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("王桂英", "wangguiying", "wgy"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾志伟", "zengzhiwei", "zzw"),
        ("仇英", "qiuying", "qy"),
        ("区小红", "ouxiaohong", "oxh"),
        ("覃利", "qinli", "ql"),
        ("朴树", "piaoshu", "ps"),
        ("盖丽", "geli", "gl"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查文斌", "zhawenbin", "zwb"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("单于明风", "chanyumingfeng", "cymf"),
        ("吕绿", "lvlv", "ll"),
        ("沈  建", "shenjian", "sj"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("John Smith", "johnsmith", "js"),
        ("", "", ""),
    ],
)
def test_names_are_read_as_their_owners_read_them(name, full, initials):
    assert pinyin.full(name) == full
    assert pinyin.initials(name) == initials


def test_a_place_beginning_with_a_surname_is_read_as_a_word():
    assert pinyin.full("解放街道") == "jiefangjiedao"


@given(st.text(max_size=20))
def test_only_letters_and_digits_come_out(text):
    full, initials = pinyin.full(text), pinyin.initials(text)
    assert re.fullmatch("[a-z0-9]*", full)
    assert re.fullmatch("[a-z0-9]*", initials)
    assert bool(full) == bool(initials)
