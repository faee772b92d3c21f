"""The papers say what is there: glossary, commands, settings, paths and quoted messages."""

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models

from assistance import case_codes, file_codes
from assistance import codes as aid_codes
from core import history
from core.fields import EncryptedTextField
from governance import codes as life_codes
from innovation import codes as innovation_codes
from members import codes as member_codes
from members.models import TransferRequest
from reporting import codes as reporting_codes
from tests.factories import source
from unions import codes as union_codes
from unions.models import CalendarDay, ImportBatch
from unions.scope import Role

DOCS = source.ROOT / "docs"
PAPERS = [source.ROOT / "README.md", source.ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
HEADING = re.compile(r"^### (\S+) `(\w+\.\w+)`$", re.MULTILINE)
FIELD = re.compile(r"^\| (.+?) \| `(\w+)` \|$", re.MULTILINE)
TERM = re.compile(r"^\| (.+?) \| `([\w.]+)` \| (.+) \|$", re.MULTILINE)


# --- glossary --------------------------------------------------------------------------------


def glossary_sections() -> dict[str, tuple[str, set[tuple[str, str]]]]:
    """ "members.Member" -> ("会员", {("姓名", "full_name"), ...})."""
    text = source.text_of(DOCS / "glossary.md")
    tables = text.split("## Tables and their fields")[1].split("## Code lists")[0]
    parts = HEADING.split(tables)[1:]
    return {
        label: (name, set(FIELD.findall(body)))
        for name, label, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


def own_models(*rooms: str) -> Iterator[type[models.Model]]:
    for room in rooms:
        for model in apps.get_app_config(room).get_models():
            if not hasattr(model, "history_id"):  # not the history tables themselves
                yield model


def chinese_fields(model: type[models.Model]) -> set[tuple[str, str]]:
    return {
        (str(field.verbose_name), field.name)
        for field in model._meta.concrete_fields
        if not str(field.verbose_name).isascii()
    }


@pytest.mark.parametrize(
    "model",
    list(own_models("unions", "members", "governance", "assistance", "innovation", "reporting")),
    ids=lambda m: m._meta.label,
)
def test_glossary_has_every_table_and_field_by_its_name(model):
    sections = glossary_sections()
    assert model._meta.label in sections, f"add ### {model._meta.verbose_name} to the glossary"
    name, pairs = sections[model._meta.label]
    assert name == model._meta.verbose_name
    assert pairs == chinese_fields(model)


def test_glossary_names_only_tables_and_fields_that_exist():
    for label, (name, pairs) in glossary_sections().items():
        model = apps.get_model(label)
        assert name == model._meta.verbose_name
        assert pairs <= chinese_fields(model), label


def resolved(dotted: str) -> Any:
    """The module, class, function or field that a dotted name means. LookupError."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            known = {f.name: f for f in found._meta.fields} if hasattr(found, "_meta") else {}
            known |= getattr(found, "__dataclass_fields__", {})
            if part not in known and not hasattr(found, part):
                raise LookupError(dotted)
            found = known.get(part) or getattr(found, part)
        return found
    raise LookupError(dotted)


def test_resolving_a_name_can_fail():
    assert resolved("core.periods.Period.until").name == "until"
    for wrong in ("core.periods.Period.til", "nowhere.Period", "core.periods.Stretch"):
        with pytest.raises(LookupError):
            resolved(wrong)


def test_glossary_terms_name_what_exists():
    terms = TERM.findall(source.text_of(DOCS / "glossary.md"))
    assert len(terms) > 40
    for _, dotted, _ in terms:
        resolved(dotted)


def code_lists() -> Iterator[tuple[str, type[models.TextChoices]]]:
    for module in (
        union_codes, member_codes, aid_codes, file_codes, case_codes, life_codes, innovation_codes,
        reporting_codes,
    ):  # fmt: skip
        for name, found in vars(module).items():
            mine = isclass(found) and found.__module__ == module.__name__
            if mine and name == found.__name__:  # not a short name for one
                yield f"{module.__name__}.{name}", found
    yield "unions.scope.Role", Role
    yield "members.models.TransferRequest.Status", TransferRequest.Status
    yield "unions.models.ImportBatch.Status", ImportBatch.Status
    yield "unions.models.CalendarDay.Kind", CalendarDay.Kind


@pytest.mark.parametrize(("dotted", "codes"), list(code_lists()))
def test_glossary_has_every_code_with_its_word(dotted, codes):
    section = source.text_of(DOCS / "glossary.md").split("## Code lists")[1]
    rows = {name: words for _, name, words in TERM.findall(section)}
    assert dotted in rows, f"add the code list {dotted}"
    words = rows[dotted].split("；")
    assert words == [f"{label} `{value}`" for value, label in codes.choices]


# --- commands and settings -------------------------------------------------------------------


def code_of(text: str) -> str:
    """What stands between backticks, in a line or in a block."""
    return "\n".join(a or b for a, b in re.findall(r"```(.+?)```|`([^`\n]+)`", text, re.DOTALL))


@pytest.mark.parametrize("paper", PAPERS, ids=source.name)
def test_commands_in_the_papers_exist(paper):
    text = code_of(source.text_of(paper))
    targets = set(re.findall(r"^([a-z-]+):", source.text_of(source.ROOT / "Makefile"), re.M))
    wanted = set(re.findall(r"^\s*make ([a-z][a-z-]*)", text, re.M))
    assert wanted <= targets, wanted - targets
    managed = set(re.findall(r"(?:manage\.py|^\s*linqi|&& linqi) ([a-z][a-z_]+)", text, re.M))
    assert managed <= set(get_commands()), managed - set(get_commands())


def test_readme_names_its_two_commands():
    text = source.text_of(source.ROOT / "README.md")
    assert "make run " in text and "make test " in text


@pytest.mark.parametrize("unit", sorted((source.ROOT / "deploy").glob("*.service")), ids=str)
def test_units_run_commands_that_exist(unit):
    commands = re.findall(r"manage\.py (\w+)", source.text_of(unit))
    assert commands and set(commands) <= set(get_commands())


def environment_names() -> set[str]:
    settings = source.text_of(source.ROOT / "linqi_union/settings.py")
    names = set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", settings))
    serve = source.text_of(source.ROOT / "linqi_union/management/commands/serve.py")
    return names | set(re.findall(r"os\.environ\.get\(\"([A-Z_]+)\"", serve)) | {"PORT"}


def test_readme_names_every_setting():
    names = environment_names()
    assert len(names) > 12
    readme = source.text_of(source.ROOT / "README.md")
    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []


def test_example_environment_sets_only_what_is_read():
    text = source.text_of(source.ROOT / "deploy/linqi-union.env.example")
    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) <= environment_names()


# --- places ----------------------------------------------------------------------------------


ROOTS = {*source.ROOMS, "docs", "deploy", "tests", "templates", "static", "requirements",
         "benchmarks", ".ci"}  # fmt: skip
EXTENSIONS = {"", ".py", ".md", ".html", ".po", ".txt", ".in", ".css", ".js"}


def paths_in(paper: Path) -> Iterator[Path]:
    for quoted in re.findall(r"`([\w./-]+)`", source.text_of(paper)):
        path = Path(quoted)
        if "/" in quoted and path.parts[0] in ROOTS and path.suffix in EXTENSIONS:
            # The code names templates below templates/, and so do the papers.
            yield source.ROOT / ("templates" if path.suffix == ".html" else "") / path


@pytest.mark.parametrize("paper", PAPERS, ids=source.name)
def test_papers_point_at_files_that_exist(paper):
    absent = [source.name(path) for path in paths_in(paper) if not path.exists()]
    assert not absent, absent
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", source.text_of(paper))
    assert not [link for link in links if not (paper.parent / link).exists()]


def test_decisions_are_numbered_without_gaps_and_headed():
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    for number, path in enumerate(decisions, 1):
        assert path.name.startswith(f"{number:04d}-")
        text = source.text_of(path)
        assert text.startswith(f"# {number}. ")
        assert [part in text for part in ("**Context.**", "**Decision.**", "**Consequence.**")] == [
            True
        ] * 3


# --- what users are told ---------------------------------------------------------------------


def test_messages_quoted_in_the_readme_are_the_products_own():
    readme = source.text_of(source.ROOT / "README.md")
    table = readme.split("### 常见提示怎么办")[1]
    quoted = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[2:]
    assert len(quoted) > 5
    product = "\n".join(source.text_of(p) for p in [*source.code(), *source.templates()])
    pieces = [piece.strip("“”") for line in quoted for piece in line.split("……")]
    assert [piece for piece in pieces if piece not in product] == []


def test_inventory_names_every_sealed_or_masked_column():
    text = source.text_of(DOCS / "data-inventory.md")
    for model in own_models(
        "accounts",
        "unions",
        "members",
        "governance",
        "assistance",
        "innovation",
        "reporting",
    ):
        for field in model._meta.concrete_fields:
            personal = isinstance(field, EncryptedTextField) or field.name in history._MASKS
            if personal or isinstance(field, models.BinaryField):
                assert f"`{model.__name__}.{field.name}`" in text


def test_too_short_a_password_is_refused_in_chinese():
    """The catalogue in linqi_union/locale is compiled and found."""
    from django.contrib.auth.password_validation import MinimumLengthValidator
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refusal:
        MinimumLengthValidator(10).validate("kurz")
    assert refusal.value.messages == ["密码太短，至少需要 10 个字符。"]


@pytest.mark.django_db
def test_a_choice_that_is_gone_is_refused_in_chinese():
    from django.core.exceptions import ValidationError

    field = TransferRequest._meta.get_field("to_union")
    with pytest.raises(ValidationError) as refusal:
        field.validate(0, None)
    assert refusal.value.messages == ["所选的工会组织已不能选用，请重新选择。"]
