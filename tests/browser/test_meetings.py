"""三方联席会议 from the notice to the last resolution, and the board that follows it: on a desk and a
phone; what is done leaves every list."""

import datetime
import io
from typing import Any

import pytest
from django.core.management import call_command
from docx import Document

from core.periods import today
from governance.models import Meeting, Reminder
from tests.browser.visitor import Visitor
from tests.factories import people
from unions.models import Role

PHONE = {"width": 390, "height": 844}
PEOPLE = (
    ("钱副镇长", "政府", "临岐镇人民政府", "出席"),
    ("孙主席", "工会", "临岐镇总工会", "出席"),
    ("周经理", "企业", "淳安甲纺织有限公司", "出席"),
    ("郑厂长", "企业", "淳安乙电子厂", "请假"),
)


@pytest.fixture
def place(live_server: Any) -> dict[str, Any]:
    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织有限公司工会委员会", "淳安甲纺织有限公司")
    return {
        "unit": unit,
        "federation": federation,
        "clerk": people.sign_in("clerk", "经办员", federation, Role.CLERK),
        "chair": people.sign_in("chair", "甲会主席", unit, Role.CHAIR),
    }


def test_a_joint_meeting_and_what_it_resolved(visit: Any, place: dict[str, Any]) -> None:
    clerk = visit().sign_in("clerk", place["clerk"].test_password)
    meeting = she_plans_it(clerk, place)
    who_came(clerk, meeting)
    the_minutes(clerk, meeting)
    charged(clerk, meeting)
    the_paper(clerk)
    the_board(clerk, meeting)


def page_of(meeting: Meeting) -> str:
    return f"/governance/meetings/{meeting.pk}/"


def chinese(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def she_plans_it(clerk: Visitor, place: dict[str, Any]) -> Meeting:
    page = clerk.open(f"/governance/meetings/new/?union={place['federation'].pk}").page
    page.get_by_label("类别").select_option(label="三方联席会议")
    page.get_by_label("会议名称").fill("三季度三方联席会议")
    page.locator("[name=day]").fill(chinese(today()))
    page.get_by_label("主持人").fill("孙主席")
    page.locator("[name=agenda]").fill("高温津贴落实情况\n工资集体协商")
    clerk.shot("01-plan")
    clerk.press("保存").sees("已登记，请登记参会人员").sees("高温津贴落实情况")
    return Meeting.objects.get()


def who_came(clerk: Visitor, meeting: Meeting) -> None:
    clerk.follow("已召开").press("已召开").sees("已召开")
    clerk.sees("登记参会人员的到会情况")  # why the minutes cannot be settled yet
    page = clerk.follow("参会人员").page
    for row, (name, party, organisation, attendance) in enumerate(PEOPLE):
        page.locator(f"[name=a-{row}-full_name]").fill(name)
        page.locator(f"[name=a-{row}-party]").select_option(label=party)
        page.locator(f"[name=a-{row}-organisation]").fill(organisation)
        page.locator(f"[name=a-{row}-attendance]").select_option(label=attendance)
    clerk.shot("02-attendees")
    clerk.press("保存").sees("参会人员（4 人）")


def the_minutes(clerk: Visitor, meeting: Meeting) -> None:
    page = clerk.follow("会议记录").page
    page.get_by_label("议定意见").fill("一、企业七月底前发放高温津贴。")
    clerk.press("保存").sees("会议记录已保存")


def charged(clerk: Visitor, meeting: Meeting) -> None:
    """A resolution whose day is over: the meeting is today, so the day is a near one."""
    page = clerk.follow("登记议定事项").page
    page.locator("[name=text]").fill("督促企业发放高温津贴")
    page.locator("[name=owner_name]").fill("经办员")
    page.locator("[name=owner]").select_option(label="经办员")
    page.get_by_label("完成期限").fill(chinese(today() + datetime.timedelta(days=3)))
    clerk.press("保存").sees("督促企业发放高温津贴")
    clerk.follow("纪要定稿").press("纪要定稿").sees("纪要定稿")
    clerk.shot("03-minuted")


def the_paper(clerk: Visitor) -> None:
    paper = Document(io.BytesIO(clerk.download("会议纪要")))
    assert any("请假" in p.text and "郑厂长" in p.text for p in paper.paragraphs)
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "督促企业发放高温津贴" in cells


def the_board(clerk: Visitor, meeting: Meeting) -> None:
    clerk.open("/governance/duties/").sees("督促企业发放高温津贴").sees("还有 3 天")
    clerk.shot("04-board")
    call_command("remind")
    told = Reminder.objects.count()
    call_command("remind")
    assert Reminder.objects.count() == told > 0
    clerk.open("/governance/duties/reminders/").sees("督促企业发放高温津贴")
    clerk.shot("05-reminders")
    board = clerk.open("/governance/duties/").page
    board.locator("tr", has_text="督促企业发放高温津贴").get_by_role("link").last.click()
    clerk.follow("登记完成").page.get_by_label("办理结果").fill("两家企业均已发放")
    clerk.press("登记完成").sees("两家企业均已发放")
    clerk.open("/governance/duties/").sees_not("督促企业发放高温津贴")


def test_a_chairs_own_deadlines_on_her_phone(visit: Any, place: dict[str, Any]) -> None:
    """What the federation asks of her is on the list, with the button that does it."""
    clerk = visit().sign_in("clerk", place["clerk"].test_password)
    page = clerk.open("/governance/duties/requirements/new/").page
    page.get_by_label("事项").fill("报送年度统计表")
    page.get_by_label("期限", exact=False).first.fill(
        chinese(today() + datetime.timedelta(days=10))
    )
    clerk.press("保存").sees("未报送（1）")
    chair = visit(**PHONE).sign_in("chair", place["chair"].test_password)
    chair.open("/governance/duties/").sees("报送年度统计表").shot("01-board")
    chair.main.locator("tr", has_text="报送年度统计表").get_by_role("link").last.click()
    chair.page.wait_for_load_state()
    chair.shot("02-form")
    chair.press("报送").sees("已报送").shot("03-handed-in")
    chair.open("/governance/duties/").sees_not("报送年度统计表")
    clerk.open("/governance/duties/requirements/").follow("报送年度统计表").sees("都已报送")
