"""One row of everything that aid keeps in the chair's unit, for the tests that walk all pages."""

from typing import Any

from assistance.models import Ceiling, Countersign, Document, Objection, Relation
from assistance.services import applications, documents, notices
from assistance.services.file_checks import check_file
from core.periods import today
from tests.factories import aid, cases, households, papers, people
from unions.models import Role, Union


def build(unit: Union, users: dict[str, Any]) -> dict[str, Any]:
    """Objects named as the URL tables name them."""
    chair, clerk, leader = (users[role] for role in ("chair", "clerk", "leader"))
    member = people.member(unit, "受助者")
    file = aid.hardship_file(member, chair)
    person = households.child(file, chair)
    fund = aid.fund(unit.parent, by=clerk)
    draft = aid.drafted(unit, chair, member)
    relation = applications.declare_relation(
        Relation(application=draft, person=leader, relation="姐夫"), by=clerk
    )
    notice = aid.published(clerk, aid.reviewed(unit, chair, clerk, fund, member))
    objection = notices.object_to(
        Objection(notice=notice, received_on=today(), content="收入不实"), by=clerk
    )
    paying = aid.approved(unit, chair, clerk, leader, fund, member, method="cash")
    cashier = people.sign_in("cashier", "出纳员", unit.parent, Role.CLERK)
    countersign = applications.ask_countersign(
        Countersign(
            application=paying, kind="separation", duty="paid", person=clerk, reason="人员不足"
        ),
        by=cashier,
    )  # fmt: skip
    payments = aid.ordered(paying, cashier)
    case = cases.accepted(unit, chair)
    step = cases.mediation(case, chair)
    return {
        "file": file,
        "family": person,
        "check": check_file(file, today(), "keep", by=chair),
        "fund": fund,
        "application": draft,
        "line": draft.lines.get(),
        "relation": relation,
        "notice": notice,
        "objection": objection,
        "countersign": countersign,
        "payments": payments,
        "payment": payments.payments.get(),
        "paying_line": paying.lines.get(),
        "case": case,
        "case_step": step,
        "letter": cases.step(case, chair, "letter"),
        "takeover": cases.hand_up(cases.accepted(unit, chair), chair),
        "document": _document(draft, chair),
        "programme": draft.programme,
        "ceiling": Ceiling.objects.earliest("pk"),
    }


def _document(owner: Any, by: Any) -> Document:
    return documents.attach(owner, papers.upload(), "申请书", by=by)
