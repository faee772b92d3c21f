"""A chair with a phone: her own unit, a new member, a transfer answered by another chair."""

import io
from typing import Any

import openpyxl
import pytest

from members.models import Member, Membership, TransferRequest
from tests.browser.visitor import Visitor
from tests.factories import people
from unions.models import Union

PHONE = {"width": 390, "height": 844}


def test_a_chair_works_on_a_phone(visit: Any, township: dict[str, str]) -> None:
    chair = visit(**PHONE).sign_in("chair1", township["chair1"])
    own = Union.objects.get(seats__user__username="chair1")
    other = Union.objects.get(seats__user__username="chair2")
    she_sees_her_own_unit_only(chair, own, other)
    name = she_registers_and_corrects_a_member(chair)
    she_asks_for_a_transfer(chair, name, own, other)
    receiver = visit(**PHONE).sign_in("chair2", township["chair2"])
    the_other_chair_accepts(receiver, name, other)
    chair.open("/members/").search(name).sees("没有找到")


def she_sees_her_own_unit_only(chair: Visitor, own: Union, other: Union) -> None:
    assert chair.figures()["会员"] == "156人"
    chair.shot("desk")
    chair.open("/members/")
    assert chair.count == "156"
    chair.open("/unions/")
    assert chair.count == "1"
    chair.follow(own.name).sees("覆盖企业")
    stranger = Membership.objects.open().filter(union=other).first()
    assert stranger is not None
    for path in (f"/unions/{other.pk}/", f"/members/{stranger.member_id}/", "/admin/"):
        answer = chair.page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
        chair.sees_not(stranger.member.full_name)
    chair.open("/members/").search(stranger.member.id_number).sees("没有找到")


def she_registers_and_corrects_a_member(chair: Visitor) -> str:
    page, name = chair.page, "欧阳春晓"
    chair.open("/").follow("登记会员")
    chair.press("登记").sees("没有保存，请改正以下内容")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("证件号码", exact=True).fill("11010519491231002X")
    page.get_by_label("学历").select_option("普通高中")
    page.get_by_label("户籍类型").select_option("农村")
    page.get_by_label("政治面貌").select_option("群众")
    page.get_by_label("手机号").fill("1380000")
    page.get_by_label("入会日期").fill("2016.9.8")
    page.get_by_label("工作单位").select_option(index=1)
    chair.press("登记").sees("没有保存")
    # Nothing that was typed is lost by the slip in one field.
    assert page.get_by_label("姓名").input_value() == name
    page.get_by_label("证件号码", exact=True).fill(people.id_number())
    page.get_by_label("手机号").fill("13800000000")
    chair.press("登记").sees(f"{name}已登记。")
    chair.follow("修改资料")
    page.get_by_label("工会小组").fill("二车间")
    chair.press("保存").sees("资料已保存。").sees("二车间")
    chair.shot("member")
    return name


def she_asks_for_a_transfer(chair: Visitor, name: str, own: Union, other: Union) -> None:
    page = chair.page
    chair.follow("转会")
    page.get_by_label("转入工会").select_option(label=other.name)
    page.get_by_label("原因").fill("调往集镇企业工作")
    chair.press("确定").sees("等待转入工会接收").sees(other.name)
    # Who asked does not answer.
    assert chair.main.get_by_role("button", name="接收").count() == 0
    assert Membership.objects.open().get(member__full_name=name).union == own


def the_other_chair_accepts(receiver: Visitor, name: str, union: Union) -> None:
    page = receiver.page
    receiver.follow("待接收的转会").follow(name).sees("调往集镇企业工作")
    receiver.shot("request")
    page.get_by_label("接收后的工作单位").select_option(index=1)
    receiver.press("接收").sees("已接收。")
    assert TransferRequest.objects.get(member__full_name=name).status == "accepted"
    now = Membership.objects.open().get(member__full_name=name)
    assert (now.union, now.employer is None) == (union, False)
    receiver.open("/").search(name).follow(name).sees("转会").sees("二车间")


# -- the roster that goes out and comes back -------------------------------------------------------


@pytest.fixture
def small_unit(live_server: Any) -> Any:
    """A unit of eight with its chair: what the workbook is about needs no thousand."""
    unit = people.unit(people.federation(), "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
    names = ("王桂英", "李建国", "陈小红", "赵文斌", "周玉兰", "吴海燕", "郑光明", "孙丽华")
    for name in names:
        people.member(unit, name)
    return unit, people.sign_in("chair", "甲会主席", unit, "chair")


def test_a_roster_goes_out_and_comes_back(visit: Any, small_unit: Any) -> None:
    unit, user = small_unit
    chair = visit(**PHONE).sign_in("chair", user.test_password)
    edited = _edited(chair.download("下载花名册"))
    chair.upload(edited, "花名册（已改）.xlsx")
    counts = {"新增": 1, "修改": 1, "离会": 1, "无变化": 5, "不能导入": 1}
    assert chair.outcome.items() >= counts.items()
    chair.sees("花名册（下载后修改）").sees("科学计数").sees("郑光明")
    chair.shot("preview")
    assert chair.main.get_by_role("button", name="全部导入").is_disabled()
    chair.confirm("只导入可用的 3 行").sees("新增 1，修改 1，离会 1")
    phone = Member.objects.get(full_name="王桂英").mobile
    assert phone == "13900001111"
    assert Membership.objects.open().filter(union=unit).count() == 8
    left = Membership.objects.get(member__full_name="李建国")
    assert (str(left.until), left.end_kind) == ("2024-03-01", "withdraw")

    chair.upload(edited, "花名册（已改）.xlsx").sees("导入过")
    again = chair.outcome
    assert [again[word] for word in ("新增", "修改", "离会", "不能导入")] == [0, 0, 0, 1]
    assert chair.main.get_by_role("button", name="只导入可用").count() == 0


def _edited(roster: bytes) -> bytes:
    """What a chair does in WPS: another phone, a leaving, a new line, and a number destroyed."""
    book = openpyxl.load_workbook(io.BytesIO(roster))
    sheet = book.worksheets[0]
    header = next(c.row for row in sheet.iter_rows() for c in row if c.value == "姓名")
    column = {str(cell.value): cell.column for cell in sheet[header] if cell.value}
    rows = range(header + 1, header + 9)
    line = {sheet.cell(row, column["姓名"]).value: row for row in rows}

    def put(row: int, **values: Any) -> None:
        for title, value in values.items():
            sheet.cell(row, column[title]).value = value

    put(line["王桂英"], 联系电话="13900001111")
    put(line["李建国"], 变动="退会", 变动日期="2024-03-01", 变动原因="本人申请")
    put(line["郑光明"], 身份证号码=3.30127e17)
    put(
        header + 9, 姓名="新来人", 身份证号码=people.id_number(), 政治面貌="群众", 文化程度="初中",
        户籍类型="农村", 联系电话="13700000000", 入会时间="2024-05-06", 工作单位="淳安甲纺织有限公司",
    )  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
