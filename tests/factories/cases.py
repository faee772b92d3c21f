"""Rights cases as far along as a test needs them."""

import datetime
from typing import Any

from assistance.case_codes import Direction
from assistance.case_workflow import move_case, move_takeover
from assistance.models import CaseStep, RightsCase, Takeover
from assistance.services import case_steps, cases, takeovers
from core.periods import today
from unions.models import Union

ACTION = "甲纺织有限公司拖欠三个月工资"


def case(union: Union, by: Any, **fields: Any) -> RightsCase:
    """Registered at the union by somebody who handles cases there."""
    particulars = {
        "received_on": today(), "channel": "visit", "kind": "wages", "applicant_name": "钱桂花",
        "applicant_phone": "13812345678", "respondent_name": "淳安甲纺织有限公司",
        "request": "支付拖欠的工资", "facts": ACTION, **fields,
    }  # fmt: skip
    return cases.register(RightsCase(union=union, **particulars), by=by)


def step(of: RightsCase, by: Any, kind: str = "talk", **fields: Any) -> CaseStep:
    row = CaseStep(case=of, kind=kind, **{"day": today(), "text": "听取双方意见", **fields})
    return case_steps.add_step(row, by=by)


def mediation(of: RightsCase, by: Any) -> CaseStep:
    return step(of, by, "mediation", participants="钱桂花、厂方代表", minutes="双方陈述如下")


def accepted(union: Union, by: Any, **fields: Any) -> RightsCase:
    return move_case(case(union, by, **fields), "accept", by=by, day=today())


def mediating(union: Union, by: Any, **fields: Any) -> RightsCase:
    return move_case(accepted(union, by, **fields), "mediate", by=by)


def agreed(union: Union, by: Any, **fields: Any) -> RightsCase:
    found = mediating(union, by, **fields)
    mediation(found, by)
    return move_case(found, "agree", by=by, day=today(), agreement="十日内付清")


def closed(union: Union, by: Any, **fields: Any) -> RightsCase:
    found = move_case(agreed(union, by, **fields), "fulfil", by=by, day=today())
    cases.follow_up(found, by=by, day=today(), text="已付清")
    return move_case(found, "close", by=by)


def old(union: Union, by: Any, received: datetime.date, **ending: Any) -> RightsCase:
    """One of the old records."""
    row = cases.old_case(
        union=union, received_on=received, channel="visit", kind="wages",
        applicant_name="郑老旧", request="追讨工资",
    )  # fmt: skip
    ending = {"ended_on": received, "outcome": "settled", **ending}
    return cases.enter_old(row, by=by, **ending)


def hand_up(of: RightsCase, by: Any, **fields: Any) -> Takeover:
    asked = {"reason": "企业拒不配合", "consent_on": of.received_on, **fields}
    return takeovers.ask(of, Direction.HANDED_UP, by=by, **asked)


def draw_up(of: RightsCase, by: Any, **fields: Any) -> Takeover:
    asked = {"reason": "涉及人数多", "consent_on": of.received_on, **fields}
    return takeovers.ask(of, Direction.DRAWN_UP, by=by, **asked)


def taken(of: RightsCase, asked_by: Any, accepted_by: Any, **fields: Any) -> Takeover:
    """Handed up and accepted: the federation holds it."""
    return move_takeover(hand_up(of, asked_by, **fields), "accept", by=accepted_by)
