"""What a public notice calls people: enough to know who is meant, and never a child's name.

No number, phone, account, address or illness (domain.md 10): an entry holds a name, a unit, the
programme and a sum, and nothing else can be put on the page.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError

from assistance.file_codes import Relation
from assistance.models import FamilyPerson, Line
from core import identifiers
from core.periods import months_before
from members.codes import Sex

# 民法典 art. 17 and 18: from 16 on somebody who lives by her own work is no child.
ADULT_YEARS, WORKING_YEARS = 18, 16
_CHILD = {Relation.SON: "之子", Relation.DAUGHTER: "之女"}
_SEX = {Sex.MALE: "男", Sex.FEMALE: "女"}
# A phone has 11 digits, an ID 15 or 18, an account 16 to 19; an office's line with its code has
# a dash. A name or a unit has no use for half as many.
_LONG, _SHORT = re.compile("[0-9]{11}"), re.compile("[0-9]{6}")


def unit_of(line: Line) -> str:
    return line.employer_name or line.application.union.name


class Named(NamedTuple):
    """Who is named: the worker, or of a child the guardian, and `word` for the child.

    `bearer` tells persons of one name apart; sex and birth are the bearer's.
    """

    name: str
    word: str
    bearer: str
    sex: str
    born: datetime.date | None


def shown_names(lines: Sequence[Line], day: datetime.date) -> dict[int, str]:
    """Line -> name as the notice shows it: the name alone where it identifies, a mark where not.

    The mark grows only as far as needed: sex, year of birth, month of birth; people whom even
    that does not tell apart are numbered in the order of the list, as two sons of one father are.
    Raises ValidationError for a child whom no guardian stands for.
    """
    named = _named(lines, day)
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        who = named[line.pk]
        groups[who.name, who.word, unit_of(line)].append(line)
    shown: dict[int, str] = {}
    for (name, word, _), alike in groups.items():
        bearers = {named[x.pk].bearer: named[x.pk] for x in alike}
        marks = dict(zip(bearers, _marks(list(bearers.values())), strict=True))
        for bearer, mark in marks.items():
            hers = [x for x in alike if named[x.pk].bearer == bearer]
            persons = list(dict.fromkeys((x.id_index, x.student_id) for x in hers))
            for line in hers:
                place = persons.index((line.id_index, line.student_id))
                number = f"（{_ordinal(place)}）" if len(persons) > 1 else ""
                shown[line.pk] = f"{name}{mark}{word}{number}"
    return shown


def _named(lines: Sequence[Line], day: datetime.date) -> dict[int, Named]:
    """The worker's name; a student is a child of hers, and another child one of its household."""
    named, children = {}, []
    for line in lines:
        own = Named(line.full_name, "", line.id_index or "", _sex(line), _born(line))
        student = line.student
        if student is not None and student.relation != Relation.SELF:
            named[line.pk] = own._replace(word=_word(student.relation))
        elif _is_child(line, own.born, day):
            children.append(line)
        else:
            named[line.pk] = own
    return named | _by_guardian(children)


def _word(relation: str) -> str:
    return _CHILD.get(relation, "的家属")


def _is_child(line: Line, born: datetime.date | None, day: datetime.date) -> bool:
    """Under 18, and under 16 where she is a member, that is, at work."""
    years = ADULT_YEARS if line.member is None else WORKING_YEARS
    return born is not None and born > months_before(day, 12 * years)


def _by_guardian(children: Sequence[Line]) -> dict[int, Named]:
    """A child who stands on a list herself goes by the head of her household."""
    problems = [
        f"{line.application.number} 第 {line.position} 行的受助人未成年，公示不得写其姓名："
        "请先为其家庭建立困难档案并登记家庭成员，或退回申请，改由监护人申请。"
        for line in children
        if line.file is None or line.file.head_id == line.member_id
    ]
    if problems:
        raise ValidationError(problems)
    heads = {line.file_id: line.file.head for line in children if line.file}
    rows = FamilyPerson.objects.filter(
        file__in=heads, id_index__in=[line.id_index for line in children], voided_at__isnull=True
    ).values_list("file_id", "id_index", "relation")
    relations = {(file, index): relation for file, index, relation in rows}
    named = {}
    for line in children:
        head = heads[line.file_id]
        word = _word(relations.get((line.file_id, line.id_index), ""))
        sex = _SEX.get(head.sex, "")
        named[line.pk] = Named(head.full_name, word, head.id_index or "", sex, head.birth_date)
    return named


# --- what tells namesakes apart -----------------------------------------------------------------


def _resident_number(line: Line) -> str:
    """Her 18 digits, or nothing where the paper is some other one."""
    number = line.id_number
    return number if len(number) == 18 and not identifiers.id_number_error(number) else ""


def _born(line: Line) -> datetime.date | None:
    if line.member and line.member.birth_date:
        return line.member.birth_date
    number = _resident_number(line)
    return identifiers.birth_date_of(number) if number else None


def _sex(line: Line) -> str:
    number = _resident_number(line)
    code = line.member.sex if line.member else identifiers.sex_of(number) if number else ""
    return _SEX.get(code, "")


def _marks(people: Sequence[Named]) -> list[str]:
    """The least telling mark that tells all of them apart; none for one alone."""
    if len(people) == 1:
        return [""]
    for found in (
        [p.sex for p in people],
        [f"{p.born.year}年生" if p.born else "" for p in people],
        [f"{p.born.year}年{p.born.month}月生" if p.born else "" for p in people],
    ):
        if all(found) and len(set(found)) == len(people):
            return [f"（{mark}）" for mark in found]
    return [f"（{_ordinal(n)}）" for n in range(len(people))]


def _ordinal(place: int) -> str:
    return "一二三四五六七八九十"[place] if place < 10 else str(place + 1)


# --- what may not be shown ----------------------------------------------------------------------


def check_texts(texts: dict[str, str], entries: Iterable[tuple[str, str]]) -> None:
    """Refuse what looks like a number of a person: in the typed texts (field -> text) and in
    the (name, unit) of the entries. Raises ValidationError that never repeats it.
    """
    problems: dict[str | None, list[str]] = {
        field: ["这里有像证件号、手机号或账号的长数字，公示不得含个人号码，请删去。"]
        for field, text in texts.items()
        if _LONG.search(identifiers.normalise(text))
    }
    wrong = [
        str(number)
        for number, (name, unit) in enumerate(entries, 1)
        if _SHORT.search(identifiers.normalise(name)) or _SHORT.search(identifiers.normalise(unit))
    ]
    if wrong:
        raise ValidationError(
            f"名单第 {'、'.join(wrong[:5])} 行的姓名或单位中有长数字，公示不得含个人号码，"
            "请退回申请更正。"
        )
    if problems:
        raise ValidationError(problems)
