"""Numbers that name people and organisations: check, read, mask.

Checks return "" when the text is right and otherwise a sentence for the person who
typed it. The sentences never quote the number: errors reach logs and screens.
"""

import re
import unicodedata
from datetime import date

# Drawn as nothing (or as a blank) and therefore never part of what somebody meant to type:
# soft hyphen, joiners, zero-width and bidirectional controls, variation selectors, fillers.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# C0 and C1 without tab and line ends, and the two noncharacters XML cannot carry.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

MALE, FEMALE = "1", "2"  # GB/T 2261.1

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK_DIGITS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def normalise(text: str) -> str:
    """NFKC, without any white space or invisible character, upper case."""
    return "".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split()).upper()


# -- resident identity number (GB 11643-1999) -----------------------------------------


def _id_check_digit(first17: str) -> str:
    """ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_CHECK_DIGITS[total % 11]


def id_number_error(text: str) -> str:
    """Why this is no 18-digit identity number, or ""."""
    number = normalise(text)
    if not number:
        return "请填写身份证号码。"
    if len(number) != 18:
        return f"身份证号码应为18位，现为{len(number)}位，请核对是否多填或漏填。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号码前17位只能是数字，最后一位只能是数字或字母X。"
    try:
        birth = birth_date_of(number)
    except ValueError:
        return "身份证号码第7至14位不是有效的出生日期，请对照证件核对。"
    if birth.year < 1900 or birth > date.today():
        return "身份证号码中的出生日期早于1900年或晚于今天，请对照证件核对。"
    if number[17] != _id_check_digit(number[:17]):
        return "身份证号码校验位不对，至少有一位写错，请对照证件核对。"
    return ""


def upgrade_15(text: str) -> str:
    """The 18-digit form of a 15-digit number; ValueError when it is not 15 digits.

    The short form was given out until 1999 and always means a birth year 19xx.
    """
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{15}", number):
        raise ValueError("not a 15-digit identity number")
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + _id_check_digit(first17)


def birth_date_of(id18: str) -> date:
    """ValueError when the eight digits are no date."""
    digits = id18[6:14]
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError("no birth date in this number")
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def sex_of(id18: str) -> str:
    """GB/T 2261.1: "1" male, "2" female."""
    return MALE if int(id18[16]) % 2 else FEMALE


def synthetic_id(region6: str, birth: date, serial3: int | str) -> str:
    """A right number for samples and tests; use a region 99xxxx, which no real person has."""
    first17 = f"{region6}{birth:%Y%m%d}{int(serial3):03d}"
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("region6 needs six digits and serial3 at most three")
    return first17 + _id_check_digit(first17)


# -- unified social credit code (GB 32100-2015) ---------------------------------------


def uscc_error(text: str) -> str:
    """Why this is no unified social credit code, or ""."""
    code = normalise(text)
    if not code:
        return "请填写统一社会信用代码。"
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照核对。"
    if re.search("[IOSVZ]", code):
        return "统一社会信用代码不使用字母I、O、S、V、Z，请核对是否应为数字1、0、5、2等。"
    if not _USCC_FORM.fullmatch(code):
        return "统一社会信用代码由数字和大写字母组成，第3至8位为数字，请对照营业执照核对。"
    total = sum(_USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(code[:17]))
    if code[17] != _USCC_ALPHABET[-total % 31]:
        return "统一社会信用代码校验位不对，至少有一位写错，请对照营业执照核对。"
    return ""


# -- telephone ------------------------------------------------------------------------


def mobile_error(text: str) -> str:
    """Why this is no mainland mobile number, or ""."""
    number = normalise(text)
    if not number:
        return "请填写手机号码。"
    if not re.fullmatch(r"[0-9]+", number):
        return "手机号码只能由数字组成。"
    if len(number) != 11:
        return f"手机号码应为11位，现为{len(number)}位。"
    if number[0] != "1":
        return "手机号码应以1开头，请核对是否填成了固定电话。"
    return ""


# -- masks ----------------------------------------------------------------------------


def mask_id(text: str) -> str:
    """Region only: 330127************; of a shorter document only its first two characters."""
    if len(text) == 18:
        return text[:6] + "*" * 12
    return text[:2] + "*" * max(len(text) - 2, 0)


def mask_mobile(text: str) -> str:
    """138****1234; of any other number only its last two digits."""
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if len(text) > 4 else "*" * len(text)


def mask_account(text: str) -> str:
    """****1234."""
    if not text:
        return ""
    return f"****{text[-4:]}" if len(text) > 8 else "****"
