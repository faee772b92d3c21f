"""`column__prefix="王"`: begins with, by an index, on both databases.

PostgreSQL: LIKE 'x%' over a pattern-operator index (any collation). SQLite: a range, because its
LIKE ignores case and therefore the index.
"""

from typing import Any

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Prefix(Lookup):
    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        above = text[:-1] + chr(min(ord(text[-1]) + 1, 0x10FFFF)) if text else ""
        return f"({column} >= %s AND {column} < %s)", [*params, text, *params, above]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, connection.ops.prep_for_like_query(self.rhs) + "%"]
