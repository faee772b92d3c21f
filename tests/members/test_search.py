"""Finding members by what people type; nothing typed stands in a URL; nothing breaks it."""

import datetime

import pytest
from django.urls import reverse

from members import search
from members.models import Member
from tests.factories import people


@pytest.fixture
def found(unit):
    people.member(unit, "王桂英", mobile="13812345678")
    people.member(unit, "单雄", mobile="13900000001")
    people.member(unit, "欧阳桂英", mobile="13900000002")
    people.member(unit, "Anna Müller", mobile="13900000003")

    def find(text):
        rows = Member.objects.filter(search.condition(text)).order_by("pk")
        return [member.full_name for member in rows]

    return find


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("王", ["王桂英"]),
        ("桂英", ["王桂英"]),
        ("阳桂英", ["欧阳桂英"]),
        ("王桂英", ["王桂英"]),
        (" 王 桂 英 ", ["王桂英"]),
        ("王\u200b桂英", ["王桂英"]),
        ("wgy", ["王桂英"]),
        ("WGY", ["王桂英"]),
        ("ｗｇｙ", ["王桂英"]),
        ("wang", ["王桂英"]),
        ("wangguiying", ["王桂英"]),
        ("shanxiong", ["单雄"]),
        ("oy", ["欧阳桂英"]),
        ("13812345678", ["王桂英"]),
        ("138 1234 5678", ["王桂英"]),
        ("英", []),
        ("李", []),
        ("13812345679", []),
        ("1381234", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
        ("王%", []),
    ],
)
def test_what_is_typed_finds_whom_is_meant(typed, names, found):
    assert found(typed) == names


def test_an_id_number_finds_its_holder_in_every_spelling(unit, found):
    person = people.member(unit, "何百岁", birth_date=datetime.date(1956, 1, 2))
    number = person.id_number
    old = number[:6] + number[8:17]
    for typed in (number, number.lower(), f" {number[:6]} {number[6:]}", old):
        assert found(typed) == ["何百岁"], typed
    masked = search.condition(person.masked_id)
    assert person in Member.objects.filter(masked)


def test_another_document_is_found_by_its_whole_number(unit, found):
    people.member(unit, "史密斯", id_type="passport", id_number="E12345678")
    assert found("e12345678") == ["史密斯"]
    assert found("E1234567") == []


NASTY = [
    "'\"<script>alert(1)</script>", "٣", "-1", "9" * 30, "\u202e", "a" * 60, "abcdefghijklmn1",
    "12345678901234x", "１２３４５６７８９０１２３４５", "\ud7ff", "\U0010ffff", "王\ud7ff", "\uffff",
    "{{ 1 }}", "${7*7}", "../../etc/passwd", "*", "330127********", "\u0300", "😀",
]  # fmt: skip


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_that_can_be_typed_breaks_the_search(typed, found, clerk, client_of):
    answer = client_of(clerk).post(reverse("members:member_search"), {"q": typed}, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert found(typed) == []


@pytest.mark.parametrize(
    "sealed", ["", "x", "1$", "1$x", "1$AAAA", "1$" + "A" * 80, "2$AAAA", "1$王", "٣", "1$=", "%"]
)
def test_an_altered_address_finds_everybody_rather_than_an_error(sealed, found, clerk, client_of):
    answer = client_of(clerk).get(reverse("members:member_list"), {"find": sealed})
    assert answer.status_code == 200
    assert search.unseal(sealed) == ""


def test_a_sealed_term_of_another_purpose_is_not_read():
    from core import crypto

    assert search.unseal(crypto.seal("王", "id_number")) == ""
    assert search.unseal(search.seal("王")) == "王"


def test_two_seals_of_one_term_differ():
    """Otherwise the address itself would tell what was looked for."""
    assert search.seal("王桂英") != search.seal("王桂英")


def test_an_empty_search_says_what_to_type(clerk, client_of):
    answer = client_of(clerk).post(reverse("members:member_search"), {"q": ""}, follow=True)
    assert "请输入要查找的" in answer.content.decode()


def test_the_search_survives_paging_and_print(unit, clerk, client_of):
    joined = datetime.date(2011, 1, 1)
    names = [*["王桂英"] * 51, "李四"]
    people.crowd(unit, [{"full_name": name, "first_joined_on": joined} for name in names])
    browser = client_of(clerk)
    page = browser.post(reverse("members:member_search"), {"q": "王"}, follow=True)
    assert "共 <b>51</b> 条" in page.content.decode()
    assert "李四" not in browser.get(page.context["next_url"]).content.decode()
    printed = browser.get(page.context["print_url"]).content.decode()
    assert printed.count("王桂英</a>") == 51
    assert "李四" not in printed
