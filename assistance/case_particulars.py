"""What a case's page and its printed sheet say: labels and values, the phone masked."""

from typing import Any

from assistance.models import RightsCase
from core.report_html import plain

Pairs = list[tuple[str, Any]]
_MATTER = (
    "received_on", "channel", "kind", "grade", "applicant_name", "masked_phone", "group_size",
    "respondent_name", "union", "holder", "handler", "amount_claimed", "amount_recovered",
    "known_on", "petition",
)  # fmt: skip
_PROGRESS = (
    "accepted_on", "applied_on", "extended_until", "petition_extended_on", "notified_on",
    "agreement_on", "fulfilled_on", "followed_up_on", "ended_on", "outcome",
)  # fmt: skip
TEXTS = ("request", "facts", "evidence", "agreement", "followed_up", "result")


def _pair(case: RightsCase, name: str) -> tuple[str, Any]:
    if name == "masked_phone":
        return "申请人电话", case.masked_phone
    field = case._meta.get_field(name)
    shown = getattr(case, f"get_{name}_display")() if field.choices else getattr(case, name)
    return str(field.verbose_name), plain(shown)


def particulars(case: RightsCase) -> Pairs:
    return [_pair(case, name) for name in _MATTER]


def progress(case: RightsCase) -> Pairs:
    """Days that have come: the others say nothing yet."""
    return [pair for name in _PROGRESS for pair in [_pair(case, name)] if pair[1]]


def texts(case: RightsCase) -> Pairs:
    return [pair for name in TEXTS for pair in [_pair(case, name)] if pair[1]]
