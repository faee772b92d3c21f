"""The database as text: what a refused request must leave as it was, row for row."""

import hashlib

from django.db import connection

# Book-keeping of the sign-in itself, which any request may move.
_ASIDE = ("django_session", "axes_", "django_migrations", "sqlite_")
_COLUMN_ASIDE = "last_login"


def fingerprint() -> dict[str, str]:
    """Table -> number of rows and a checksum of all their values."""
    result = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(_ASIDE):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            lines = sorted(
                repr([_plain(v) for n, v in zip(names, row, strict=True) if n != _COLUMN_ASIDE])
                for row in cursor.fetchall()
            )
            checksum = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
            result[table] = f"{len(lines)} rows {checksum}"
    return result


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
