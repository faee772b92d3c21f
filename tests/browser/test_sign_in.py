"""Coming in and going out, as the person at the screen sees it."""

import time
from typing import Any

import pytest

from tests.factories import people

NEW = "hua-kai-fu-gui-7"


@pytest.fixture
def clerk(live_server: Any) -> Any:
    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
    people.member(unit, "王桂英")
    return people.sign_in("clerk", "经办员", federation, "clerk")


def test_a_first_password_must_be_changed_before_anything_else(visit: Any, clerk: Any) -> None:
    clerk.must_change_password = True
    clerk.save()
    visitor = visit().sign_in("clerk", clerk.test_password)
    assert visitor.heading == "修改密码"
    visitor.sees("这是初始密码")
    visitor.open("/members/")
    assert visitor.heading == "修改密码"
    for new, again, said in (("12345", "12345", "10"), (NEW, "bu-yi-yang-9", "不一致")):
        _type(visitor, clerk.test_password, new, again)
        visitor.press("保存新密码").sees("没有保存").sees(said)
    _type(visitor, clerk.test_password, NEW, NEW)
    visitor.press("保存新密码")
    visitor.open("/members/").sees("王桂英")
    visit().sign_in("clerk", NEW).sees("今天等您办")


def _type(visitor: Any, old: str, new: str, again: str) -> None:
    for name, text in (("old_password", old), ("new_password1", new), ("new_password2", again)):
        visitor.page.locator(f"[name={name}]").fill(text)


def test_five_wrong_passwords_show_the_pause_in_chinese(visit: Any, clerk: Any) -> None:
    visitor = visit(width=390, height=844)
    for _ in range(4):
        visitor.sign_in("clerk", "wrong-password").sees("账号或密码不正确")
    visitor.sign_in("clerk", "wrong-password")
    assert visitor.heading == "登录失败次数过多"
    visitor.sees("15 分钟后再试").shot("locked")
    visitor.sign_in("clerk", clerk.test_password)
    assert visitor.heading == "登录失败次数过多"


def test_resting_too_long_signs_out_and_says_why(visit: Any, clerk: Any, settings: Any) -> None:
    visitor = visit().sign_in("clerk", clerk.test_password)
    visitor.open("/members/").sees("王桂英")
    settings.SESSION_IDLE_SECONDS = 1
    time.sleep(2.2)
    visitor.page.get_by_role("link", name="会员", exact=True).click()
    visitor.page.wait_for_url("**/accounts/login/**")
    visitor.sees_not("王桂英")
    assert visitor.heading == "登录"
    visitor.sees("退出")


def test_nothing_is_left_behind_the_back_button_after_signing_out(visit: Any, clerk: Any) -> None:
    visitor = visit().sign_in("clerk", clerk.test_password)
    page = visitor.page
    visitor.open("/members/").follow("王桂英").sees("会籍经历")
    page.locator("details.who summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/login/**")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "王桂英" not in page.content()
