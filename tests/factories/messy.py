"""A roster of 1,017 people as units really send one, with a known number of rows that are wrong.

Titles above, columns renamed and out of order, dates and numbers written in every way, blank rows,
a line of totals and of signatures. `bad` tells for each wrong line what would mend it.
"""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core import identifiers
from core.sheets import open_table
from members.imports.columns import PERSON, PLACE
from tests.core import sheet_files

SAMPLE = Path(__file__).parents[2] / "linqi_union" / "sample" / "members.xlsx"
# Their header -> our column: other names and another order than in the sample.
HEADS = {
    "所在工会": "union", "单位名称": "employer", "会 员\n姓 名": "full_name", "联系方式": "mobile",
    "公民身份号码": "id_number", "性　别": "sex", "出生日期": "birth_date", "民族": "ethnic_group",
    "学历": "education_level", "政治面目": "political_status", "入会日期": "first_joined_on",
    "农民工": "is_migrant_worker", "籍贯": "household_region", "工种": "post",
}  # fmt: skip
HEADER_OF = {name: head for head, name in HEADS.items()}
_EXCEL_DAY_0 = datetime.date(1899, 12, 30)
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
Person = dict[str, Any]


@dataclass
class Messy:
    grid: list[list[Any]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    # line in the file -> header -> what should have stood there
    bad: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def xlsx(self) -> bytes:
        return sheet_files.xlsx(self.grid)

    @property
    def xls(self) -> bytes:
        return sheet_files.xls(self.grid)

    @property
    def gbk(self) -> bytes:
        """As Excel saves CSV on a Chinese desk: what a cell shows, in GBK."""
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([[_as_shown(cell) for cell in row] for row in self.grid])
        return stream.getvalue().encode("gb18030")


def people() -> list[Person]:
    """The sample's people with their values made plain."""
    table = open_table(SAMPLE.read_bytes(), SAMPLE.name, (*PERSON, *PLACE))
    found = []
    for row in table:
        person = {name: cell.raw for name, cell in row.cells.items()}
        for name in ("full_name", "id_number", "mobile", "first_joined_on"):
            person[name] = row.cells[name].value
        person["birth_date"] = identifiers.birth_date_of(person["id_number"])
        found.append(person)
    return found


def roster() -> Messy:
    everybody = people()
    messy = Messy(people=everybody)
    heads = ["编号", *HEADS, "说明"]
    messy.grid = [
        ["临岐镇总工会2016年会员登记汇总表"],
        ["填报单位：临岐镇总工会", "", "", "", "", "", "统计时点：2016年8月31日"],
        [],
        heads,
    ]
    wrong = dict(_wrongs(everybody))
    for number, person in enumerate(everybody):
        if number and number % 250 == 0:
            messy.grid.append([""] * len(heads))
        cells = _scrawled(number, person)
        if number in wrong:
            cells |= wrong[number]
            mended = {HEADER_OF[name]: _plain(person[name]) for name in wrong[number]}
            messy.bad[len(messy.grid) + 1] = mended
        messy.grid.append([number + 1, *(cells[name] for name in HEADS.values()), ""])
    messy.grid.append(["", "合计", "", f"{len(everybody)}人"])
    messy.grid.append(["填表人：      审核人：      填表日期：2016年9月"])
    return messy


# -- the right thing, written in many ways ---------------------------------------------------------


def _scrawled(number: int, person: Person) -> Person:
    name = person["full_name"]
    spaced = f"{name[0]}　{name[1]}" if len(name) == 2 and number % 3 == 0 else name
    return {
        **person,
        "full_name": spaced,
        "id_number": _number(number, person["id_number"]),
        "mobile": _phone(number, person["mobile"]),
        "birth_date": _day(number, person["birth_date"]),
        "first_joined_on": _day(number + 3, person["first_joined_on"]),
    }


def _day(number: int, day: datetime.date) -> Any:
    written = (
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        (day - _EXCEL_DAY_0).days,
        day,
        day.isoformat(),
        f"{day.year}.{day.month:02d}.{day.day:02d}".translate(_WIDE),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day} 0:00:00",
    )
    return written[number % len(written)]


def _number(number: int, id_number: str) -> str:
    written = (
        id_number,
        f" {id_number[:6]} {id_number[6:14]} {id_number[14:]}",
        id_number.lower(),
        id_number.replace("X", "Ｘ"),
        id_number.translate(_WIDE),
        f"'{id_number}",
        f"{id_number}\u200b",
    )
    return written[number % len(written)]


def _phone(number: int, mobile: str) -> Any:
    written = (
        mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}", int(mobile), mobile.translate(_WIDE),
        f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"+86{mobile}",
    )  # fmt: skip
    return written[number % len(written)]


# -- the wrong thing -------------------------------------------------------------------------------


def _wrongs(everybody: list[Person]) -> Iterator[tuple[int, Person]]:
    """(row, cells that are wrong): 27 rows, each wrong in a way that must not be guessed at."""
    for number in (12, 300, 511, 640, 905):  # destroyed by Excel: a number of 15 sure digits
        yield number, {"id_number": float(everybody[number]["id_number"][:17]) * 10}
    for number in (40, 401, 702, 1000):  # a digit that does not fit the others
        right = everybody[number]["id_number"]
        yield number, {"id_number": right[:-1] + ("7" if right[-1] != "7" else "8")}
    for number in (77, 478, 779):  # one card for two people
        yield number, {"id_number": everybody[number - 1]["id_number"]}
    for number in (101, 502, 803):
        yield number, {"sex": "男" if everybody[number]["sex"] == "女" else "女"}
    for number in (130, 531):
        yield number, {"employer": "淳安县查无此厂有限公司"}
    for number in (150, 551):
        yield number, {"union": "临岐镇查无此会联合工会"}
    for number in (170, 571):
        yield number, {"id_number": ""}
    for number in (190, 591):
        yield number, {"birth_date": "1985.2.30"}
    yield 610, {"first_joined_on": "2099-01-01"}
    yield 630, {"mobile": "1380000000"}  # ten digits
    yield 650, {"education_level": "幼儿园"}
    yield 1016, {"full_name": ""}


def _plain(value: Any) -> str:
    return str(value)


def _as_shown(cell: Any) -> str:
    """Excel shows a long number short; a serial number stands in a cell formatted as a date."""
    if isinstance(cell, float):
        return f"{cell:.5E}"
    if isinstance(cell, int) and 10_000 <= cell < 73_415:
        return (_EXCEL_DAY_0 + datetime.timedelta(days=cell)).isoformat()
    return str(cell)
