"""Pages of studios: list with filters, one of them, its forms, panels on other pages."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import today
from innovation.models import Studio, StudioMember, StudioProject
from innovation.services import pictures, studio_team
from tests.factories import innovation, papers, people
from tests.factories import studios as made

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"innovation:studio_{name}", args=args)


def typed(**changes):
    return {
        "name": "夹具创新工作室", "founded_on": "2012.6.1", "leader_name": "王领衔",
        "leader_title": "技师", "site": "", "facilities": "", "rules": "", "yearly_funds": "",
        "achievements": "", **changes,
    }  # fmt: skip


def test_from_founding_to_recheck_by_pages(unit, chair, clerk, client_of):
    browser, member = client_of(chair), people.member(unit, "沈秀英")
    answer = browser.post(url("new"), typed(leader_name="sxy", level="city"))
    row = Studio.objects.get()
    assert answer["Location"] == url("detail", row.pk)
    assert (row.leader, row.leader_name, row.level) == (member, "沈秀英", "unit")
    browser.post(url("join", row.pk), {"full_name": "李队员", "title": "", "since": "2013-1-1"})
    assert row.team.count() == 2
    browser.post(url("project_new", row.pk), {"name": "脱模攻关", "began_on": "2014-2-10"})
    project = StudioProject.objects.get()
    entry = innovation.submitted(unit, chair)
    data = {"ended_on": "2014-9-30", "result": "用时减半", "entry": entry.pk}
    browser.post(url("project_done", project.pk), data)
    project.refresh_from_db()
    assert (project.entry, str(project.ended_on)) == (entry, "2014-09-30")
    staff = client_of(clerk)
    data = {"version": row.version, "level": "county", "certificate_no": "先进工作室",
            "day": "2014-12-26"}  # fmt: skip
    staff.post(url("certify", row.pk), data)
    row.refresh_from_db()
    assert (row.level, str(row.recheck_on)) == ("county", "2017-12-26")
    text = staff.get(url("detail", row.pk)).content.decode()
    for words in ("复核逾期", "命名为县级", entry.title, "李队员", "条件对照", "先进工作室"):
        assert words in text
    data = {"version": row.version, "day": str(today()), "passed": "yes", "reason": ""}
    staff.post(url("recheck", row.pk), data)
    assert "已命名" in browser.get(url("detail", row.pk)).content.decode()
    assert "用时减半" in browser.get(url("print", row.pk)).content.decode()


def test_of_one_name_it_is_asked_which(unit, chair, client_of):
    people.member(unit, "沈秀英")
    second = people.member(unit, "沈秀英")
    browser = client_of(chair)
    text = browser.post(url("new"), typed(leader_name="沈秀英")).content.decode()
    assert "请选择是哪一位" in text and not Studio.objects.exists()
    browser.post(url("new"), typed(leader_name="沈秀英", leader_member=second.pk))
    assert Studio.objects.get().leader == second
    data = {"full_name": "沈秀英", "since": str(today())}
    assert (
        "请选择是哪一位"
        in browser.post(url("join", Studio.objects.get().pk), data).content.decode()
    )


def test_mistakes_stand_beside_the_field_with_what_was_typed(unit, chair, client_of):
    browser = client_of(chair)
    text = browser.post(url("new"), typed(founded_on="2099-1-1", site="三楼")).content.decode()
    assert "日期不能晚于今天。" in text and "三楼" in text
    row = made.studio(unit, chair, name="夹具创新工作室")
    assert "同名" in browser.post(url("new"), typed()).content.decode()
    answer = browser.post(url("edit", row.pk), typed(version="9"))
    assert answer.status_code == 409
    answer = browser.post(url("edit", row.pk), typed(version=row.version, site="四楼"))
    assert answer.status_code == 302
    assert Studio.objects.get().site == "四楼"


def test_leave_void_and_dissolve_by_pages(unit, chair, client_of):
    row, browser = made.studio(unit, chair), client_of(chair)
    mine, wrong = made.joined(row, "退出者", chair), made.joined(row, "误登者", chair)
    browser.post(url("leave", mine.pk), {"day": str(today())})
    browser.post(url("member_void", wrong.pk), {"reason": "重名"})
    project = made.project(row, chair)
    browser.post(url("project_void", project.pk), {"reason": "误登"})
    text = browser.get(url("detail", row.pk)).content.decode()
    assert "以前的成员（1 人）" in text and "误登者" not in text and project.name not in text
    row.refresh_from_db()
    data = {"version": row.version, "day": str(today()), "reason": "搬迁"}
    browser.post(url("dissolve", row.pk), data)
    text = browser.get(url("detail", row.pk)).content.decode()
    assert "已撤销" in text and "成员加入" not in text and "条件对照" not in text
    assert browser.post(url("join", row.pk), {"full_name": "某", "since": str(today())}
                        ).status_code == 200  # fmt: skip
    assert not StudioMember.objects.filter(full_name="某").exists()


def test_files_of_a_studio_hang_on_its_page(unit, chair, client_of):
    row, browser = made.studio(unit, chair), client_of(chair)
    data = {"kind": "场所照片", "file": papers.upload()}
    target = reverse("innovation:picture_new", args=[row.pk, "studio"])
    assert browser.post(target, data)["Location"].startswith(url("detail", row.pk))
    assert 'alt="场所照片"' in browser.get(url("detail", row.pk)).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"status": "running"}, {"甲", "乙"}),
        ({"status": "named"}, {"甲"}),
        ({"status": "overdue"}, {"甲"}),
        ({"status": "ended"}, {"丙"}),
        ({"level": "county"}, {"甲"}),
        ({"on": "2012-06-01"}, {"甲", "乙", "丙"}),
        ({"on": "2012-05-31"}, set()),
        ({"union": "x"}, set()),
    ],
)
def test_list_filters_prints_and_exports(
    unit, other_unit, chair, other_chair, clerk, client_of, query, names
):
    made.certified(made.studio(unit, chair, name="甲工作室"), clerk)
    made.studio(other_unit, other_chair, name="乙工作室")
    ended = made.studio(unit, chair, name="丙工作室")
    studio_services = made.studios
    studio_services.dissolve(ended, by=chair, version=1, day=today(), reason="停")
    staff = client_of(clerk)

    def found(text):
        return {name for name in "甲乙丙" if f"{name}工作室" in text}

    assert found(staff.get(url("list"), query).content.decode()) == names
    assert found(staff.get(url("list"), {**query, "print": 1}).content.decode()) == names
    sent = staff.post(f"{url('list')}?" + "&".join(f"{k}={v}" for k, v in query.items()))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content))).active
    cells = "".join(str(cell.value) for line in sheet.iter_rows() for cell in line)
    assert found(cells) == names
    assert "乙工作室" not in client_of(chair).get(url("list"), query).content.decode()


def queries(browser, address, **query):
    with CaptureQueriesContext(connection) as caught:  # fmt: skip
        assert browser.get(address, query).status_code == 200
    return len(caught)


def test_list_and_page_ask_the_same_whatever_they_hold(unit, chair, clerk, client_of):
    row = made.studio(unit, chair)
    browser = client_of(clerk)
    for _ in range(2):
        assert queries(browser, url("list")) == 7
        assert queries(browser, url("detail", row.pk)) == 9
        for number in range(5):
            other = made.studio(unit, chair)
            made.project(other, chair)
            made.joined(row, f"队员{row.team.count()}{number}", chair)
            entry = innovation.submitted(unit, chair)
            made.project(row, chair, began_on=today(), ended_on=today(), result="成", entry=entry)


def test_on_the_pages_of_union_and_member(unit, chair, clerk, leader, other_chair, client_of):
    member = people.member(unit, "沈秀英")
    innovation.awarded(unit, chair, clerk, leader, member, title="模具保温罩")
    innovation.draft(unit, chair, member, title="草拟中的点子")
    row = made.certified(made.studio(unit, chair), clerk)
    text = client_of(chair).get(reverse("unions:union_detail", args=[unit.pk])).content.decode()
    for words in (f"{today().year} 年", "成果 1 项", "采纳 1 项（100.0%）", row.name, "县级"):
        assert words in text
    page = reverse("members:member_detail", args=[member.pk])
    text = client_of(chair).get(page).content.decode()
    assert "模具保温罩" in text and "镇级一等奖" in text and "草拟中的点子" not in text
    assert client_of(other_chair).get(page).status_code == 404


def test_the_unions_panel_asks_two_queries_whatever_it_holds(unit, chair, client_of):
    from innovation import entry_panels

    for _ in range(2):
        innovation.submitted(unit, chair)
        made.studio(unit, chair)
        with CaptureQueriesContext(connection) as caught:
            assert entry_panels.of_union(unit, chair)["studios"]
        assert len([q for q in caught if "innovation_" in q["sql"]]) == 2


def test_a_struck_out_picture_of_an_ended_studio_stays(unit, chair, client_of):
    row = made.studio(unit, chair)
    photo = pictures.attach(row, papers.upload(), "场所照片", by=chair)
    made.studios.dissolve(row, by=chair, version=1, day=today(), reason="停")
    assert client_of(chair).get(
        reverse("innovation:picture_void", args=[photo.pk])
    ).status_code == 403  # fmt: skip


def test_a_project_offers_the_units_entries_only(unit, other_unit, chair, other_chair, client_of):
    row = made.studio(unit, chair)
    innovation.submitted(unit, chair, title="本单位的成果")
    innovation.submitted(other_unit, other_chair, title="外单位的成果")
    text = client_of(chair).get(url("project_new", row.pk)).content.decode()
    assert "本单位的成果" in text and "外单位的成果" not in text
    assert studio_team.ENTRIES_OFFERED == 200
