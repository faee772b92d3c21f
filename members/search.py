"""Finding members: by name, pinyin, initials, masked or full ID number, phone; each by an index.

What was typed never stands in a URL: `seal` and `unseal` are those of core/finding.py.
"""

import re

from django.db.models import Q

from core import crypto, identifiers
from core.finding import seal, unseal

__all__ = ["condition", "seal", "unseal"]

_MASKED_ID = re.compile(r"([0-9]{6})\*+")
_PHONE = re.compile(r"1[0-9]{10}")
_OLD_ID = re.compile(r"[0-9]{15}")
_LETTERS = re.compile(r"[a-z]+")
_ONLY_INITIALS = re.compile(r"(?![zcs]h$)[^aeoiuv]+")  # no syllable is without a vowel
_ONLY_SPELLED = re.compile(r"[iuv]")  # no syllable begins with these


def condition(text: str, prefix: str = "") -> Q:
    """The members meant by what was typed; `prefix` leads to the member ("member__")."""
    typed = identifiers.normalise(text)
    if not typed:
        return Q(pk__in=[])
    if _PHONE.fullmatch(typed):
        return Q(**{f"{prefix}mobile": typed})
    if masked := _MASKED_ID.fullmatch(typed):
        return Q(**{f"{prefix}id_region": masked[1]})
    if re.search(r"[0-9]", typed):
        full = identifiers.upgrade_15(typed) if _OLD_ID.fullmatch(typed) else typed
        # Merged records aside: that is what the unique index covers.
        index = crypto.blind_index(full, "id_number")
        return Q(**{f"{prefix}id_index": index, f"{prefix}merged_into__isnull": True})
    lower = typed.lower()
    if _LETTERS.fullmatch(lower):
        initials = Q(**{f"{prefix}name_initials__prefix": lower})
        spelled = Q(**{f"{prefix}name_py__prefix": lower})
        # One index serves where the letters can mean only one of the two.
        if _ONLY_INITIALS.fullmatch(lower):
            return initials
        return spelled if _ONLY_SPELLED.search(lower) else initials | spelled
    if len(typed) == 1:  # a surname, in the order of the whole list
        return Q(**{f"{prefix}first_character": typed})
    # A Chinese name from its beginning, or from the given name on.
    return Q(**{f"{prefix}full_name__prefix": typed}) | Q(**{f"{prefix}given_name__prefix": typed})
