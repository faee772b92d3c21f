"""What no program may do, kept by the database itself: append-only tables and, on SQLite, overlaps.

The triggers are laid after every `migrate` (SQLite drops them when a migration rebuilds a table).
A model asks for them: `append_only = True` on the class, or a NoOverlap constraint in its Meta.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models

from core.periods import NoOverlap


def _appended(model: type[models.Model]) -> bool:
    return getattr(model, "append_only", False) and not model._meta.abstract


def statements(vendor: str) -> list[tuple[str, str]]:
    """(name, CREATE TRIGGER statement) for every guarded table."""
    result: list[tuple[str, str]] = []
    for model in apps.get_models():
        table = model._meta.db_table
        if _appended(model):
            result += [_append_only(vendor, table, verb) for verb in ("update", "delete")]
        if vendor == "sqlite":
            for constraint in model._meta.constraints:
                if isinstance(constraint, NoOverlap):
                    result += _no_overlap(model, constraint)
    return result


def _append_only(vendor: str, table: str, verb: str) -> tuple[str, str]:
    name = f"{table}_no_{verb}"
    if vendor == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return name, f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} {body}"
    return name, (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION linqi_append_only()"
    )


def _no_overlap(model: Any, constraint: NoOverlap) -> list[tuple[str, str]]:
    table, pk = model._meta.db_table, model._meta.pk.column
    same = " AND ".join(f"o.{column} = NEW.{column}" for column in constraint.columns(model))
    clash = (
        # Names of our own tables and columns, nothing from outside.
        f"SELECT 1 FROM {table} o WHERE {same} AND o.voided_at IS NULL "  # noqa: S608
        f"AND o.{pk} <> NEW.{pk} "
        "AND (o.until IS NULL OR o.until > NEW.since) "
        "AND (NEW.until IS NULL OR o.since < NEW.until)"
    )
    return [
        (
            f"{constraint.name}_{verb}",
            f"CREATE TRIGGER {constraint.name}_{verb} AFTER {verb.upper()} ON {table} "
            f"WHEN NEW.voided_at IS NULL AND EXISTS ({clash}) "
            f"BEGIN SELECT RAISE(ABORT, 'constraint {constraint.name}'); END",
        )
        for verb in ("insert", "update")
    ]


def install(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION linqi_append_only() RETURNS trigger AS $$ "
                "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
            )
        present = _tables(connection)
        drop(using)
        for _, sql in statements(connection.vendor):
            if _table_of(sql) in present:
                cursor.execute(sql)


def drop(using: str = "default") -> None:
    """Only for rebuilding and for tests that must empty tables."""
    connection = connections[using]
    present = _tables(connection)
    with connection.cursor() as cursor:
        for name, sql in statements(connection.vendor):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            elif _table_of(sql) in present:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {_table_of(sql)}")


def _tables(connection: Any) -> set[str]:
    return set(connection.introspection.table_names())


def _table_of(sql: str) -> str:
    return sql.split(" ON ", 1)[1].split()[0]


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """post_migrate comes once per app that has models; the last one sees all tables."""
    with_models = [config for config in apps.get_app_configs() if config.models_module]
    if sender is with_models[-1]:
        install(using)
