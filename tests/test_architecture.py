"""The house is tested: imports, sizes, who writes what, who reaches which rows.

Each failure says what to do. An allow-list here may only grow with a reason beside the entry.
tests/test_upkeep.py goes on with templates, migrations, deployment and habits.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.factories import source

# Each room may import the rooms named here and itself.
BELOW = {
    "core": set(),
    "accounts": {"core"},
    "unions": {"core", "accounts"},
    "members": {"core", "accounts", "unions"},
    "governance": {"core", "accounts", "unions", "members"},
    "assistance": {"core", "accounts", "unions", "members"},
    "innovation": {"core", "accounts", "unions", "members", "governance"},
    "reporting": set(source.ROOMS) - {"reporting", "linqi_union"},
    "linqi_union": set(source.ROOMS) - {"linqi_union"},
}


# --- imports ---------------------------------------------------------------------------------


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """Rooms a file imports anywhere, inside functions and by import_module("...") too."""
    for node in ast.walk(source.tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        else:
            continue
        for module in names:
            if (room := str(module).split(".")[0]) in source.ROOMS:
                yield node.lineno, room


@pytest.mark.parametrize("room", source.ROOMS)
def test_rooms_import_only_rooms_below(room):
    wrong = [
        f"{source.name(path)}:{line} imports {other}"
        for path in source.python_files(room)
        for line, other in imported_rooms(path)
        if other != room and other not in BELOW[room]
    ]
    assert not wrong, f"imports point down only; let the upper room register itself: {wrong}"


def test_relative_imports_do_not_hide_a_direction():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.python_files()
        for node in ast.walk(source.tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not wrong, f"write the absolute import: {wrong}"


# --- sizes -----------------------------------------------------------------------------------


def test_files_are_at_most_400_lines():
    long = {
        source.name(path): n
        for path in [*source.code(), *source.tests()]
        if (n := len(source.text_of(path).splitlines())) > 400
    }
    assert not long, f"split the file by noun: {long}"


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """(name, line, lines of code): the signature counts, decorators do not."""
    for node in ast.walk(source.tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def test_functions_are_at_most_40_lines_and_views_30():
    long = [
        f"{source.name(path)}:{line} {function} ({lines})"
        for path in source.code()
        for function, line, lines in functions(path)
        if lines > (30 if source.is_views(path) else 40)
    ]
    assert not long, f"split the function: {long}"


def test_templates_are_at_most_150_lines():
    long = [source.name(p) for p in source.templates() if len(source.text_of(p).splitlines()) > 150]
    assert not long, f"move a part into a partial: {long}"


def test_source_lines_are_at_most_100_characters():
    """A Chinese character counts one, as in the formatter."""
    long = [
        f"{source.name(path)}:{number}"
        for path in [*source.code(), *source.tests()]
        for number, line in enumerate(source.text_of(path).splitlines(), 1)
        if len(line) > 100
    ]
    assert not long, f"wrap the line: {long}"


# --- one writer of each thing ----------------------------------------------------------------


def writes_of_status(path: Path) -> Iterator[int]:
    for node in ast.walk(source.tree_of(path)):
        targets = (
            node.targets if isinstance(node, ast.Assign)
            else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign)
            else []
        )  # fmt: skip
        if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "setattr"
            and not (isinstance(node.args[1], ast.Constant) and node.args[1].value != "status")
        ):
            yield node.lineno


# Where a status is set, and where setattr takes a name that is not literal.
STATUS_WRITERS = {
    "core/workflow.py",  # the one function that moves
    "unions/imports/engine.py",  # ImportBatch: uploaded, checked, done
    "unions/imports/retention.py",  # ImportBatch: discarded when its time is over
    "core/fields.py",  # the fingerprint column of an encrypted one
    "members/services/duplicates.py",  # re-points relations, fills gaps from a literal list
    "members/forms/records.py",  # typed values, from Meta.fields
    "members/imports/roster.py",  # the columns of the sheet
    "unions/imports/fields.py",  # the columns of a sheet, by a literal list
    "unions/imports/unions.py",  # the columns of a sheet
    "unions/imports/enterprises.py",  # the columns of a sheet
    "unions/admin_base.py",  # widget options of the admin
    "assistance/forms/files.py",  # typed values, from Meta.fields
    "assistance/services/applications.py",  # the sheet of a draft, by the literal list SHEET
    "assistance/services/files.py",  # particulars of a file, by the literal list FIELDS
    "assistance/services/file_people.py",  # particulars of a family row, by a literal list
    "unions/services/records.py",  # what deeds settle, by the literal list NOTED
    "governance/services/meetings.py",  # particulars, by the literal list _RECORD
    "governance/services/offices.py",  # particulars, by the literal list PARTICULARS
    "innovation/services/studios.py",  # particulars, by the literal list PARTICULARS
    "governance/forms/elections.py",  # typed values, from Meta.fields
    "governance/services/elections.py",  # particulars, by the literal list FIELDS
    "linqi_union/sample/aid.py",  # what the notice's own form proposes
}


def test_status_is_written_in_few_named_files():
    wrong = [
        f"{source.name(path)}:{line}"
        for path in source.code()
        if source.name(path) not in STATUS_WRITERS
        for line in writes_of_status(path)
    ]
    assert not wrong, f"move the object by its Workflow (core/workflow.py): {wrong}"


def test_status_fields_of_workflow_models_are_in_no_form():
    editable = [
        f"{model._meta.label}.status"
        for model in apps.get_models()
        if (model._meta.label == "members.TransferRequest")
        and model._meta.get_field("status").editable
    ]
    assert not editable, f"editable=False keeps a form from setting it: {editable}"


# Queryset writes pass history by. Each entry: file -> the calls it may make.
BULK_WRITERS = {
    "core/ledger.py": {"bulk_create"},  # append-only rows have no history: they are it
    "core/history.py": {"bulk_create"},  # the bulk path that writes history beside it
    "unions/services/tree.py": {"update"},  # the path, into the founding's own history line
    "members/services/tallies.py": {"bulk_create", "delete"},  # kept counts have no history
    "innovation/services/likeness.py": {"bulk_create", "delete"},  # derived rows, as tallies
}
# Saves of rows that keep no history.
SAVERS = {
    "assistance/programmes.py",  # first programmes and ceilings, within a migration
    "core/history.py",
    "core/workflow.py",
    "accounts/services.py",  # User
    "accounts/journal.py",  # JournalEntry, JournalHead
    "unions/services/accounts.py",  # User
    "unions/services/tree.py",  # save_base: the path needs the row's number
    "unions/imports/engine.py",  # ImportBatch
    "unions/imports/retention.py",  # ImportBatch
    "unions/imports/progress.py",  # ImportBatch
}
CREATORS = {
    "governance/seat_bands.py",  # first bands, within a migration
    "governance/check_lists.py",  # first lists, within a migration
    "reporting/yearly_rules.py",  # first logic checks, within a migration
    "unions/rules.py",  # first values, within a migration
    "innovation/first_rows.py",  # first kinds, models of scoring and grades, within a migration
    "accounts/journal.py",  # JournalHead
    "unions/imports/engine.py",  # ImportBatch
}


def calls(path: Path, names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(source.tree_of(path)):
        func = getattr(node, "func", None)
        if isinstance(func, ast.Attribute) and func.attr in names:
            yield func.attr, node


def is_queryset(node: ast.AST) -> bool:
    """Does this expression hang on a manager: `X.objects...`, `X._base_manager...`, `rows...`?"""
    text = ast.unparse(node)
    return bool(
        re.search(r"\b(objects|_base_manager|_default_manager|history|queryset)\b", text)
        or re.search(r"\.(filter|exclude|order_by|visible_to|on|open)\(", text)
        or re.fullmatch(r"rows|\w+_set|\w+\.\w+s", text)
    )


def test_querysets_are_written_only_in_named_places():
    wrong = []
    for path in source.code():
        for call, node in calls(path, {"update", "bulk_update", "bulk_create", "delete"}):
            if call in BULK_WRITERS.get(source.name(path), ()):
                continue
            if call in ("update", "delete") and not is_queryset(node.func.value):
                continue
            wrong.append(f"{source.name(path)}:{node.lineno} .{call}(")
    assert not wrong, f"write through core.history.save / bulk_save: {wrong}"


def test_rows_are_saved_through_history():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.code()
        if source.name(path) not in SAVERS
        for call, node in calls(path, {"save", "save_base", "asave"})
        if ast.unparse(node.func.value)
        not in (
            "history",
            "image",
            "book",
            "workbook",
            "document",
            "super()",
        )
    ]
    assert not wrong, f"call core.history.save(obj, by=...): {wrong}"


def test_rows_are_created_through_history():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.code()
        if source.name(path) not in CREATORS
        for call, node in calls(path, {"create", "get_or_create", "update_or_create"})
        if "history" not in ast.unparse(node.func.value)
    ]
    assert not wrong, f"build the row and core.history.save(obj, by=...): {wrong}"


def test_no_signals_but_the_guards_after_migrate():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.code()
        if source.name(path) != "core/apps.py"
        for node in ast.walk(source.tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == "connect"
            and "signal" in ast.unparse(node.value).lower())
        or (isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""))
        or (isinstance(node, ast.Name) and node.id == "receiver")
    ]  # fmt: skip
    assert not wrong, f"call the service instead of listening for a signal: {wrong}"


def test_models_do_not_override_save_or_delete():
    wrong = [
        f"{model._meta.label}.{method}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in source.ROOMS
        for method in ("save", "delete", "save_base")
        if method in vars(model) and not model.__name__.startswith("Historical")
    ]
    assert not wrong, f"what a save means belongs in services/: {wrong}"


def test_no_form_takes_all_fields():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.code()
        for node in ast.walk(source.tree_of(path))
        if (isinstance(node, ast.Constant) and node.value == "__all__")
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "exclude")
    ]
    assert not wrong, f"name the fields: a new column must not become editable by itself: {wrong}"


def test_services_take_the_acting_person_by_keyword_and_no_request():
    wrong = []
    for path in source.code():
        if "services" not in path.parts:
            continue
        for node in source.tree_of(path).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            arguments = [argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]]
            public = not node.name.startswith("_")
            if "request" in arguments or (public and "by" in [a.arg for a in node.args.args[1:]]):
                wrong.append(f"{source.name(path)}:{node.lineno} {node.name}")
    assert not wrong, f"write `*, by: Any` and pass values, not the request: {wrong}"


# --- scope -----------------------------------------------------------------------------------

# Rows that are reached by other means than visible_to, each with why that is sound.
UNSCOPED = {
    ("members/views/records.py", "Union"),  # scope.condition("", "edit_member")
    ("unions/views/records.py", "Coverage"),  # of the union that was fetched in scope
    ("unions/views/records.py", "Headcount"),  # of the union that was fetched in scope
    ("unions/views/records.py", "Seat"),  # of the union that was fetched in scope
    ("unions/views/records.py", "EnterpriseFigure"),  # of the enterprise fetched in scope
    ("accounts/views.py", "User"),  # the account that failed to sign in
    ("unions/account_views.py", "AccessAttempt"),  # failures of the account fetched in scope
    ("unions/account_views.py", "User"),  # unions/services/accounts.py accounts_of
    ("members/views/duplicates.py", "r.model"),  # counts rows of the member fetched in scope
    ("linqi_union/views_audit.py", "User"),  # actors' names, for the auditor only
    ("linqi_union/views_audit.py", "JournalHead"),  # the chain has no union
    ("linqi_union/views_audit.py", "JournalEntry"),  # narrowed by linqi_union/audit.py
}


def unscoped(path: Path) -> Iterator[tuple[int, str]]:
    """Every `X.objects` that is not `X.objects[.on(...)...].visible_to(`."""
    parents = {
        child: node
        for node in ast.walk(source.tree_of(path))
        for child in ast.iter_child_nodes(node)
    }
    for node in ast.walk(source.tree_of(path)):
        if not (isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager")):
            continue
        chain, top = [], node
        while isinstance(parents.get(top), ast.Attribute | ast.Call):
            above = parents[top]
            if isinstance(above, ast.Call) and above.func is not top:
                break  # an argument of something else
            top = above
            if isinstance(top, ast.Attribute):
                chain.append(top.attr)
        if "visible_to" not in chain and chain != ["none"]:
            yield node.lineno, ast.unparse(node.value)


def test_views_reach_rows_through_the_scope():
    wrong = [
        f"{source.name(path)}:{line} {model}"
        for path in source.code()
        if source.is_views(path)
        for line, model in unscoped(path)
        if (source.name(path), model) not in UNSCOPED
    ]
    assert not wrong, f"use {{model}}.objects.visible_to(request.user): {wrong}"


def test_every_model_with_a_union_has_a_scope():
    """A new table of a unit's data cannot be listed without one."""
    from members.models import Member
    from unions.models import Union

    wrong = []
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in source.ROOMS or model.__name__.startswith(
            "Historical"
        ):
            continue
        points_at = {
            field.related_model for field in model._meta.concrete_fields if field.is_relation
        }
        of_a_unit = model is Union or {Union, Member} & points_at
        if of_a_unit and not hasattr(model._default_manager.all(), "visible_to"):
            wrong.append(model._meta.label)
    assert not wrong, f"give the model a ScopedQuerySet manager (unions/scope.py): {wrong}"
