"""Persons, not roles, are separated over the whole life of one payout (domain.md 4.2).

Whoever entered, reviewed, approved and paid are different people; the beneficiary, her household
and a declared relative act at no step. `bars` tells the page why; `play` writes the part, and the
database refuses a second one (assistance.models.Part). There is no other way to a part.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assistance.codes import CountersignKind, Duty, LineStatus
from assistance.models import Application, Countersign, Line, Part, Relation
from assistance.services import households
from core import ledger
from core.periods import today

Reasons = dict[int, list[str]]


def bars(application: Application, user: Any, duty: str) -> list[str]:
    """Why this person may not play this part; empty when she may."""
    return bars_of([application.pk], user, duty)[application.pk]


def bars_of(keys: Iterable[int], user: Any, duty: str) -> Reasons:
    """The same for many applications at once, in as many queries."""
    reasons = kinship_of(keys, user)
    others = _other_parts(reasons, user, duty)
    permits = _permits(others, user, duty)
    for key, duties in others.items():
        if key in permits:
            continue
        played = "、".join(sorted({str(Duty(part).label) for part in duties}))
        reasons[key].append(
            f"您已承办本笔的“{played}”，不能再办“{Duty(duty).label}”。"
            "人员不足的，请先写明情况、由另一人会签。"
        )
    return reasons


def kinship(application: Application, user: Any) -> list[str]:
    """She is a beneficiary, lives with one, or is declared a relative of one."""
    if application.pk is None:
        return []
    return kinship_of([application.pk], user)[application.pk]


def kinship_of(keys: Iterable[int], user: Any) -> Reasons:
    reasons: Reasons = {key: [] for key in keys}
    for key, text in _as_beneficiary(reasons, user):
        reasons[key].append(text)
    relations = Relation.objects.filter(
        application__in=reasons, person=user, voided_at__isnull=True
    )
    for key, relation in relations.values_list("application_id", "relation"):
        reasons[key].append(f"已申报您与受助人的关系（{relation}），请由他人办理。")
    return reasons


def _as_beneficiary(keys: Iterable[int], user: Any) -> list[tuple[int, str]]:
    lines = Line.objects.filter(application__in=list(keys)).exclude(status=LineStatus.DROPPED)
    if not user.id_index:
        namesakes = _applications(lines.filter(full_name=user.display_name))
        text = "受助人中有与您同名的人，请先由系统管理员登记您的本人证件号码。"
        return [(key, text) for key in namesakes]
    own = _applications(lines.filter(id_index=user.id_index))
    home = households.file_of(user.id_index, today())
    shared = _applications(lines.filter(file=home)) if home is not None else set()
    return [
        *((key, "您是受助人本人，不能经手这笔救助。") for key in own),
        *((key, "受助人与您同户，请由他人办理。") for key in shared - own),
    ]


def _applications(lines: Any) -> set[int]:
    return set(lines.order_by().values_list("application_id", flat=True).distinct())


def other_parts(application: Application, user: Any, duty: str) -> list[str]:
    return _other_parts([application.pk], user, duty).get(application.pk, [])


def _other_parts(keys: Iterable[int], user: Any, duty: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    parts = Part.objects.filter(application__in=list(keys), person=user).exclude(duty=duty)
    for key, part in parts.values_list("application_id", "duty"):
        found[key].append(part)
    return dict(found)


def permit(application: Application, user: Any, duty: str) -> Countersign | None:
    """The signed exception that lets her play a second part."""
    return _permits([application.pk], user, duty).get(application.pk)


def _permits(keys: Iterable[int], user: Any, duty: str) -> dict[int, Countersign]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Countersign.objects.filter(
        application__in=wanted, kind=CountersignKind.SEPARATION, duty=duty, person=user,
        signed_by__isnull=False,
    )  # fmt: skip
    return {row.application_id: row for row in rows.order_by("-pk")}


def play(application: Application, duty: str, *, by: Any) -> None:
    """Write down that this person plays this part. Raises ValidationError where she may not."""
    play_all([application], duty, by=by)


def play_all(applications: Sequence[Application], duty: str, *, by: Any) -> None:
    """The same part in many applications, all or none."""
    numbers = {application.pk: application.number for application in applications}
    barred = {key: texts for key, texts in bars_of(numbers, by, duty).items() if texts}
    if barred:
        several = len(numbers) > 1
        raise ValidationError(
            [f"{numbers[k]}：{t}" if several else t for k, texts in barred.items() for t in texts]
        )
    played = Part.objects.filter(application__in=numbers, person=by, duty=duty)
    new = numbers.keys() - set(played.values_list("application_id", flat=True))
    signed = _permits(_other_parts(new, by, duty), by, duty)
    ledger.append(
        [
            Part(
                application_id=key, duty=duty, person=by, countersign=signed.get(key),
                at=timezone.now(),
            )
            for key in sorted(new)
        ]
    )  # fmt: skip
