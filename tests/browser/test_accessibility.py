"""Every shape of page for every role: axe, narrow screens, the keyboard, and no scripts."""

from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import aid_routes, innovation_routes, test_routes
from tests.browser.visitor import Visitor
from tests.core import sheet_files
from tests.factories import people, world
from tests.governance import routes as life_routes
from tests.reporting import routes as reporting_routes
from unions.imports import engine

GRAVE = ("serious", "critical")
LISTS = (
    "/", "/members/", "/members/?quality=any", "/members/?union=x", "/members/coverage/",
    "/members/quality/", "/members/transfers/", "/unions/", "/unions/events/",
    "/unions/enterprises/", "/members/{member.pk}/", "/members/{left.pk}/", "/unions/{union.pk}/",
    "/unions/enterprises/{enterprise.pk}/", "/members/transfers/{transfer.pk}/",
    "/members/{member.pk}/unmask/", "/accounts/password/",
)  # fmt: skip
FORMS = (
    "/members/new/", "/members/{member.pk}/edit/", "/members/{member.pk}/transfer/",
    "/members/{member.pk}/leave/", "/members/{member.pk}/retain/",
    "/members/memberships/{membership.pk}/void/", "/unions/imports/", "/unions/imports/new/",
)  # fmt: skip
PAGES = {
    "clerk": (
        *LISTS, *FORMS, "/members/?print=1", "/members/duplicates/",
        "/members/duplicates/{member.pk}/{twin.pk}/", "/unions/imports/{preview.pk}/",
        "/unions/imports/{preview.pk}/?show=refused", "/admin/", "/admin/unions/union/",
        "/admin/unions/union/{union.pk}/change/", "/admin/members/member/",
    ),
    "chair": (*LISTS, *FORMS),
    "auditor": (
        *LISTS, "/audit/journal/", "/audit/history/", "/audit/history/member/",
        "/admin/members/member/",
    ),
    "administrator": (
        "/", "/unions/accounts/", "/unions/accounts/new/", "/unions/accounts/{account.pk}/",
        "/admin/", "/admin/unions/rule/", "/admin/unions/rule/{rule.pk}/change/",
    ),
}  # fmt: skip
JUDGES = [*PAGES, "leader", "other_chair"]
# The rooms above, by their table of addresses: every page that the role may open.
# What answers with no page: to a script, with a picture, with a file.
_NO_PAGES = ("entry_similar", "picture_show", "score_picture", "attachment_photo", "_template")
ROUTED = [
    name
    for room in (aid_routes, life_routes, innovation_routes, reporting_routes)
    for name in room.PAGES
    if not name.endswith(_NO_PAGES)
]
OPEN_PAGES = ("/accounts/login/", "/nowhere/")


@pytest.fixture
def house(live_server: Any) -> SimpleNamespace:
    """One row of everything, and a preview with rows of every outcome."""
    federation = people.federation()
    unit = people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
    other = people.unit(federation, "淳安乙石英工会委员会", "淳安乙石英有限公司")
    seats = (
        ("clerk", "经办员", federation), ("leader", "分管主席", federation),
        ("auditor", "经审员", federation), ("administrator", "管理员", federation),
        ("chair", "甲会主席", unit),
    )  # fmt: skip
    users = {role: people.sign_in(role, name, union, role) for role, name, union in seats}
    users["other_chair"] = people.sign_in("other_chair", "乙会主席", other, "chair")
    built = world.build(unit, users)
    rows = [
        ["姓名", "身份证号码", "工作单位", "所属工会", "入会时间", "联系电话"],
        ["新来人", people.id_number(), "淳安甲纺织有限公司", unit.name, "2016.9", "13700000000"],
        ["沈秀英", built.member.id_number, "", unit.name, "2010-03-01", "13911112222"],
        ["坏号码", "330127198505060000", "查无此厂", unit.name, "昨天", "12"],
    ]
    batch = engine.upload(
        sheet_files.xlsx(rows), "花名册.xlsx", "roster", federation, by=users["clerk"], options={}
    )
    built.preview = engine.run(batch, by=users["clerk"])
    assert built.preview.counts["refused"] == 1
    return built


def written(role: str, house: SimpleNamespace) -> list[str]:
    return [path.format_map(vars(house)) for path in PAGES.get(role, ())]


def routed(role: str, house: SimpleNamespace) -> list[str]:
    """The pages of the rooms that open for this role and for none before it in JUDGES."""
    before = JUDGES[: JUDGES.index(role)]
    return [
        test_routes.url_of(name, house)
        for name in ROUTED
        if test_routes.expected(name)[role] == 200
        and not any(test_routes.expected(name)[other] == 200 for other in before)
    ]


def judge(visitor: Visitor, path: str) -> list[str]:
    """What axe holds to be serious here. (Its own fetching of style sheets would break the CSP.)"""
    width = visitor.page.evaluate("window.innerWidth")
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(visitor.page, options=options).response["violations"]
    return [
        f"{path} ({width}): {breach['id']} {node['target']}"
        for breach in found
        if breach["impact"] in GRAVE
        for node in breach["nodes"][:3]
    ]


def narrowed(visitor: Visitor) -> list[str]:
    """What is too wide for the narrowest phone."""
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    return [visitor.overflow] if visitor.overflow else []


@pytest.mark.parametrize("role", JUDGES)
def test_no_page_has_a_serious_fault_or_scrolls_sideways(
    role: str, visit: Any, house: SimpleNamespace
) -> None:
    """The frame and the first rooms at both widths; of the rest each page once, at a desk."""
    visitor = visit().sign_in(role, house.users[role].test_password)
    faults = []
    for path in written(role, house):
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
        visitor.open(path)
        faults += judge(visitor, path)
        faults += narrowed(visitor)
        faults += judge(visitor, path)
    for path in routed(role, house):
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
        visitor.open(path)
        faults += judge(visitor, path)
        faults += narrowed(visitor)
    assert not faults, "\n".join(faults)


def test_every_page_of_a_chair_fits_her_phone(visit: Any, house: SimpleNamespace) -> None:
    visitor = visit(width=360, height=740).sign_in("chair", house.users["chair"].test_password)
    faults = []
    for name in ROUTED:
        if test_routes.expected(name)["chair"] == 200:
            visitor.page.goto(test_routes.url_of(name, house))
            faults += [visitor.overflow] if visitor.overflow else []
    assert not faults, "\n".join(faults)


def test_pages_before_the_door_have_no_serious_fault(visit: Any, house: SimpleNamespace) -> None:
    visitor = visit(width=320, height=640)
    visitor.open(OPEN_PAGES[0])
    faults = judge(visitor, OPEN_PAGES[0])
    visitor.press("登录").sees("没有登录")
    faults += judge(visitor, "failed sign-in")
    visitor.sign_in("chair", house.users["chair"].test_password)
    for path, status in (("/nowhere/", 404), ("/admin/", 403)):
        visitor.open(path, status)
        faults += judge(visitor, path)
    assert faults == []


# -- keyboard --------------------------------------------------------------------------------------

WATCH = "document.addEventListener('focusin', e => e.target.setAttribute('data-reached', ''))"
UNREACHED = """() => [...document.querySelectorAll(
    'a[href], button:not(:disabled), select, summary, textarea, input:not([type=hidden], :disabled)'
  )].filter(e => e.checkVisibility() && !e.hasAttribute('data-reached')
    && !(e.type === 'radio' && document.querySelector(`[name="${e.name}"][data-reached]`))
  ).map(e => e.outerHTML.slice(0, 90))"""
INVISIBLE = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return e.matches('a, button, summary') && s.outlineStyle === 'none' && s.boxShadow === 'none'
    ? e.outerHTML.slice(0, 90) : '' }"""


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    visit: Any, house: SimpleNamespace
) -> None:
    visitor = visit().sign_in("clerk", house.users["clerk"].test_password)
    page = visitor.page
    paths = ("/", "/members/", "/members/{member.pk}/", "/members/{member.pk}/edit/",
             "/unions/imports/new/", "/unions/imports/{preview.pk}/")  # fmt: skip
    for path in paths:
        visitor.open(path.format_map(vars(house)))
        page.evaluate(WATCH)
        page.keyboard.press("Tab")
        unseen = set()
        for _ in range(200):
            unseen.add(page.evaluate(INVISIBLE))
            page.keyboard.press("Tab")
        assert page.evaluate(UNREACHED) == [], path
        assert unseen == {""}, path


def test_the_first_tab_skips_to_the_text(visit: Any, house: SimpleNamespace) -> None:
    visitor = visit().sign_in("chair", house.users["chair"].test_password)
    page = visitor.open("/members/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_of_a_phone_opens_and_closes(visit: Any, house: SimpleNamespace) -> None:
    visitor = visit(width=360, height=740).sign_in("chair", house.users["chair"].test_password)
    page = visitor.page
    menu = page.get_by_role("link", name="转会", exact=True)
    assert not menu.is_visible()
    page.get_by_role("button", name="菜单").click()
    menu.click()
    page.wait_for_url("**/members/transfers/")
    assert visitor.heading == "转会办理"
    visitor.fits()


# -- without scripts -------------------------------------------------------------------------------


def test_it_works_without_scripts(visit: Any, house: SimpleNamespace) -> None:
    visitor = visit(width=390, height=844, js=False)
    visitor.sign_in("clerk", house.users["clerk"].test_password).sees("今天等您办")
    visitor.search("沈秀英")
    assert visitor.main.get_by_role("link", name="沈秀英", exact=True).count() == 2
    visitor.open("/unions/imports/new/")
    rows = [
        ["姓名", "身份证号码", "工作单位", "所属工会", "入会时间"],
        ["新来人", people.id_number(), "淳安甲纺织有限公司", house.union.name, "2016-09-08"],
    ]
    visitor.page.get_by_label("表格文件").set_input_files(
        {"name": "花名册.xlsx", "mimeType": "", "buffer": sheet_files.xlsx(rows)}
    )
    visitor.page.get_by_label("会员花名册", exact=True).check()
    visitor.press("上传并核对").sees("尚未核对")
    visitor.press("开始核对").sees("核对结果：共读到 1 行")
    visitor.confirm().sees("新增 1")
    visitor.search("新来人").follow("新来人").sees("会籍经历")
