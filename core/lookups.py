"""`column__prefix="王"`: begins with, by an index, on both databases.

PostgreSQL: LIKE 'x%' over a pattern-operator index (any collation). SQLite: a range, because its
LIKE ignores case and therefore the index.
"""

from typing import Any

from django.db.models import CharField, Lookup


def _next(char: str) -> str:
    """The character after; surrogates, which no text can hold, are passed over."""
    code = ord(char) + 1
    return chr(0xE000 if 0xD800 <= code <= 0xDFFF else min(code, 0x10FFFF))


@CharField.register_lookup
class Prefix(Lookup):
    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        above = text[:-1] + _next(text[-1]) if text else ""
        return f"({column} >= %s AND {column} < %s)", [*params, text, *params, above]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, connection.ops.prep_for_like_query(self.rhs) + "%"]
