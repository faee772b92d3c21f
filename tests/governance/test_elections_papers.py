"""Official papers of an election, as Word files and as pages; the roll stays the frozen one."""

import io

import docx
import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from core.periods import today
from governance.election_papers import ordinal
from governance.models import Election, RollEntry
from members.services import memberships
from tests.factories import elections as made
from tests.factories import people

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"governance:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "第一届"), (10, "第十届"), (12, "第十二届"), (20, "第二十届"), (None, "")],
)
def test_terms_are_counted_in_chinese(number, word):
    assert ordinal(number) == word


def words(answer):
    paper = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_every_paper_as_word_and_as_page(unit, chair, leader, client_of):
    election = made.brought_to("confirm", unit, chair, leader)
    browser = client_of(chair)
    expected = {
        "request": ["甲工〔2016〕1号", "临岐镇总工会：", "妥否，请批示。", "赵会员、钱会员"],
        "permit": ["临总工〔2016〕5号", "关于同意淳安甲纺织工会委员会", "此复。"],
        "roll": ["会员名册（选民名册）", "赵会员", "共 8 人"],
        "sign-in": ["签到表", "应到 8 人"],
        "ballot": ["选票", "应选 3 名　候选人 4 名", "画“○”"],
        "report": ["甲工〔2016〕2号", "应到 8 人，实到 8 人", "当选", "特此报告"],
        "confirm": ["临总工〔2016〕6号", "同意赵会员为第三届工会委员会主席。", "此复。"],
    }
    for name, texts in expected.items():
        page = text_of(browser.get(url("election_print", election.pk, name)))
        word = words(browser.post(url("election_word", election.pk, name)))
        for text in texts:
            assert text in word, name
            assert text in page, name
    titles = JournalEntry.objects.filter(kind="export").values_list("summary", flat=True)
    assert len(titles) == 7


def test_papers_that_are_not_due_yet_do_not_exist(unit, chair, leader, client_of):
    election = made.brought_to("request", unit, chair, leader)
    browser = client_of(chair)
    for name in ("permit", "roll", "sign-in", "report", "confirm", "nothing"):
        assert browser.get(url("election_print", election.pk, name)).status_code == 404, name


def test_the_roll_printed_later_is_the_frozen_one(unit, chair, leader, clerk, client_of):
    election = made.brought_to("confirm", unit, chair, leader)
    browser = client_of(chair)
    address = url("election_word", election.pk, "roll")
    before = words(browser.post(address))
    member = election.roll.order_by("position")[2].member
    memberships.leave(member, "withdraw", today(), by=clerk, reason="本人申请")
    people.member(unit, "新来的人", sex="1")
    request = words(browser.post(url("election_word", election.pk, "request")))
    unit.term_started_on, unit.term_years = today(), 5
    unit.save()
    assert words(browser.post(url("election_word", election.pk, "request"))) == request
    member.full_name = "改名了"
    member.save()
    assert words(browser.post(address)) == before
    assert "新来的人" not in before


def test_the_sign_in_sheet_of_a_congress_lists_the_delegates(unit, chair, leader, client_of):
    made.voters(unit, 4)
    election = made.roll_of(unit, chair)
    Election.objects.filter(pk=election.pk).update(form="congress", due=1)
    RollEntry.objects.filter(full_name="钱会员").update(delegate=True)
    page = words(client_of(chair).post(url("election_word", election.pk, "sign-in")))
    assert "钱会员" in page
    assert "赵会员" not in page
