"""Aid in the sample township: households on file, this year's money, applications at each stage.

What was paid in 2014 to 2016 comes from the ledger the office kept, through its import. Everybody
is invented; numbers and accounts belong to nobody.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.models import User
from assistance.codes import CountersignKind, FundHead, FundSource, Method, OutcomeKind
from assistance.file_codes import Category, Cause, Exit, Health, Occupation, Relation, Result
from assistance.models import (
    Application,
    Ceiling,
    Countersign,
    FamilyPerson,
    Fund,
    HardshipFile,
    Line,
    Notice,
    Objection,
    PaymentBatch,
    Programme,
)
from assistance.services import (
    applications,
    file_checks,
    file_people,
    files,
    funds,
    notices,
    payments,
)
from assistance.workflow import APPLICATION
from core import history, identifiers
from core.crypto import blind_index
from core.periods import today
from members.models import Member
from unions.models import Union

BANK = "淳安农商银行临岐支行"
FIRST_FILES = datetime.date(2014, 3, 1)
NEW_NAMES = datetime.date(2020, 7, 1)  # 低保户 and the like became 深度困难 and the like
# Heads by their (invented) numbers, as they stand in the ledger.
ABOVE_TEN_THOUSAND = "997150199501168422"
STUDENT = "993159196504293632"
ILL = "990634197205245843"
HURT = "999832198603313662"
OF_SMALL_UNIT = "99984619800504443X"
RELIEVED = "997600198208040357"
OF_JOINT_UNION = "993122196310128513"
Days = datetime.timedelta


def user(name: str) -> User:
    return User.objects.get(username=name)


def _member(number: str) -> Member:
    return Member.objects.get(id_index=blind_index(number, "id_number"), merged_into=None)


def _account(serial: int) -> str:
    return f"62220000000{serial:08d}"


# --- before the ledger: ceiling and households ---------------------------------------------------


def ceiling(since: datetime.date) -> None:
    """One household, one year, all programmes: passing it takes a reason and a second name."""
    row = Ceiling(
        scope="household", span="year", amount=Decimal(10000), since=since,
        basis="本镇约定（示例），可调整",
    )  # fmt: skip
    row.full_clean()
    history.save(row, by=user("admin"), reason="示例")


def open_files() -> None:
    clerk, chair = user("clerk"), user("chair1")
    first = _file(
        ABOVE_TEN_THOUSAND, FIRST_FILES, clerk, Category.DIBAO, main_cause=Cause.ILLNESS,
        other_causes=Cause.SCHOOLING, annual_income=Decimal(26000),
        rigid_expenditure=Decimal(31000), own_monthly_income=Decimal(2100),
    )  # fmt: skip
    _person(first, clerk, Relation.FATHER, "宗大山", "1968-02-11", health=Health.SERIOUS)
    _person(
        first, clerk, Relation.OTHER, "宗小龙", "2001-09-20", occupation=Occupation.STUDENT,
        school="临岐镇中心学校", guardian_consent_on=FIRST_FILES,
    )  # fmt: skip
    second = _file(
        STUDENT, FIRST_FILES, chair, Category.DIBAO_EDGE, main_cause=Cause.SCHOOLING,
        annual_income=Decimal(52000),
    )  # fmt: skip
    _person(
        second, chair, Relation.DAUGHTER, "李小雨", f"{today().year - 19}-03-08", sex="2",
        occupation=Occupation.STUDENT, school="浙江水利水电学院", since=today() - Days(400),
    )  # fmt: skip
    _file(ILL, FIRST_FILES, chair, Category.DIBAO, main_cause=Cause.ILLNESS, health=Health.SERIOUS)
    # Opened so long ago, and never checked since: the yearly re-check is overdue.
    hurt = today() - Days(430)
    _file(HURT, hurt, chair, Category.ACCIDENT, main_cause=Cause.ACCIDENT, check=False)
    _file(OF_SMALL_UNIT, FIRST_FILES, clerk, Category.RELATIVE, main_cause=Cause.SCHOOLING)
    relieved = _file(RELIEVED, FIRST_FILES, clerk, Category.DIBAO_EDGE, main_cause=Cause.UNINSURED)
    files.exit_file(relieved, today() - Days(100), Exit.RELIEVED, by=clerk, note="收入已稳定")
    _file(
        OF_JOINT_UNION, today() - Days(200), user("chair2"), Category.DEEP,
        main_cause=Cause.ILLNESS, check=False,
    )  # fmt: skip


def _file(
    number: str, day: datetime.date, by: User, category: str, *, check: bool = True, **fields: Any
) -> HardshipFile:
    head = _member(number)
    file = HardshipFile(
        head=head, opened_on=day, consent_on=day, region="浙江省淳安县临岐镇",
        address="临岐镇（示例）", bank_name=BANK, bank_account=_account(head.pk), **fields,
    )  # fmt: skip
    files.open_file(file, by=by, category=category, basis="本人申报，入户核实")
    files.review_file(file, by=user("clerk2"))
    if category in (Category.DIBAO, Category.DIBAO_EDGE):
        new = Category.DEEP if category == Category.DIBAO else Category.RELATIVE
        file_checks.set_category(file, new, NEW_NAMES, by=by, basis="困难类别名称调整")
    if check:
        file_checks.check_file(file, today() - Days(120), Result.KEEP, by=by, note="情况没有变化")
    return file


def _person(
    file: HardshipFile, by: User, relation: str, name: str, born: str, *, sex: str = "1",
    **fields: Any,
) -> FamilyPerson:  # fmt: skip
    day = datetime.date.fromisoformat(born)
    number = identifiers.synthetic_id(f"{995000 + file.pk:06d}", day, f"30{sex}")
    row = FamilyPerson(
        file=file, relation=relation, full_name=name, id_number=number,
        **{"since": file.opened_on, **fields},
    )  # fmt: skip
    return file_people.add_person(row, by=by)


# --- this year's money -----------------------------------------------------------------------


def live() -> None:
    """Funds with their allocations, and applications at every stage."""
    pots = _funds()
    _waiting_below()
    _on_notice(pots["state"])
    _waiting_for_leader(pots)
    _to_be_paid(pots["own"])
    _paid(pots["own"])


def _funds() -> dict[str, Fund]:
    federation, clerk = Union.objects.get(parent=None), user("clerk")
    student = Programme.objects.get(code="autumn_student_aid")
    particulars = (
        ("困难职工帮扶专项资金", FundSource.STATE, None, FundHead.HARDSHIP, 80000),
        ("本级帮扶和送温暖经费", FundSource.OWN, None, FundHead.WARMTH, 50000),
        ("金秋助学补助资金", FundSource.UPPER, student, FundHead.HARDSHIP, 30000),
    )
    pots = {}
    for name, source, programme, head, amount in particulars:
        fund = Fund(
            union=federation, name=name, source=source, year=today().year, programme=programme,
            head=head,
        )  # fmt: skip
        funds.open_fund(fund, by=clerk)
        funds.allocate(fund, Decimal(amount), by=clerk, key="sample", reason="年初下达")
        pots[str(source)] = fund
    return pots


def _workers(union: Union, count: int, skip: int = 0) -> list[Member]:
    """Members of a union, none of the name of somebody who handles payouts."""
    staff = set(User.objects.values_list("display_name", flat=True))
    rows = Member.objects.filter(memberships__union=union, memberships__until=None)
    fit = rows.exclude(full_name__in=staff).order_by("pk")
    return list(fit[skip : skip + count])


def _draft(
    by: User,
    code: str,
    title: str,
    lines: Sequence[Line],
    union: Union | None = None,
    **fields: Any,
) -> Application:
    programme = Programme.objects.get(code=code)
    row = Application(
        union=union or by.seats.get().union, programme=programme, title=title,
        need="家庭生活困难（示例）", other_aid="无", relatives_declared=True,
        paper_materials=programme.material_list, **fields,
    )  # fmt: skip
    if programme.batch:
        row.event_from = row.event_until = today() - Days(12)
        row.need = ""
    applications.enter(row, by=by)
    applications.add_lines(row, list(lines), by=by)
    return Application.objects.get(pk=row.pk)


def _line(member: Member, amount: int, method: str = Method.BANK, **fields: Any) -> Line:
    if method == Method.BANK:
        fields = {"bank_name": BANK, "bank_account": _account(member.pk), **fields}
    return Line(member=member, amount=Decimal(amount), method=method, **fields)


def _deliberated(row: Application, by: User) -> Application:
    row = APPLICATION.move(row, "submit", by=by)
    if row.programme.needs_visit:
        row = APPLICATION.move(
            row, "visit", by=by, day=today() - Days(6), visitors=f"{by.display_name}、方晓明",
            findings="申报情况属实（示例）",
        )  # fmt: skip
    return APPLICATION.move(
        row, "deliberate", by=by, day=today() - Days(4), conclusion="同意上报",
        participants=f"{by.display_name}、方晓明、洪秀珍",
    )  # fmt: skip


def _reviewed(row: Application, by: User, fund: Fund) -> Application:
    return APPLICATION.move(
        _deliberated(row, by), "review", by=user("clerk"), fund=fund, opinion="材料齐全，同意"
    )


def _published(*rows: Application, ago: int = 0) -> Notice:
    """On notice from today; `ago` days earlier in the sample, which has no yesterday of its own."""
    first, clerk = rows[0], user("clerk")
    notice = Notice(union=first.fund.union, programme=first.programme)
    for name, value in notices.proposal(first.programme, notice.union).items():
        setattr(notice, name, value)
    notice.phone, notice.address = "0571-65000000", "淳安县临岐镇人民政府大院"
    notices.publish(notice, rows, by=clerk)
    if ago:
        notice.starts_on -= Days(ago)
        notice.ends_on -= Days(ago)
        history.save(notice, by=clerk, reason="示例：公示期已过")
    return notice


def _waiting_below() -> None:
    """With the units: a draft, one sent back, one submitted, one deliberated for a small unit."""
    chair, other, clerk = user("chair1"), user("chair2"), user("clerk")
    mine = _workers(chair.seats.get().union, 3)
    _draft(chair, "stoppage_subsidy", "错峰停产补助", [_line(m, 300) for m in mine])
    back = _draft(chair, "living_relief", "困难救助", [_line(_member(HURT), 3000)])
    back = APPLICATION.move(back, "submit", by=chair)
    APPLICATION.move(back, "return", by=clerk, reason="致困原因证明看不清，请重新拍照上传。")
    sent = _draft(other, "medical_relief", "医疗救助", [_line(_member(OF_JOINT_UNION), 4000)])
    APPLICATION.move(sent, "submit", by=other)
    small = _member(OF_SMALL_UNIT)
    behalf = _draft(
        clerk, "living_relief", "困难救助", [_line(small, 2500)],
        union=small.memberships.get(until=None).union, behalf_agreed_on=today() - Days(8),
        behalf_reason="该工会没有专职人员，委托镇总工会代办。",
    )  # fmt: skip
    _deliberated(behalf, clerk)


def _on_notice(fund: Fund) -> None:
    chair, clerk = user("chair1"), user("clerk")
    row = _draft(chair, "living_relief", "困难救助", [_line(_member(ILL), 8000)])
    notice = _published(_reviewed(row, chair, fund))
    objection = Objection(
        notice=notice, received_on=today(), content="来电反映该户另有住房出租，请核实（示例）。"
    )
    notices.object_to(objection, by=clerk)


def _waiting_for_leader(pots: dict[str, Fund]) -> None:
    """Two whose notice is over: one clear, one above the household's ceiling of the year."""
    chair = user("chair1")
    parent = _member(STUDENT)
    daughter = FamilyPerson.objects.get(
        file__head=parent, relation=Relation.DAUGHTER, voided_at=None
    )
    student = _draft(
        chair, "autumn_student_aid", "金秋助学", [_line(parent, 4000, student=daughter)]
    )
    _published(_reviewed(student, chair, pots["upper"]), ago=8)
    above = _draft(chair, "medical_relief", "医疗救助", [_line(_member(ILL), 4000)])
    above = _reviewed(above, chair, pots["state"])
    _published(above, ago=8)
    asked = Countersign(
        application=above, kind=CountersignKind.CEILING,
        reason="户主患重病，自付医疗费用较大，经集体评议拟超限额救助（示例）。",
    )  # fmt: skip
    applications.ask_countersign(asked, by=user("clerk"))


def _to_be_paid(fund: Fund) -> None:
    """Approved, and not yet ordered."""
    other = user("chair2")
    people = _workers(other.seats.get().union, 3, skip=4)
    row = _draft(other, "stoppage_subsidy", "停电检修停产补助", [_line(m, 260) for m in people])
    row = _reviewed(row, other, fund)
    _published(row, ago=8)
    APPLICATION.move(row, "approve", by=user("leader"))


def _paid(fund: Fund) -> None:
    """A bank batch of which one failed, a cash sheet out for signing, and one all done."""
    chair, other, payer = user("chair1"), user("chair2"), user("clerk2")
    mine, theirs = chair.seats.get().union, other.seats.get().union
    batch = _ordered(
        _draft(chair, "condolence_visit", "高温慰问",
               [_line(m, 500) for m in _workers(mine, 4, skip=10)]),
        chair, fund, "sample-bank",
    )  # fmt: skip
    *paid, failed = batch.payments.order_by("position")
    results = [payments.Result(p, OutcomeKind.PAID, today()) for p in paid]
    results.append(payments.Result(failed, OutcomeKind.FAILED, today(), "户名与账号不符"))
    payments.settle(batch, results, by=payer)

    for key, skip in (("sample-cash", 10), ("sample-done", 14)):
        people = [_line(m, 300, Method.CASH) for m in _workers(theirs, 3, skip=skip)]
        batch = _ordered(
            _draft(other, "condolence_visit", "一线职工慰问", people), other, fund, key
        )
    signed = list(batch.payments.order_by("position"))
    proxies = {signed[-1].pk: "配偶代领"}
    payments.sign_for(signed, today(), by=payer, proxies=proxies)
    done = Application.objects.get(lines__payments__batch=batch, lines__payments=signed[0])
    APPLICATION.move(done, "receipt", by=payer)
    APPLICATION.move(done, "archive", by=user("clerk"))


def _ordered(row: Application, by: User, fund: Fund, key: str) -> PaymentBatch:
    row = APPLICATION.move(_reviewed(row, by, fund), "approve", by=user("leader"))
    lines = list(row.lines.order_by("position"))
    return payments.order(
        lines, fund.union, lines[0].method, by=user("clerk2"), form_key=key, day=today()
    )
