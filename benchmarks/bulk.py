"""Rows by the million: what a table holds already, written again by the database itself."""

from typing import Any

from django.db import connection, models


def copies(
    model: type[models.Model],
    times: int,
    where: str = "TRUE",
    shifted: dict[str, int] | None = None,
    changed: dict[str, str] | None = None,
) -> int:
    """Write the rows of `model` that `where` names `times` times more; return how far keys move.

    Copy g (1..times) has its key raised by g × that number. `shifted` names columns that point at
    rows copied too, with their table's number; `changed` gives SQL for what must differ (t is the
    row, g the copy).
    """
    table = model._meta.db_table
    step = (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    if times < 1:
        return step
    names = [field.column for field in model._meta.concrete_fields]
    values = {name: f't."{name}"' for name in names}
    values |= {name: f't."{name}" + g * {by}' for name, by in (shifted or {}).items()}
    values |= changed or {}
    values[model._meta.pk.column] = f"t.{model._meta.pk.column} + g * {step}"
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) "
            "WITH RECURSIVE turn(g) AS "
            f"(SELECT 1 UNION ALL SELECT g + 1 FROM turn WHERE g < {times}) "
            f"SELECT {', '.join(values[name] for name in names)} FROM {table} t, turn WHERE {where}"
        )
        for statement in connection.ops.sequence_reset_sql(_no_style(), [model]):
            cursor.execute(statement)
    return step


def patient() -> None:
    """A million rows take longer than the product lets a statement of a page take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def settle() -> None:
    """The state that autovacuum leaves a minute after an import."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()
