"""Finding unions and enterprises by any part of the name, in characters, pinyin or initials."""

import re

from django.db.models import Q

from core import identifiers

_LETTERS = re.compile(r"[a-z]+")


def condition(text: str, prefix: str = "") -> Q:
    """The organisations meant by what was typed; `prefix` leads to them ("union__").

    Few tables are short enough for a search inside the text; these two are.
    """
    typed = identifiers.normalise(text)
    if not typed:
        return Q(pk__in=[])
    if _LETTERS.fullmatch(typed.lower()):
        return Q(**{f"{prefix}letters__contains": typed.lower()})
    # As typed too: sheets write both kinds of brackets, （ and (.
    return Q(**{f"{prefix}name__contains": typed}) | Q(**{f"{prefix}name__contains": text.strip()})
