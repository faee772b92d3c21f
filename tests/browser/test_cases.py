"""以上代下 on two screens: a chair with a phone hands a case up, the federation's desk takes it."""

from typing import Any

from assistance.models import RightsCase
from core.periods import today
from tests.browser.visitor import Visitor
from tests.factories import cases
from unions.models import Seat, Union

PHONE = {"width": 390, "height": 844}


def test_a_case_is_handed_up_taken_over_and_given_back(
    visit: Any, township: dict[str, str]
) -> None:
    own = Union.objects.get(seats__user__username="chair1")
    chair = visit(**PHONE).sign_in("chair1", township["chair1"])
    case = she_registers_a_case(chair)
    she_accepts_and_writes_a_letter(chair, case)
    she_hands_it_up(chair, case)
    clerk_name = Seat.objects.filter(role="clerk", until=None).first().user.username
    clerk = visit().sign_in(clerk_name, township[clerk_name])
    the_federation_takes_it(clerk, case)
    chair.open(f"/assistance/cases/{case.pk}/").sees("您可以查看进展").sees_not("敏感记录")
    chair.shot("progress")
    the_lists_show_it(clerk, case)
    clerk.open(f"/assistance/cases/{case.pk}/").follow("交还")
    clerk.page.get_by_label("说明").fill("企业已付清工资")
    clerk.press("交还").sees("办理结果：企业已付清工资").sees(own.name)


def she_registers_a_case(chair: Visitor) -> RightsCase:
    page = chair.open("/assistance/cases/").follow("登记案件").page
    page.get_by_label("来源").select_option(label="来访")
    page.get_by_label("类型").select_option(label="工资")
    page.get_by_label("申请人", exact=False).first.fill("钱桂花")
    page.get_by_label("申请人电话").fill("13812345678")
    page.get_by_label("涉及人数").fill("12")
    page.get_by_label("被申请单位").fill("淳安甲纺织有限公司")
    page.get_by_label("诉求", exact=False).first.fill("支付拖欠的三个月工资")
    page.get_by_label("事实和理由").fill("自三月起未发工资")
    page.get_by_label("诉求金额").fill("86000")
    chair.shot("new")
    chair.press("登记").sees("已登记").sees_not("13812345678").sees("138****5678")
    chair.shot("registered")
    return RightsCase.objects.latest("pk")


def she_accepts_and_writes_a_letter(chair: Visitor, case: RightsCase) -> None:
    chair.follow("受理").press("受理").sees("已受理")
    page = chair.follow("登记经过").page
    page.get_by_label("方式").select_option(label="发意见书")
    page.get_by_label("经过", exact=False).first.fill("要求十五个工作日内书面答复")
    chair.press("保存").sees("用人单位答复意见书")


def she_hands_it_up(chair: Visitor, case: RightsCase) -> None:
    page = chair.follow("上交").page
    page.get_by_label("原因").fill("企业拒不配合，本会人手不足")
    chair.press("提出").sees("等待对方答复").sees("提出移交的人不能自己答复")
    chair.shot("handed-up")


def the_federation_takes_it(clerk: Visitor, case: RightsCase) -> None:
    clerk.open("/assistance/cases/?takeover=answer").follow(case.number).shot("to-answer")
    clerk.follow("同意").press("同意").sees("已接办")
    case.refresh_from_db()
    cases.mediation(case, case.handler)
    clerk.open(f"/assistance/cases/{case.pk}/").follow("敏感记录")
    clerk.page.get_by_label("原因").fill("准备调解")
    clerk.press("查看").sees("13812345678")
    clerk.page.get_by_label("敏感记录").fill("本人正在服药")
    clerk.press("保存").sees("敏感记录已保存").sees_not("正在服药")
    clerk.shot("detail")


def the_lists_show_it(clerk: Visitor, case: RightsCase) -> None:
    clerk.open("/assistance/cases/").sees(case.number).shot("list")
    clerk.open("/assistance/cases/due/").sees("结束调解").sees("用人单位答复意见书").shot("due")
    clerk.open(f"/assistance/cases/statistics/?year={today().year}").sees("合计")
    clerk.shot("statistics")
    for name in ("sheet", None):
        step = case.steps.filter(kind="mediation").get()
        path = f"{case.pk}/sheet" if name else f"steps/{step.pk}/minutes"
        clerk.open(f"/assistance/cases/{path}/").sees_not("正在服药")
        clerk.shot(name or "minutes")
