"""Rights cases in the sample township: one of 2012 that is over, one in hand, one handed up."""

import datetime

from assistance.case_codes import CaseKind, Channel, Direction, Grade, Outcome, StepKind
from assistance.case_workflow import move_case
from assistance.models import CaseStep, RightsCase
from assistance.services import case_steps, cases, takeovers
from core.periods import today
from linqi_union.sample.aid import user
from unions.models import Union


def load() -> None:
    _of_2012()
    _in_hand()
    _handed_up()


def _of_2012() -> None:
    """The case the published article tells of: the unit had no officer of its own to take it on."""
    unit = Union.objects.filter(founded_on__year__lt=2012, parent__isnull=False).order_by("pk")[5]
    case = cases.old_case(
        union=unit, received_on=datetime.date(2012, 5, 14), channel=Channel.VISIT,
        kind=CaseKind.WAGES, grade=Grade.ORDINARY, group_size=11, applicant_name="徐志强等",
        respondent_name=unit.coverages.get().enterprise.name, request="要求支付拖欠的三个月工资",
        facts="企业停产，未按月支付工资。", amount_claimed=86000, amount_recovered=86000,
    )  # fmt: skip
    cases.enter_old(
        case, by=user("clerk"), ended_on=datetime.date(2012, 6, 20), outcome=Outcome.AGREEMENT,
        result="经以上代下调解达成协议，企业分两次付清。",
        taken_up_on=datetime.date(2012, 5, 21),
    )  # fmt: skip


def _in_hand() -> None:
    """Accepted and being mediated: fifteen days from the application."""
    chair = user("chair1")
    day = today() - datetime.timedelta(6)
    case = _registered(chair, day, CaseKind.HOURS, "何春花", "加班未安排补休，要求补发加班费")
    case = move_case(case, "accept", by=chair, day=day + datetime.timedelta(1))
    case = move_case(case, "mediate", by=chair)
    step = CaseStep(case=case, kind=StepKind.TALK, day=today() - datetime.timedelta(3))
    step.text = "分别听取双方意见，企业提供考勤表（示例）。"
    case_steps.add_step(step, by=chair)


def _handed_up() -> None:
    """The unit asks the federation to take it over; the answer is waited for."""
    chair = user("chair2")
    day = today() - datetime.timedelta(9)
    case = _registered(chair, day, CaseKind.INSURANCE, "周建平等", "要求补缴社会保险", 6)
    case = move_case(case, "accept", by=chair, day=day + datetime.timedelta(2))
    takeovers.ask(
        case, Direction.HANDED_UP, by=chair, consent_on=today() - datetime.timedelta(1),
        reason="企业拒绝协商，联合工会没有专职人员，请求镇总工会接办（示例）。",
    )  # fmt: skip


def _registered(
    chair: object, day: datetime.date, kind: str, name: str, request: str, people: int = 1
) -> RightsCase:
    union = Union.objects.get(seats__user=chair)
    employer = union.coverages.order_by("pk").first()
    case = RightsCase(
        union=union, received_on=day, channel=Channel.VISIT, kind=kind, grade=Grade.ORDINARY,
        applicant_name=name, group_size=people, request=request, facts="见谈话记录（示例）。",
        respondent_name=employer.enterprise.name if employer else "",
    )  # fmt: skip
    return cases.register(case, by=chair)
