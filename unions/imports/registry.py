"""What kinds of sheet can be imported. Each app registers its own in AppConfig.ready()."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.forms import Form

from core.periods import today
from core.sheets import Column, Row, Table
from unions.imports.plan import Plan, RowPlan
from unions.models import ImportBatch, Union
from unions.scope import scope_of


@dataclass
class Context:
    """For whom and where a file is read."""

    batch: ImportBatch
    by: Any
    union: Union
    options: dict[str, Any] = field(default_factory=dict)
    day: datetime.date = field(default_factory=today)


class Importer:
    """One kind of sheet; one instance reads one file once.

    The engine calls start(), then check() and apply() by turns for some hundred rows at a time
    (so that memory does not grow with payloads), then finish(); all in one transaction.
    """

    do_not_call_in_templates: ClassVar[bool] = True  # pages are given the class itself
    kind: ClassVar[str]
    label: ClassVar[str]
    capability: ClassVar[str]
    help: ClassVar[Sequence[str]] = ()
    columns: ClassVar[Sequence[Column]]
    choices: ClassVar[Mapping[str, Sequence[str]]] = {}  # drop-downs of the empty form
    listed: ClassVar[bool] = True  # offered in the upload form
    asks_as_of: ClassVar[bool] = False  # its figures have a day
    federation_only: ClassVar[bool] = False
    whole: ClassVar[bool] = False  # all rows or none: the good ones do not go in alone
    # What to do with the file of refused rows: it holds the columns, not a workbook's marks.
    rejects_cure: ClassVar[str] = "改正后可直接上传本表。"
    # Forms with an `options` property: decisions on the plan's conflicts, which change the
    # preview, and decisions that come with confirming.
    run_form: ClassVar[type[Form] | None] = None
    confirm_form: ClassVar[type[Form] | None] = None

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by = context.by
        self.scope = scope_of(context.by)
        self.plan = Plan()

    @classmethod
    def columns_for(cls, options: Mapping[str, Any]) -> Sequence[Column]:
        return cls.columns

    @classmethod
    def filed_at(cls, meta: Mapping[str, str], by: Any) -> Union | None:
        """The union a workbook of our own belongs to, when `meta` says it is this kind.

        None: not this kind. Raises SheetError when it is, but cannot be used by this person.
        """
        return None

    @classmethod
    def options_in(cls, meta: Mapping[str, str]) -> dict[str, Any]:
        """What such a workbook tells beside its union."""
        return {}

    @classmethod
    def opened_from(cls, options: Mapping[str, Any]) -> str:
        """Address of the page this upload was begun at, where there is one to go back to."""
        return ""

    @classmethod
    def lacks(cls, table: Table, filename: str, options: Mapping[str, Any]) -> dict[str, str]:
        """Options the file itself does not tell: form field -> what to enter."""
        return {}

    def start(self, table: Table) -> None:
        """Look at the file as a whole; notes go to self.plan.notes. May raise ImportProblem."""
        self.table = table
        self.labels = {column.name: column.label for column in table.columns}
        self.present = set(self.labels)

    def check(self, rows: list[Row]) -> list[RowPlan]:
        raise NotImplementedError

    def apply(self, plans: list[RowPlan]) -> None:
        """Write the rows; one that its own model refuses becomes refused here."""
        raise NotImplementedError

    def finish(self) -> list[RowPlan]:
        """After the last row: records that no row speaks of, counts that are kept."""
        return []

    def totals(self) -> dict[str, Any]:
        """What was read, to compare with a totals line: column name -> sum."""
        return {}


_importers: dict[str, type[Importer]] = {}


def register(importer: type[Importer]) -> None:
    _importers[importer.kind] = importer


def get(kind: str) -> type[Importer]:
    """Raises LookupError for a kind nobody registered."""
    return _importers[kind]


def label_of(kind: str) -> str:
    return _importers[kind].label if kind in _importers else kind


def importers_for(user: Any) -> list[type[Importer]]:
    """The kinds this person may upload somewhere."""
    scope = scope_of(user)
    return [i for i in _importers.values() if i.listed and scope.may(i.capability)]


def recognise(
    meta: Mapping[str, str], by: Any
) -> tuple[type[Importer], Union, dict[str, Any]] | None:
    """Kind, union and options of a workbook that carries our own marks, or None. SheetError."""
    for importer in _importers.values():
        if meta and (union := importer.filed_at(meta, by)):
            return importer, union, importer.options_in(meta)
    return None
