"""Cleaners: what a person typed in a cell -> the value the form takes, or what to mend.

A cleaner takes the raw cell (str, int, float, bool, date or datetime) and returns a Cell;
it never raises. An empty cell is no error here, since only the form knows what must be
filled: it gives "" where the value is text and None elsewhere. Errors and notes do not
repeat identity or telephone numbers.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from core import identifiers
from core.identifiers import CONTROL, INVISIBLE


class Cell(NamedTuple):
    """note: understood, but doubtful; error: refused. Both are Chinese sentences."""

    raw: Any
    value: Any
    note: str = ""
    error: str = ""


Cleaner = Callable[[Any], Cell]

# Written by people into cells that have no answer.
_PLACEHOLDERS = frozenset(
    (
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "―",
        "无",
        "不详",
        "暂无",
        "未知",
        "不清楚",
        "N/A",
        "NULL",
        "NONE",
    )
)
_LARGEST_WHOLE_FLOAT = 2**53


def printed(raw: Any) -> str:
    """The raw cell as text, a whole number without its ".0", trimmed, invisibles removed."""
    if type(raw) is str:
        if raw.isprintable():
            return raw.strip()
        return re.sub(r"[\t\r\n]+", " ", INVISIBLE.sub("", raw)).strip()
    if raw is None:
        return ""
    if type(raw) is bool:
        return "是" if raw else "否"
    if type(raw) is float and raw.is_integer() and abs(raw) < _LARGEST_WHOLE_FLOAT:
        return str(int(raw))
    return str(raw)


def compact(raw: Any) -> str:
    """printed() in NFKC without white space: for everything that is compared or parsed."""
    text = printed(raw)
    return (
        text
        if text.isascii() and " " not in text
        else "".join(unicodedata.normalize("NFKC", text).split())
    )


def excerpt(text: str, length: int = 12) -> str:
    """Quoted in a message; shortened, so that a message never carries a whole paragraph."""
    return f"“{text[:length]}…”" if len(text) > length else f"“{text}”"


def control_error(text: str) -> str:
    found = CONTROL.search(text)
    if not found:
        return ""
    return f"含有看不见的控制字符（U+{ord(found[0]):04X}），请删除该单元格内容后重新输入。"


def blank_cell(raw: Any, text: str, value: Any = None) -> Cell | None:
    """The Cell of an empty or "无" cell; None when something is there to be read."""
    if not text:
        return Cell(raw, value)
    if text.upper() in _PLACEHOLDERS:
        return Cell(raw, value, note=f"{excerpt(text)}按未填写处理。")
    return None


# -- text ---------------------------------------------------------------------------------


def text(max_length: int = 2000) -> Cleaner:
    """As typed, but trimmed, on one line and without invisible characters."""

    def clean(raw: Any) -> Cell:
        value = printed(raw)
        if not value.isprintable() and (error := control_error(value)):
            return Cell(raw, "", error=error)
        if len(value) > max_length:
            return Cell(raw, "", error=f"最多{max_length}个字，现为{len(value)}个字，请删减。")
        return Cell(raw, value)

    return clean


_DOTS = re.compile("[•‧∙⋅・･.．]")
_PRIVATE_USE = ("\ue000", "\uf8ff")
_MAX_NAME = 50  # characters


def person_name(raw: Any) -> Cell:
    """沈  建 -> 沈建; 买买提•艾力 -> 买买提·艾力; John Smith stays."""
    value = printed(raw)
    if error := control_error(value):
        return Cell(raw, "", error=error)
    value = " ".join(unicodedata.normalize("NFKC", value).split())
    if not value.isascii():
        value = _DOTS.sub("·", value.replace(" ", ""))
    if not value:
        return Cell(raw, "")
    wrong = next((char for char in value if not _in_a_name(char)), "")
    if wrong or not isinstance(raw, str):
        what = "数字" if not wrong or wrong.isdigit() else f"“{wrong}”"
        return Cell(raw, "", error=f"姓名中不能有{what}，请只填写姓名。")
    if len(value) > _MAX_NAME:
        return Cell(raw, "", error=f"姓名最多{_MAX_NAME}个字，请核对是否填错了列。")
    if any(_PRIVATE_USE[0] <= char <= _PRIVATE_USE[1] for char in value):
        return Cell(raw, value, note="姓名中有自造字，其他电脑上可能无法显示，请核对。")
    if len(value) == 1:
        return Cell(raw, value, note="姓名只有一个字，请核对。")
    return Cell(raw, value)


def _in_a_name(char: str) -> bool:
    # Letters, marks, 〇, private use and characters newer than this Python's tables.
    return unicodedata.category(char)[0] in "LM" or char in "·〇 '’-" or _is_unknown(char)


def _is_unknown(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn")


# -- numbers ------------------------------------------------------------------------------

_GROUPED = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?")
_COUNTED = re.compile(r"(?<=[0-9])(?:人|名|个|户|家|次|年|岁|周岁|件|项|届|条|天|元)$")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:元整?|圆整?)$", re.IGNORECASE)
_VAGUE = re.compile("约|近|余|多|左右|上下|万|千|百|亿|~|以上|以下")


def _number(raw: Any, digits: str) -> Decimal | None:
    """None when it is no plain number. Money written in words is not guessed at."""
    if isinstance(raw, float):
        return Decimal(repr(raw)) if math.isfinite(raw) else None
    if not _GROUPED.fullmatch(digits):
        return None
    return Decimal(digits.replace(",", ""))


def _number_error(raw: Any, what: str, example: str) -> str:
    typed = printed(raw)
    if _VAGUE.search(typed):
        return f"{excerpt(typed)}不是确切的{what}，请填写具体数字，例如 {example}。"
    return f"{excerpt(typed)}不是{what}，请填写数字，例如 {example}。"


def whole_number(minimum: int = 0, maximum: int = 10**9) -> Cleaner:
    """156, "1,017", "12人"."""

    def clean(raw: Any) -> Cell:
        digits = compact(raw)
        if blank := blank_cell(raw, digits):
            return blank
        number = None if isinstance(raw, bool | date) else _number(raw, _COUNTED.sub("", digits))
        if number is None or number != number.to_integral_value():
            return Cell(raw, None, error=_number_error(raw, "整数", "12"))
        if not minimum <= number <= maximum:
            return Cell(raw, None, error=f"应在{minimum:,}至{maximum:,}之间，请核对。")
        return Cell(raw, int(number))

    return clean


def amount(
    places: int = 2,
    minimum: Decimal = Decimal(0),
    maximum: Decimal = Decimal("9999999999.99"),
) -> Cleaner:
    """Decimal in the unit of the column; "1,234.50", "￥300元". Vague sums are refused."""
    step = Decimal(1).scaleb(-places)
    binary_noise = Decimal("1e-7")  # 0.1 + 0.2 in a sheet's formula

    def clean(raw: Any) -> Cell:
        digits = compact(raw)
        if blank := blank_cell(raw, digits):
            return blank
        number = None if isinstance(raw, bool | date) else _number(raw, _bare_amount(digits))
        if number is None:
            return Cell(raw, None, error=_number_error(raw, "金额", "1234.50"))
        if not minimum <= number <= maximum:
            return Cell(raw, None, error=f"金额应在{minimum:,}至{maximum:,}之间，请核对。")
        rounded = number.quantize(step, ROUND_HALF_UP)
        if abs(rounded - number) > binary_noise:
            return Cell(raw, None, error=f"金额最多保留{places}位小数，请核对后填写。")
        return Cell(raw, rounded)

    return clean


def _bare_amount(digits: str) -> str:
    return _CURRENCY.sub("", _CURRENCY.sub("", digits))


# -- choices ------------------------------------------------------------------------------

_YES = frozenset(("是", "√", "✓", "✔", "☑", "有", "对", "Y", "YES", "TRUE", "T", "1"))
_NO = frozenset(
    ("否", "×", "✗", "✘", "☒", "无", "没有", "不是", "非", "错", "N", "NO", "FALSE", "F", "0")
)
_PROBABLY_NO = frozenset(("X", "/", "-", "—"))


def yes_no(raw: Any) -> Cell:
    """True, False, or None when nothing is written."""
    word = compact(raw).upper()
    if not word:
        return Cell(raw, None)
    if word in _YES:
        return Cell(raw, True)
    if word in _NO:
        return Cell(raw, False)
    if word in _PROBABLY_NO:
        return Cell(raw, False, note=f"{excerpt(word)}按“否”登记，请核对。")
    return Cell(raw, None, error=f"{excerpt(printed(raw))}无法识别，请填写“是”或“否”。")


def choice(
    choices: Mapping[str, str] | Iterable[tuple[str, str]],
    synonyms: Mapping[str, str | tuple[str, str]] | None = None,
) -> Cleaner:
    """The code. `choices` is code -> label (a mapping, or Django's .choices); label and code
    may both be typed. `synonyms` is text -> code, or text -> (code, note) when in doubt.
    """
    labels = {str(code): str(label) for code, label in dict(choices).items() if str(code)}
    known: dict[str, tuple[str, str]] = {}
    for typed, meant in (synonyms or {}).items():
        known[compact(typed).casefold()] = (meant, "") if isinstance(meant, str) else meant
    known |= {compact(code).casefold(): (code, "") for code in labels}
    known |= {compact(label).casefold(): (code, "") for code, label in labels.items()}
    allowed = "、".join(list(labels.values())[:8]) + ("等" if len(labels) > 8 else "")

    def clean(raw: Any) -> Cell:
        word = compact(raw)
        if not word:
            return Cell(raw, "")
        if found := known.get(word.casefold()):
            return Cell(raw, found[0], note=found[1])
        if blank := blank_cell(raw, word, ""):
            return blank
        return Cell(raw, "", error=f"{excerpt(printed(raw))}不在可选范围内，可填：{allowed}。")

    return clean


# -- numbers that name ----------------------------------------------------------------------

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_DAMAGED = (
    "{what}已被 Excel 改成科学计数或抹去末几位，无法还原，请把该列设为文本格式后按证件重新填写。"
)
_DIGITS_EXCEL_KEEPS = 15


def _digits(raw: Any, what: str) -> tuple[str, str]:
    """(number, error): upper case without blanks, hyphens or Excel's leading apostrophe."""
    damaged = _DAMAGED.format(what=what)
    if isinstance(raw, bool | date):
        return "", f"{what}不能是日期或是否，请把该列设为文本格式后重新填写。"
    if isinstance(raw, int | float) and not abs(raw) < 10**_DIGITS_EXCEL_KEEPS:
        return "", damaged
    if error := control_error(printed(raw)):
        return "", error
    number = re.sub("[-'’‘`]", "", compact(raw)).upper()
    return ("", damaged) if _SCIENTIFIC.fullmatch(number) else (number, "")


def id_number(raw: Any) -> Cell:
    """An 18-digit identity number; 15 digits are upgraded with a note."""
    number, error = _digits(raw, "证件号码")
    if error:
        return Cell(raw, "", error=error)
    if blank := blank_cell(raw, number or compact(raw), ""):
        return blank
    note = ""
    if re.fullmatch(r"[0-9]{15}", number):
        number = identifiers.upgrade_15(number)
        note = "15位旧证件号码，已按规则换算为18位，请对照证件核对。"
    if error := identifiers.id_number_error(number):
        return Cell(raw, "", error=error)
    if number.endswith("000") and not note:
        note = "证件号码末三位都是0，可能被 Excel 改动过，请对照证件核对。"
    return Cell(raw, number, note=note)


def bank_account(raw: Any) -> Cell:
    """A card or passbook number, 8 to 30 digits."""
    number, error = _digits(raw, "银行账号")
    if error:
        return Cell(raw, "", error=error)
    if blank := blank_cell(raw, number or compact(raw), ""):
        return blank
    if not re.fullmatch(r"[0-9]{8,30}", number):
        return Cell(raw, "", error="银行账号应为 8 至 30 位数字，请对照银行卡或存折核对。")
    if len(number) > _DIGITS_EXCEL_KEEPS and not number[_DIGITS_EXCEL_KEEPS:].strip("0"):
        return Cell(
            raw, number, note="银行账号第16位起全是0，可能被 Excel 改动过，请对照银行卡核对。"
        )
    return Cell(raw, number)


def uscc(raw: Any) -> Cell:
    """A unified social credit code."""
    code, error = _digits(raw, "统一社会信用代码")
    if error:
        return Cell(raw, "", error=error)
    if blank := blank_cell(raw, code or compact(raw), ""):
        return blank
    error = identifiers.uscc_error(code)
    return Cell(raw, "" if error else code, error=error)


_LANDLINE = re.compile(r"0[0-9]{9,11}|[2-8][0-9]{6,7}")


def mobile(raw: Any) -> Cell:
    """A mobile number; of two the first is taken with a note."""
    numbers = (
        [part for part in re.split(r"[/、,;，；\n]", raw) if part.strip()]
        if (isinstance(raw, str))
        else [raw]
    )
    number, error = _digits(numbers[0] if numbers else "", "手机号码")
    if error:
        return Cell(raw, "", error=error)
    if blank := blank_cell(raw, number or compact(raw), ""):
        return blank
    number = re.sub(r"^(?:\+?86)(?=1[0-9]{10}$)", "", number)
    if _LANDLINE.fullmatch(re.sub(r"[()]", "", number)):
        return Cell(raw, "", error="这是固定电话，请填写11位手机号码；没有手机的可留空。")
    if error := identifiers.mobile_error(number):
        return Cell(raw, "", error=error)
    return Cell(raw, number, note="填了多个号码，只登记第一个。" if len(numbers) > 1 else "")
