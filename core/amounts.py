"""Marks, and amounts in capital numerals 大写金额, as on receipts (支付结算办法 annex 1; domain.md 9)."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("亿", "万", "")
LIMIT = Decimal("1e12")


def capitals(amount: Decimal) -> str:
    """10050.30 -> 壹万零伍拾元叁角整, without 人民币 in front. ValueError where no receipt can be
    written: below nothing, more than 2 places, or ten thousand 亿 and above.

    Where the annex leaves a choice: 整 is written after 角; 零 is not, where only the 万 or the 元
    place is empty (107,000.53 -> 壹拾万柒仟元伍角叁分).
    """
    if not amount.is_finite() or not 0 <= amount < LIMIT or amount != round(amount, 2):
        raise ValueError(f"no amount of money: {amount}")
    yuan, fen = divmod(int(amount * 100), 100)
    whole = _whole(yuan)
    jiao, fen = divmod(fen, 10)
    if not jiao and not fen:
        return f"{whole or '零'}元整"
    text = f"{whole}元" if whole else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif whole:
        text += "零"  # the annex: 角 empty and 分 not, so 零 stands after 元
    return f"{text}{_DIGITS[fen]}分" if fen else f"{text}整"


def _whole(yuan: int) -> str:
    """Sections of four digits; one 零 for whatever is empty between two digits."""
    text = ""
    gap = False
    for index, name in enumerate(_SECTIONS):
        section = yuan // 10 ** (4 * (2 - index)) % 10000
        if section == 0:
            gap = bool(text)
            continue
        if gap or (text and section < 1000):
            text += "零"
        gap = False
        text += _section(section) + name
    return text


def _section(value: int) -> str:
    """1 to 9999: 4050 -> 肆仟零伍拾."""
    text = ""
    gap = False
    for digit, place in zip(f"{value:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return text


def points(number: Decimal | None) -> str:
    """Marks of a check as people write them: 4 and 4.5, not 4.0; a dash where there are none."""
    return "—" if number is None else f"{number:.1f}".removesuffix(".0")
