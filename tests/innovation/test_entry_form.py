"""The form of an entry: authors by name or initials, drafts kept, nothing typed lost."""

import pytest
from django.urls import reverse

from core.periods import today
from innovation.models import Author, Entry
from tests.factories import innovation, people, rows

pytestmark = pytest.mark.django_db
NEW = "innovation:entry_new"


def send(client_of, who, data, name=NEW, *args):
    return client_of(who).post(reverse(name, args=args), data)


def test_a_chair_is_asked_neither_unit_nor_enterprise(unit, chair, client_of, typed):
    page = client_of(chair).get(reverse(NEW)).content.decode()
    assert "淳安甲纺织有限公司" in page and 'name="enterprise"' not in page
    assert f'value="{today()}"' in page  # proposed today, unless she says otherwise
    send(client_of, chair, typed())
    entry = Entry.objects.get()
    assert (entry.union, entry.enterprise) == (unit, unit.coverages.get().enterprise)
    assert entry.status == "draft"


def test_the_clerk_names_the_unit_first(unit, clerk, client_of, typed):
    assert "先选成果属于哪家工会" in client_of(clerk).get(reverse(NEW)).content.decode()
    url = f"{reverse(NEW)}?union={unit.pk}"
    assert client_of(clerk).post(url, typed()).status_code == 302
    assert Entry.objects.get().union == unit


def test_a_foreign_union_in_the_address_is_no_choice(unit, other_unit, chair, client_of, typed):
    url = f"{reverse(NEW)}?union={other_unit.pk}"
    client_of(chair).post(url, typed())
    assert Entry.objects.get().union == unit


def test_saved_and_sent_in_at_once_or_kept_as_a_draft_with_what_it_lacks(
    chair, client_of, typed, unit
):
    answer = client_of(chair).post(reverse(NEW), typed(then="submit"), follow=True)
    assert "已提交，等待镇总工会受理" in answer.content.decode()
    answer = client_of(chair).post(
        reverse(NEW), typed(then="submit", problem="", author_1=""), follow=True
    )
    text = answer.content.decode()
    assert "草稿已保存，还不能提交" in text and "请填写现状和问题" in text
    assert sorted(Entry.objects.values_list("status", flat=True)) == ["draft", "submitted"]


def test_a_title_alone_makes_a_draft(chair, client_of, typed, unit):
    data = {"title": "省料", "kind": innovation.kind().pk, "proposed_on": "", "then": "draft"}
    assert send(client_of, chair, data).status_code == 302
    assert not Author.objects.exists()


def test_what_was_typed_stands_beside_what_was_wrong(chair, client_of, typed, unit):
    before = rows.fingerprint()
    data = typed(
        title="", old_cost="十二", author_1="甲", share_1="60", author_2="乙", share_2="50"
    )
    text = send(client_of, chair, data).content.decode()
    assert rows.fingerprint() == before
    for words in ('value="十二"', 'value="甲"', 'value="60"', "散热快", "必填"):
        assert words in text
    text = send(client_of, chair, {**data, "title": "省料", "old_cost": ""}).content.decode()
    assert "合计应为 100%，现为 110%" in text and 'value="甲"' in text


# --- who is meant ------------------------------------------------------------------------------


def test_a_full_name_of_one_member_is_that_member(unit, chair, client_of, typed):
    person = people.member(unit, "沈秀英")
    send(client_of, chair, typed(author_1="沈秀英"))
    assert Author.objects.get().member == person


def test_initials_find_the_one_member_without_script(unit, chair, client_of, typed):
    person = people.member(unit, "沈秀英")
    send(client_of, chair, typed(author_1="sxy"))
    author = Author.objects.get()
    assert (author.member, author.full_name) == (person, "沈秀英")
    text = send(client_of, chair, typed(author_1="zzz")).content.decode()
    assert "没有找到这样的会员" in text


def test_of_two_of_one_name_the_chair_says_which(unit, chair, client_of, typed):
    first, second = people.member(unit, "王芳", post="车工"), people.member(unit, "王芳")
    text = send(client_of, chair, typed(author_1="王芳")).content.decode()
    assert "请选择是哪一位" in text and "车工" in text and first.masked_id in text
    assert first.id_number not in text
    assert not Entry.objects.exists()
    send(client_of, chair, typed(author_1="王芳", member_1=str(second.pk)))
    assert Author.objects.get().member == second


def test_a_name_nobody_has_stays_a_name_and_a_foreign_member_too(
    unit, other_unit, chair, client_of, typed
):
    stranger = people.member(other_unit, "钱外人")
    send(client_of, chair, typed(author_1="钱外人", member_1=str(stranger.pk)))
    author = Author.objects.get()
    assert (author.full_name, author.member) == ("钱外人", None)


def test_many_authors_of_a_merger_are_all_offered_again(unit, chair, client_of, typed):
    entry = innovation.draft(unit, chair, *"甲乙丙丁戊己")
    page = client_of(chair).get(reverse("innovation:entry_edit", args=[entry.pk]))
    assert 'name="author_7"' in page.content.decode()
    assert 'value="己"' in page.content.decode()


# --- changing ----------------------------------------------------------------------------------


def test_of_two_who_edit_the_second_is_told(unit, chair, client_of, typed):
    entry = innovation.draft(unit, chair)
    args = ("innovation:entry_edit", entry.pk)
    assert send(client_of, chair, typed(version="1"), *args).status_code == 302
    answer = send(client_of, chair, typed(version="1", title="另名"), *args)
    assert answer.status_code == 409 and 'value="另名"' in answer.content.decode()
    assert Entry.objects.get().title == "模具保温罩"


def test_what_was_sent_in_is_not_opened_for_editing(unit, chair, client_of, typed):
    entry = innovation.submitted(unit, chair)
    answer = send(client_of, chair, typed(version="9"), "innovation:entry_edit", entry.pk)
    assert answer.status_code == 302
    assert Entry.objects.get().title == entry.title


def test_extra_fields_posted_change_nothing(unit, other_unit, chair, client_of, typed):
    hidden = {"status": "awarded", "number": "创1", "level": "city", "union": other_unit.pk,
              "annual_benefit": "99", "entered_by": "1", "year": "1999", "answer": "x"}  # fmt: skip
    send(client_of, chair, typed(**hidden))
    entry = Entry.objects.get()
    assert (entry.status, entry.number, entry.level, entry.union) == ("draft", "", "unit", unit)
    assert entry.annual_benefit is None and entry.entered_by == chair


# --- asked while typing ------------------------------------------------------------------------


def test_members_are_found_by_initials_in_the_own_unit_only(
    unit, other_unit, chair, clerk, client_of
):
    person = people.member(unit, "沈秀英")
    people.member(other_unit, "沈小燕")
    url = reverse("innovation:author_find")
    found = client_of(chair).post(url, {"union": unit.pk, "q": "sx"}).json()["found"]
    assert [row["pk"] for row in found] == [person.pk]
    assert person.id_number not in str(found)
    for union in (other_unit.pk, "x", "", 987654321):
        assert client_of(chair).post(url, {"union": union, "q": "sx"}).status_code == 404
    answer = client_of(clerk).post(url, {"union": other_unit.pk, "q": "沈小燕"})
    assert len(answer.json()["found"]) == 1
    assert client_of(chair).post(url, {"union": unit.pk, "q": ""}).json() == {"found": []}


def test_like_titles_are_told_within_what_the_chair_may_know(
    unit, other_unit, chair, other_chair, clerk, leader, client_of
):
    innovation.submitted(unit, chair, title="模具保温罩")
    url = reverse("innovation:entry_similar")
    assert client_of(other_chair).get(url, {"title": "模具保温罩"}).json() == {"found": []}
    (own,) = client_of(chair).get(url, {"title": "模具保温罩"}).json()["found"]
    assert own["percent"] == 100 and own["url"]
    innovation.promoted(unit, chair, clerk, leader, title="废水循环使用")
    (theirs,) = client_of(other_chair).get(url, {"title": "废水循环使用"}).json()["found"]
    assert (theirs["title"], theirs["url"]) == ("废水循环使用", "")


def test_the_clerk_opens_an_old_entry_and_its_enterprise_stays(
    unit, other_unit, chair, clerk, client_of, typed
):
    theirs = other_unit.coverages.get().enterprise
    entry = innovation.draft(unit, chair)
    Entry.objects.filter(pk=entry.pk).update(
        historical=True, status="implemented", number="创2013-0001", year=2013, enterprise=theirs
    )
    url = reverse("innovation:entry_edit", args=[entry.pk])
    assert client_of(chair).get(url).status_code == 302
    assert "保存并提交" not in client_of(clerk).get(url).content.decode()
    client_of(clerk).post(url, typed(version="1", enterprise=theirs.pk, author_1="甲"))
    entry.refresh_from_db()
    assert (entry.title, entry.enterprise, entry.year) == ("模具保温罩", theirs, 2013)
    assert entry.status == "implemented"
