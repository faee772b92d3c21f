"""Text that breaks programs. Each page gets the worst of it and a few of the rest."""

NASTY = [
    "'\"<script>alert(7)</script>",
    "٣",
    "-1",
    "0",
    "1.5",
    "9" * 18,
    "9" * 19,
    "99999999999999999999999",
    "\u202e\u200bx",
    "x" * 5000,
    "1' OR '1'='1",
    "); DROP TABLE members_member; --",
    "{{ 7*7 }}{% debug %}",
    "%s %(x)s %",
    "../../../etc/passwd",
    "\ud7ff\uffff\U0010ffff",
    "2020-02-30",
    "9999-12-31",
    "0001-01-01",
    "=1+1",
    "\r\nSet-Cookie: x=1",
    "[]",
    "None",
    "true",
    " ",
    "",
]
# Script, an integer no database holds, a surrogate, a long text, a digit that is not 0-9.
WORST = [NASTY[0], NASTY[6], NASTY[15], NASTY[9], NASTY[1]]
_REST = [text for text in NASTY if text not in WORST]


def some(turn: int, rest: int = 3) -> list[str]:
    """The worst, and `rest` of the others: different ones at each turn."""
    return [*WORST, *(_REST[(turn * rest + i) % len(_REST)] for i in range(rest))]
