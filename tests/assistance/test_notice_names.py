"""A notice identifies without exposing: no number, phone, account, illness, and no child's name."""

import datetime
import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assistance.models import Application, FamilyPerson, Notice, Objection
from assistance.services import applications, file_people, notices
from assistance.workflow import APPLICATION
from core.periods import today
from tests.factories import aid, people

pytestmark = pytest.mark.django_db
D = datetime.date
MOBILE, ILLNESS, CHILD = "13877778888", "尿毒症晚期", "孩儿名"


def years_ago(years):
    return today().replace(year=today().year - years, day=1)


@pytest.fixture
def fund(federation, clerk):
    return aid.fund(federation, by=clerk)


def names(notice):
    return list(notice.entries.order_by("position").values_list("shown_name", flat=True))


def review(row, chair, clerk, fund):
    """From the draft to the federation's review."""
    row = APPLICATION.move(row, "submit", by=chair)
    if row.programme.needs_visit:
        row = APPLICATION.move(
            row, "visit", by=chair, day=today(), visitors="张三、李四", findings=ILLNESS
        )
    row = APPLICATION.move(
        row, "deliberate", by=chair, day=today(), participants="张三、李四", conclusion="同意"
    )
    return APPLICATION.move(row, "review", by=clerk, fund=fund, opinion="同意")


def of_people(unit, chair, clerk, fund, *lines):
    """A reviewed batch of lines made for the test."""
    row = aid.application(unit, chair, programme=aid.programme("stoppage_subsidy"))
    applications.add_lines(row, list(lines), by=chair)
    row.refresh_from_db()
    return review(row, chair, clerk, fund)


def person(name, born, sex="1", employer="淳安甲纺织有限公司", **fields):
    """A line of somebody who is on no roster."""
    number = people.id_number(born, sex)
    return aid.line(None, full_name=name, id_number=number, employer_name=employer, **fields)


def child(file, name, relation, born, sex="1"):
    row = FamilyPerson(
        file=file, full_name=name, relation=relation, since=file.opened_on, birth_date=born,
        id_number=people.id_number(born, sex), guardian_consent_on=file.opened_on,
    )  # fmt: skip
    file_people.add_person(row, by=file.opened_by)
    return row


# --- namesakes ---------------------------------------------------------------------------------


def test_namesakes_off_the_roster_are_told_apart_too(unit, chair, clerk, fund):
    row = of_people(
        unit, chair, clerk, fund, person("王伟", D(1976, 3, 1)), person("王伟", D(1980, 1, 1), "2")
    )
    assert names(aid.published(clerk, row)) == ["王伟（男）", "王伟（女）"]


def test_namesakes_of_two_units_need_no_mark(unit, other_unit, chair, clerk, fund):
    row = of_people(
        unit, chair, clerk, fund, person("王伟", D(1976, 3, 1)),
        person("王伟", D(1976, 3, 1), employer="淳安乙电子厂"),
    )  # fmt: skip
    assert names(aid.published(clerk, row)) == ["王伟", "王伟"]


def test_units_are_compared_as_they_are_shown(unit, chair, clerk, fund):
    """Without an employer the union's name stands there, and two may stand under it."""
    row = of_people(
        unit, chair, clerk, fund, person("王伟", D(1976, 3, 1), employer=""),
        person("王伟", D(1980, 3, 1), employer=unit.name),
    )  # fmt: skip
    assert names(aid.published(clerk, row)) == ["王伟（1976年生）", "王伟（1980年生）"]


def test_one_person_twice_is_no_namesake(unit, chair, clerk, fund):
    member = people.member(unit, "王伟")
    rows = [aid.reviewed(unit, chair, clerk, fund, member) for _ in range(2)]
    assert names(aid.published(clerk, *rows)) == ["王伟", "王伟"]


# --- children ------------------------------------------------------------------------------------


def test_sons_of_one_parent_and_of_a_namesake(unit, chair, clerk, fund):
    men = [people.member(unit, "王伟", sex="1", birth_date=D(year, 3, 1)) for year in (1976, 1980)]
    rows = []
    for man, number in zip(men, (2, 1), strict=True):
        file = aid.hardship_file(man, chair)
        sons = [child(file, f"{CHILD}{n}", "son", years_ago(9 + n)) for n in range(number)]
        row = aid.application(unit, chair, programme=aid.programme("autumn_student_aid"))
        applications.add_lines(row, [aid.line(man, student=son) for son in sons], by=chair)
        row.refresh_from_db()
        rows.append(review(row, chair, clerk, fund))
    assert names(aid.published(clerk, *rows)) == [
        "王伟（1976年生）之子（一）", "王伟（1976年生）之子（二）", "王伟（1980年生）之子",
    ]  # fmt: skip


def test_a_child_on_a_list_goes_by_the_head_of_the_household(unit, chair, clerk, fund):
    member = people.member(unit, "何秀兰")
    file = aid.hardship_file(member, chair)
    daughter = child(file, CHILD, "daughter", years_ago(11), "2")
    line = aid.line(None, full_name=CHILD, id_number=daughter.id_number, employer_name="某小学")
    assert names(aid.published(clerk, of_people(unit, chair, clerk, fund, line))) == ["何秀兰之女"]


def test_a_child_without_a_household_is_refused(unit, chair, clerk, fund):
    row = of_people(unit, chair, clerk, fund, person(CHILD, years_ago(11)))
    with pytest.raises(ValidationError, match=f"{row.number} 第 1 行的受助人未成年") as refused:
        aid.published(clerk, row)
    assert CHILD not in str(refused.value)
    row.refresh_from_db()
    assert row.status == "reviewed"


@pytest.mark.parametrize(("age", "shown"), [(15, False), (16, True), (17, True)])
def test_a_worker_of_sixteen_is_no_child(age, shown, unit, chair, clerk, fund):
    member = people.member(unit, "小工", birth_date=years_ago(age), first_joined_on=today())
    row = aid.reviewed(unit, chair, clerk, fund, member)
    if shown:
        assert names(aid.published(clerk, row)) == ["小工"]
    else:
        with pytest.raises(ValidationError, match="未成年"):
            aid.published(clerk, row)


def test_she_is_of_age_on_her_birthday(unit, chair, clerk, fund):
    day = today()
    birthday = day.replace(year=day.year - 18)
    grown = of_people(unit, chair, clerk, fund, person("成年", birthday))
    assert names(aid.published(clerk, grown)) == ["成年"]
    young = of_people(
        unit, chair, clerk, fund, person("未成年人", birthday + datetime.timedelta(1))
    )
    with pytest.raises(ValidationError, match="未成年"):
        aid.published(clerk, young)


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"full_name": "王伟990101198003011234"},
        {"full_name": "王伟 138 7777 8888"},
        {"employer_name": "甲公司（1387777）"},
        {"employer_name": "甲公司１３８７７７７８８８８"},
    ],
)
def test_a_number_typed_into_a_name_or_a_unit_is_refused(fields, unit, chair, clerk, fund):
    line = person("王伟", D(1976, 3, 1))
    for name, value in fields.items():
        setattr(line, name, value)
    row = of_people(unit, chair, clerk, fund, line)
    with pytest.raises(ValidationError, match="名单第 1 行") as refused:
        aid.published(clerk, row)
    assert "138" not in str(refused.value)


@pytest.mark.parametrize("field", ["title", "basis", "address", "mailbox"])
def test_a_number_typed_into_the_notice_is_refused(field, unit, chair, clerk, fund):
    row = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    with pytest.raises(ValidationError) as refused:
        aid.published(clerk, row, **{field: "户主 990101 19800301 1234"})
    assert list(refused.value.message_dict) == [field]


def test_years_papers_and_telephones_are_no_such_numbers(unit, chair, clerk, fund):
    row = aid.reviewed(unit, chair, clerk, fund, people.member(unit))
    notice = aid.published(
        clerk, row, basis="根据总工办发〔2016〕27号和20160908会议", phone="0571-64000000、13800000000",
        address="临岐镇中心街 118 号 205 室",
    )  # fmt: skip
    assert notice.phone.endswith("13800000000")


# --- all pages ------------------------------------------------------------------------------------

# The number a notice may hold: the telephone of the office, with its dash.
LONG = re.compile(r"(?<![0-9a-f])[0-9]{9,}(?![0-9a-f])")


@pytest.fixture
def delicate(unit, chair, clerk, fund):
    """A notice of people with numbers, an account, an illness and a child."""
    member = people.member(unit, "王桂英", mobile=MOBILE)
    file = aid.hardship_file(member, chair, illness=ILLNESS, address="王家路 9 号")
    son = child(file, CHILD, "son", years_ago(9))
    row = aid.application(
        unit, chair, programme=aid.programme("autumn_student_aid"), need=f"患{ILLNESS}"
    )
    applications.add_lines(row, [aid.line(member, student=son)], by=chair)
    row.refresh_from_db()
    notice = aid.published(clerk, review(row, chair, clerk, fund))
    planted = [member.id_number, son.id_number, MOBILE, aid.ACCOUNT, ILLNESS, CHILD, "王家路"]
    return notice, planted


def pages(notice, browser):
    """Every page of the notice, for staff and for the public, and its export unpacked."""
    base = f"/assistance/notices/{notice.pk}/"
    urls = ["/assistance/notices/", base, f"{base}?print=1", f"{base}print/", f"{base}object/",
            f"{base}withdraw/", "/assistance/notices/?print=1"]  # fmt: skip
    for url in urls:
        yield url, browser.get(url).content.decode()
    yield "public", Client().get(reverse("notice_public", args=[notice.token])).content.decode()
    for url in ("/assistance/notices/", base):
        book = io.BytesIO(b"".join(browser.post(url).streaming_content))
        with zipfile.ZipFile(book) as parts:
            for name in parts.namelist():
                if name.startswith("xl/") and "styles" not in name and "theme" not in name:
                    yield f"{url} {name}", parts.read(name).decode()


def test_no_page_or_export_of_a_notice_holds_a_number_or_a_child(delicate, clerk, client_of):
    notice, planted = delicate
    seen = dict(pages(notice, client_of(clerk)))
    assert len(seen) > 10
    for name, body in seen.items():
        # Tokens of forms and of the public address are no numbers of a person.
        body = re.sub(r'value="[^"]{30,}"|/notices/[\w-]{20,}/', "", body)
        assert [value for value in planted if value in body] == [], name
        assert LONG.findall(body) == [], name
    assert "王桂英之子" in seen["public"]


def test_the_check_of_the_check(delicate, clerk, client_of):
    """The pattern finds what is planted, and the pages are not empty."""
    notice, planted = delicate
    assert all(LONG.search(value) for value in planted[1:4])
    bodies = [body for _, body in pages(notice, client_of(clerk))]
    assert sum("王桂英" in body for body in bodies) >= 5


def test_nor_does_the_record_of_the_deeds(delicate, clerk):
    from accounts.models import JournalEntry

    notice, planted = delicate
    raised = Objection(notice=notice, received_on=today(), content=ILLNESS)
    notices.object_to(raised, by=clerk)
    told = [e.summary + e.detail for e in JournalEntry.objects.all()]
    told += [str(vars(row)) for row in Notice.history.all()]
    told += [str(row.history_change_reason) for row in Application.history.all()]
    told += [str(row.history_change_reason) for row in Objection.history.all()]
    assert [value for value in planted if any(value in text for text in told)] == []
