"""Database refusals put in the words of the constraint that refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


@contextmanager
def explained(*kinds: type[models.Model]) -> Iterator[None]:
    """Run writes in a savepoint; turn a constraint's IntegrityError into its own message.

    full_clean has the same messages; this catches the second of two people at once.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        text = str(error)
        for model in kinds:
            for constraint in model._meta.constraints:
                if constraint.name in text or _sqlite_names(model, constraint, text):
                    raise ValidationError(constraint.get_violation_error_message()) from None
        raise


def _sqlite_names(model: Any, constraint: models.BaseConstraint, text: str) -> bool:
    """SQLite names the columns of a broken unique index, not the index."""
    if not isinstance(constraint, models.UniqueConstraint) or "UNIQUE" not in text:
        return False
    table = model._meta.db_table
    columns = [model._meta.get_field(name).column for name in constraint.fields]
    return text.endswith(": " + ", ".join(f"{table}.{column}" for column in columns))
