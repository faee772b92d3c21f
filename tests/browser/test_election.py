"""换届 on two screens: a chair with a phone and the federation's desk, from reminder to hand-over."""

from pathlib import Path
from typing import Any

import pytest

from core.periods import months_before, today
from governance.models import Candidate, Election, Office
from members.services import memberships
from tests.browser.visitor import Visitor
from tests.factories import elections as made
from tests.factories import people
from unions.models import Role

PHONE = {"width": 390, "height": 844}
PAPERS = ("选举请示", "同意选举批复", "会员名册", "签到表", "选票", "选举结果报告", "选举结果批复")


@pytest.fixture
def place(live_server: Any) -> dict[str, Any]:
    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织有限公司工会委员会", "淳安甲纺织有限公司")
    unit.term_started_on, unit.term_years = months_before(today(), 37), 3
    unit.first_elected_on = unit.term_started_on
    unit.save()
    members = made.voters(unit, 9, union_group="织造一组")
    Office.objects.create(
        union=unit, post="chair", member=members[8], full_name=members[8].full_name, sole="chair",
        since=unit.term_started_on, chosen="election",
    )  # fmt: skip
    return {
        "unit": unit,
        "members": members,
        "clerk": people.sign_in("clerk", "经办员", federation, Role.CLERK),
        "leader": people.sign_in("leader", "分管主席", federation, Role.LEADER),
        "chair": people.sign_in("chair", "甲会主席", unit, Role.CHAIR),
    }


def test_an_election_from_reminder_to_hand_over(visit: Any, place: dict[str, Any]) -> None:
    chair = visit(**PHONE).sign_in("chair", place["chair"].test_password)
    leader = visit().sign_in("leader", place["leader"].test_password)
    election = she_starts_it(chair, place)
    she_lists_the_candidates(chair, election, place["members"])
    she_files(chair, "上报请示", "甲工[2016]1号")
    the_federation_replies(leader, election, "登记同意选举批复", "临总工〔2016〕5号")
    the_meeting(chair, election)
    she_files(chair.open(page_of(election)), "上报选举结果", "甲工〔2016〕2号")
    the_federation_replies(leader, election, "登记结果批复", "临总工〔2016〕6号")
    one_leaves_and_she_hands_over(chair, election, place)
    the_papers(leader, election)


def page_of(election: Election) -> str:
    return f"/governance/elections/{election.pk}/"


def she_starts_it(chair: Visitor, place: dict[str, Any]) -> Election:
    unit = place["unit"]
    chair.open(f"/unions/{unit.pk}/").sees("已逾期").shot("01-reminder")
    page = chair.follow("启动换届").page
    page.get_by_label("拟召开日期").fill(f"{today().year}年{today().month}月{today().day}日")
    page.get_by_label("届次").fill("3")
    chair.shot("02-start")
    chair.press("启动").sees("选举已启动").sees("筹备中")
    chair.shot("03-prepared")
    return Election.objects.get()


def she_lists_the_candidates(chair: Visitor, election: Election, members: list[Any]) -> None:
    chair.follow("登记候选人")
    posts = [*((m, "委员") for m in members[:4]), (members[0], "主席")]
    for member, post in [*posts, (members[4], "经费审查委员会委员")]:
        chair.page.get_by_label("查找会员").last.fill(member.full_name)
        chair.main.get_by_role("button", name="查找", exact=True).click()
        chair.follow(member.full_name)
        chair.page.get_by_label("竞选职务").select_option(label=post)
        chair.press("增加").sees("已增加")
    chair.shot("04-candidates")
    chair.follow("返回选举").follow("登记公示").press("保存").sees("公示已登记")
    chair.shot("05-composition")


def she_files(chair: Visitor, label: str, number: str) -> None:
    page = chair.follow(label).page
    page.get_by_label("文号").fill(number)
    chair.press(label).sees("已办理").sees(number.replace("[", "〔").replace("]", "〕"))
    chair.sees("等待上级工会批复") if "请示" in label else None
    chair.shot(f"06-{label}")


def the_federation_replies(leader: Visitor, election: Election, label: str, number: str) -> None:
    leader.open("/governance/elections/?waiting=me").shot("07-waiting")
    leader.follow(election.union.name)
    leader.page.wait_for_url(f"**{page_of(election)}")
    leader.shot(f"08-{label}-before")
    leader.follow(label)
    leader.page.get_by_label("文号").fill(number)
    leader.press(label).sees(number)
    leader.shot(f"08-{label}")


def the_meeting(chair: Visitor, election: Election) -> None:
    chair.open(page_of(election)).follow("锁定名册").press("锁定名册").sees("还差 6 人")
    chair.shot("09-frozen")
    chair.follow("签到")
    boxes = chair.page.locator("input[name=ticked]")
    for number in range(5):
        boxes.nth(number).check()
    chair.press("保存本页签到").sees("还差 1 人")
    the_count(chair, election, 5)
    chair.open(page_of(election)).sees("未达到法定人数：应到 9 人，至少须到 6 人，实到 5 人")
    chair.shot("10-one-short")
    chair.follow("签到")
    for number in range(5, 8):
        boxes.nth(number).check()
    chair.press("保存本页签到").shot("11-sign-in")
    the_count(chair, election, 8)
    chair.shot("13-counted")
    chair.follow("确认选举结果").press("确认选举结果").sees("已选举")
    chair.shot("14-held")


def the_count(chair: Visitor, election: Election, present: int) -> None:
    page = chair.open(page_of(election)).follow("登记选票").page
    for post, issued in (("committee_member", present), ("chair", 3), ("audit_member", present)):
        for name in ("issued", "returned"):
            page.locator(f"[name={post}-{name}]").fill(str(issued))
    rows = Candidate.objects.filter(election=election).order_by("pk")
    votes = (present, present, present - 1, 1, 3, present)
    for row, number in zip(rows, votes, strict=True):
        page.locator(f"[name=c{row.pk}-for]").fill(str(min(number, present)))
    chair.shot("12-votes")
    if present < 6:
        chair.press("保存").sees("登记")
        return
    chair.press("保存").sees("已登记")


def one_leaves_and_she_hands_over(
    chair: Visitor, election: Election, place: dict[str, Any]
) -> None:
    entry = election.roll.order_by("position").last()
    memberships.leave(entry.member, "withdraw", today(), by=place["clerk"], reason="本人申请")
    chair.open(page_of(election)).follow("办理交接").shot("15-hand-over")
    chair.press("办理交接").sees("已交接")
    chair.shot("16-handed-over")
    chair.open(f"{page_of(election)}print/roll/").sees(entry.full_name).sees("共 9 人")
    chair.open(f"/unions/{place['unit'].pk}/").sees("任期内").shot("17-union")
    former = Office.objects.get(member=place["members"][8])
    assert former.until == today()
    assert Office.objects.on(today()).filter(election=election).count() == 4


def the_papers(leader: Visitor, election: Election) -> None:
    folder = Path("screenshots") / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    leader.open(page_of(election)).shot("18-desk")
    for title in PAPERS:
        data = leader.download(f"下载{title}")
        assert data.startswith(b"PK")
        (folder / f"{title}.docx").write_bytes(data)
    for name in ("request", "roll", "ballot", "report"):
        leader.open(f"{page_of(election)}print/{name}/").shot(f"19-{name}")
