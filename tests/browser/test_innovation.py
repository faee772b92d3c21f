"""An idea from a chair's phone to the certificate on the wall: panel, ranking, decision."""

from pathlib import Path
from typing import Any

import pytest

from core.periods import today
from innovation.models import Award, Call, CriterionSet, Entry, Panelist
from innovation.services import calls
from tests.browser.visitor import Visitor
from tests.factories import people
from unions.models import Role

PHONE = {"width": 390, "height": 844}
TITLE = "模具保温罩"


@pytest.fixture
def place(live_server: Any) -> dict[str, Any]:
    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织有限公司工会委员会", "淳安甲纺织有限公司")
    other = people.unit(federation, "淳安乙电子厂工会委员会", "淳安乙电子厂")
    people.member(unit, "沈秀英")
    clerk = people.sign_in("clerk", "经办员", federation, Role.CLERK)
    day = today()
    call = Call(
        union=federation, year=day.year, title=f"{day.year}年度五小成果征集", opens_on=day,
        closes_on=day, criteria=CriterionSet.objects.earliest("pk"), scoring_ends_on=day,
    )  # fmt: skip
    calls.save_call(call, by=clerk)
    return {
        "call": call,
        "clerk": clerk,
        "leader": people.sign_in("leader", "分管主席", federation, Role.LEADER),
        "chair": people.sign_in("chair", "甲会主席", unit, Role.CHAIR),
        "judge": people.sign_in("judge", "乙会主席", other, Role.CHAIR),
    }


def test_an_entry_from_a_phone_to_its_certificate(visit: Any, place: dict[str, Any]) -> None:
    chair = visit(**PHONE).sign_in("chair", place["chair"].test_password)
    clerk = visit().sign_in("clerk", place["clerk"].test_password)
    judge = visit(**PHONE).sign_in("judge", place["judge"].test_password)
    leader = visit().sign_in("leader", place["leader"].test_password)
    entry = she_sends_it_in(chair)
    it_is_tried_and_used(chair, clerk, entry)
    the_panel(clerk, place["call"])
    she_scores(judge, entry)
    from_paper(clerk, place["call"], entry)
    the_ranking(clerk, place["call"], entry)
    the_decision(leader, place["call"], entry)
    the_certificate(chair, leader, entry)


def page_of(entry: Entry) -> str:
    return f"/innovation/{entry.pk}/"


def she_sends_it_in(chair: Visitor) -> Entry:
    page = chair.open("/innovation/new/").page
    page.get_by_label("成果名称").fill(TITLE)
    page.get_by_label("类别").select_option(label="小革新")
    page.get_by_label("现状和问题").fill("模具散热快，升温费电。")
    page.get_by_label("改进措施").fill("加装可拆保温罩。")
    page.get_by_label("有无不受理情形").select_option(label="无以下情形")
    page.locator("[name=author_1]").fill("沈秀英")
    page.locator("[name=old_cost]").fill("12.5")
    page.locator("[name=new_cost]").fill("11.5")
    page.locator("[name=quantity]").fill("120000")
    chair.shot("01-form")
    page.locator("button[name=then][value=submit]").click()
    page.wait_for_load_state()
    chair.sees("等待镇总工会受理").shot("02-sent")
    return Entry.objects.get()


def it_is_tried_and_used(chair: Visitor, clerk: Visitor, entry: Entry) -> None:
    clerk.open(page_of(entry)).press("受理").sees("已受理")
    for step in ("登记试行", "登记实施"):
        chair.open(page_of(entry)).follow(step).press(step)
    chair.follow("财务确认")
    chair.page.get_by_label("财务确认人").fill("会计")
    chair.press("保存").sees("财务确认已登记").shot("03-used")


def the_panel(clerk: Visitor, call: Call) -> None:
    address = f"/innovation/calls/{call.pk}/"
    page = clerk.open(address).page
    page.get_by_label("评委账号").select_option(value=str(_user("judge")))
    clerk.press("聘请").sees("已聘请乙会主席为评委")
    page.get_by_label("专家姓名").fill("县专家")
    page.get_by_label("单位和职务").fill("县总工会")
    clerk.press("聘请").sees("已聘请县专家为评委").shot("04-panel")


def _user(username: str) -> int:
    from accounts.models import User

    return User.objects.get(username=username).pk


def fill(visitor: Visitor, *points: str) -> None:
    boxes = visitor.page.locator("input[name^=points_]")
    for number, value in enumerate(points):
        boxes.nth(number).fill(value)


def she_scores(judge: Visitor, entry: Entry) -> None:
    judge.open("/innovation/scoring/").sees("未评 1 项").shot("05-my-scores")
    judge.follow("开始评分").sees("达到 100,000 元一档").shot("06-score")
    fill(judge, "25", "30", "15", "18")
    judge.press("保存").sees("应评 15 至 25 分").shot("07-out-of-band")
    fill(judge, "25", "20", "15", "18")
    judge.press("保存").sees("评分已保存").sees("已评 1 项").shot("08-scored")


def from_paper(clerk: Visitor, call: Call, entry: Entry) -> None:
    clerk.open(f"/innovation/calls/{call.pk}/").follow("录入评分").follow(TITLE)
    fill(clerk, "28", "22", "16", "16")
    clerk.press("保存").sees("评分已保存")
    row = Panelist.objects.get(name="县专家")
    clerk.open(f"/innovation/scoring/{row.pk}/?print=1").shot("09-paper-sheet")


def the_ranking(clerk: Visitor, call: Call, entry: Entry) -> None:
    clerk.open(f"/innovation/calls/{call.pk}/").follow("评分汇总").sees("80.00").sees("2/2")
    clerk.shot("10-ranking")
    _keep("评分汇总表", clerk.download("下载 Word"))
    clerk.follow(TITLE).sees("县专家").shot("11-scores")
    clerk.open(f"/innovation/calls/{call.pk}/ranking/?print=1").shot("12-ranking-print")
    clerk.open(f"/innovation/calls/{call.pk}/").follow("批量评审通过")
    clerk.page.get_by_label(TITLE).check()
    clerk.press("评审通过").sees("已评审")


def the_decision(leader: Visitor, call: Call, entry: Entry) -> None:
    leader.open(f"/innovation/calls/{call.pk}/").follow("登记表彰决定")
    leader.page.get_by_label(f"{TITLE}的奖次").select_option(label="一等奖")
    leader.shot("13-decide")
    leader.page.on("dialog", lambda dialog: dialog.accept())
    leader.press("登记决定").sees("1 项成果获得表彰").shot("14-decided")


def the_certificate(chair: Visitor, leader: Visitor, entry: Entry) -> None:
    award = Award.objects.get(entry=entry)
    chair.open(page_of(entry)).sees("镇级一等奖").follow("荣誉证书").sees("荣获一等奖")
    chair.shot("15-certificate")
    with chair.page.expect_download() as waiting:
        chair.page.get_by_role("button", name="下载 Word").click()
    _keep("荣誉证书", Path(waiting.value.path()).read_bytes())
    leader.open(f"/innovation/awards/{award.pk}/certificate/").shot("16-certificate")
    leader.open(f"/innovation/awards/?year={today().year}").sees("沈秀英").shot("17-awards")
    _keep("表彰名单", leader.download("表彰名单"))
    _keep("成果汇编", leader.download("成果汇编"))


def _keep(title: str, data: bytes) -> None:
    assert data.startswith(b"PK")
    folder = Path("screenshots") / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{title}.docx").write_bytes(data)
