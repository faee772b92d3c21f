"""One search box: everything by the words people use, in scope, nothing typed in an address."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from core.finding import seal
from core.periods import today
from tests.factories import aid, cases, elections, innovation, people
from tests.factories.nasty import NASTY
from tests.governance import life
from unions import finding
from unions.models import Enterprise, Union

SEARCH = "reporting:search"
pytestmark = pytest.mark.django_db


def groups(browser, text):
    """Group -> labels of what was found, by the box's own post."""
    answer = browser.post(reverse(SEARCH), {"q": text}, follow=True)
    assert answer.status_code == 200
    return {g.label: [hit.label for hit in g.hits] for g in answer.context["groups"]}


@pytest.fixture
def filled(unit, other_unit, chair, other_chair, clerk):
    """A row of every kind in each of the two units."""
    for union, by in ((unit, chair), (other_unit, other_chair)):
        mark = union.name[2]
        member = people.member(union, f"{mark}桂英")
        life.meeting(union, by=by, title=f"{mark}会议题")
        elections.prepared(union, by)
        innovation.submitted(union, by, f"{mark}作者", title=f"{mark}型节能改造")
        aid.submitted(union, by, member)
        cases.case(union, by)
        aid.hardship_file(member, by)
    return unit


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("甲桂英", {"会员": ["甲桂英"]}),
        ("jgy", {"会员": ["甲桂英"]}),
        ("甲纺织", {
            "工会": ["淳安甲纺织工会委员会"], "企业": ["淳安甲纺织有限公司"], "会议": ["甲会议题"],
            "选举": ["淳安甲纺织工会委员会换届选举"],
        }),
        ("甲会议", {"会议": ["甲会议题"]}),
        ("节能改造", {"创新成果": ["乙型节能改造", "甲型节能改造"]}),
        ("乙作者", {"创新成果": ["乙型节能改造"]}),
        ("没有这个", {}),
        ("   ", {}),
    ],
)  # fmt: skip
def test_words_find_what_they_mean(typed, found, filled, clerk, client_of):
    assert groups(client_of(clerk), typed) == found


@pytest.mark.parametrize("typed", ["jiafangzhi", "jfz", "JFZ", "ｊｆｚ", "chunanjia"])
def test_unions_and_enterprises_are_found_by_letters(typed, filled, clerk, client_of):
    found = groups(client_of(clerk), typed)
    assert found["工会"] == ["淳安甲纺织工会委员会"]
    assert found["企业"] == ["淳安甲纺织有限公司"]


def test_a_renamed_union_is_found_by_its_new_letters(unit, clerk, client_of):
    unit.name = "淳安丁印染工会委员会"
    unit.save()
    browser = client_of(clerk)
    assert groups(browser, "dyr")["工会"] == ["淳安丁印染工会委员会"]
    assert "工会" not in groups(browser, "jfz")
    assert Union.objects.get(pk=unit.pk).letters.endswith(" cadyrghwyh")


def test_rows_made_in_bulk_have_their_letters(federation):
    Enterprise.objects.bulk_create([Enterprise(federation=federation, name="淳安戊厂")])
    assert Enterprise.objects.get().letters == "chunanwuchang cawc"


@pytest.mark.parametrize("bare", [False, True])
def test_papers_are_found_by_number_with_and_without_its_word(bare, filled, clerk, client_of):
    number = f"{today().year}-0001"
    typed = number if bare else f"维{number}"
    found = groups(client_of(clerk), typed)["编号相符"]
    assert found == ([f"帮{number}", f"维{number}", f"困档{number}"] if bare else [typed])


def test_a_chair_finds_nothing_of_another_unit(filled, chair, client_of, other_unit):
    browser, year = client_of(chair), today().year
    member = other_unit.memberships.get().member
    words = ["乙桂英", "ygy", "乙电子", "ydz", "乙会议", "乙型", "乙作者", member.id_number,
             f"维{year}-0002", f"帮{year}-0002", f"困档{year}-0002"]  # fmt: skip
    assert {word: groups(browser, word) for word in words} == {word: {} for word in words}
    for word in ("桂英", "节能改造", "工会委员会", "2-0001"):
        shown = browser.post(reverse(SEARCH), {"q": word}, follow=True).content.decode()
        assert "乙" not in shown


def test_an_administrator_searches_nothing(administrator, client_of):
    browser = client_of(administrator)
    assert browser.get(reverse(SEARCH)).status_code == 403
    assert 'role="search"' not in browser.get("/").content.decode()


@pytest.mark.parametrize("typed", ["甲桂英", "13800000000"])
def test_what_was_typed_stands_in_no_address(typed, filled, clerk, client_of):
    answer = client_of(clerk).post(reverse(SEARCH), {"q": typed}, follow=True)
    address = answer.redirect_chain[-1][0]
    assert address.startswith(f"{reverse(SEARCH)}?find=")
    assert typed not in unquote(address)
    links = re.findall(r'href="([^"]*)"', answer.content.decode())
    assert not [link for link in links if typed in unquote(link)]


def test_a_persons_number_is_not_shown_again(filled, clerk, client_of):
    number = filled.memberships.get().member.id_number
    answer = client_of(clerk).post(reverse(SEARCH), {"q": number}, follow=True)
    assert [g.label for g in answer.context["groups"]] == ["会员"]
    assert number not in answer.content.decode()


def test_ten_of_a_kind_are_shown_and_the_rest_is_one_click_away(unit, clerk, client_of):
    for n in range(finding.AT_MOST + 2):
        people.unit(unit.parent, f"第{n:02d}织造工会", f"第{n:02d}织造厂")
        people.member(unit, f"沈{'甲乙丙丁戊己庚辛壬癸子丑'[n]}")
    browser = client_of(clerk)
    for typed, label in (("织造", "工会"), ("织造", "企业"), ("zhizao", "工会"), ("沈", "会员")):
        answer = browser.post(reverse(SEARCH), {"q": typed}, follow=True)
        group = next(g for g in answer.context["groups"] if g.label == label)
        assert len(group.hits) == finding.AT_MOST
        assert f"更多{label}" in answer.content.decode()
        assert typed not in unquote(group.more)
        assert "共 <b>12</b> 条" in browser.get(group.more).content.decode()


def test_the_first_hit_takes_the_focus_and_the_box_its_key(filled, clerk, client_of):
    body = client_of(clerk).get(reverse(SEARCH), {"find": seal("甲")}).content.decode()
    assert body.count("data-focus") == 1
    assert 'aria-keyshortcuts="/"' in body


# Session, user, seats; then a query a source: members, unions, enterprises, meetings, elections,
# entries; a bare number asks the three tables of papers (applications twice: 帮 and 史).
@pytest.mark.parametrize(("typed", "queries"), [("甲", 9), ("jia", 9), ("2016-0001", 13), ("", 3)])
@pytest.mark.parametrize("many", [False, True])
def test_a_search_asks_the_same_queries_for_few_and_many(
    typed, queries, many, filled, clerk, client_of, django_assert_num_queries
):
    for n in range(15 * many):
        people.unit(filled.parent, f"甲{n}工会", f"甲{n}厂")
        people.member(filled, f"甲{'一二三四五六七八九十百千万亿兆'[n]}")
    browser = client_of(clerk)
    query = {"find": seal(typed)} if typed else {}
    with django_assert_num_queries(queries):
        assert browser.get(reverse(SEARCH), query).status_code == 200


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_break_nothing(text, filled, chair, client_of):
    browser = client_of(chair)
    for answer in (
        browser.post(reverse(SEARCH), {"q": text}, follow=True),
        browser.get(reverse(SEARCH), {"find": text}),
        browser.get(reverse(SEARCH), {"find": seal(text)}),
    ):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
