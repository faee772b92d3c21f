"""The house kept in order: templates, migrations, deployment, habits."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from core import identifiers
from tests.factories import source

# --- templates -------------------------------------------------------------------------------


# Found by Django or a package by their names.
BY_NAME = re.compile(r"(400|403|403_csrf|404|500)\.html|admin/.+|django/forms/.+|registration/.+")


def test_every_template_is_used():
    texts = [source.text_of(p) for p in [*source.code(), *source.templates()]]
    unused = [
        relative
        for path in source.templates()
        if not BY_NAME.fullmatch(relative := path.relative_to(source.ROOT / "templates").as_posix())
        and not any(f'"{relative}"' in text or f"'{relative}'" in text for text in texts)
    ]
    # Shown by the server in front or by the commands of deploy/, not by a view.
    unused = [path for path in unused if path not in ("503.html", "409.html")]
    assert not unused, f"delete the template: {unused}"


def test_templates_obey_the_content_security_policy():
    inline = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle\s*=|<[^>]*\son[a-z]+\s*=|javascript:", re.IGNORECASE
    )
    wrong = [
        f"{source.name(path)}:{number}"
        for path in source.templates()
        for number, line in enumerate(source.text_of(path).splitlines(), 1)
        if inline.search(line)
    ]
    assert not wrong, f"move it to static/: the browser refuses inline script and style: {wrong}"


def test_templates_do_not_switch_escaping_off():
    allowed = {"templates/core/_field.html"}  # help_text, written by programmers
    wrong = [
        source.name(path)
        for path in source.templates()
        if re.search(r"\|\s*safe\b|autoescape off", source.text_of(path))
        and source.name(path) not in allowed
    ]
    assert not wrong, f"escape in Python (core/report_html.py): {wrong}"


# --- migrations and deployment ---------------------------------------------------------------


def test_migrations_have_names_that_say_what_they_do():
    wrong = [
        source.name(path)
        for path in source.python_files()
        if "migrations" in path.parts
        and path.stem != "__init__"
        and ("_auto_" in path.stem or not re.fullmatch(r"[0-9]{4}_[a-z0-9_]+", path.stem))
    ]
    assert not wrong, f"rename the migration: {wrong}"


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_production_settings_pass_the_deployment_check(tmp_path):
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTEST_VERSION", "DEBUG", "DATABASE_URL")
    } | {"HTTPS": "on", "DATA_DIR": str(tmp_path), "ALLOWED_HOSTS": "gonghui.example"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=source.ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_debug_and_https_together_refuse_to_start(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_VERSION"}
    environment |= {"HTTPS": "on", "DEBUG": "on", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=source.ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "DEBUG must be off" in done.stderr


# --- habits ----------------------------------------------------------------------------------


def test_input_patterns_name_ascii_digits():
    r"""`\d` and `isdigit` take ١ for a digit."""
    wrong = []
    for path in source.code():
        for node in ast.walk(source.tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                doc = node.value.count("\n") > 3
                if r"\d" in node.value and not doc:
                    wrong.append(f"{source.name(path)}:{node.lineno}")
    assert not wrong, rf"write [0-9], never \d: {wrong}"


NOT_INPUT_CHECKS = {
    "core/sheets/cells.py",  # words an error message: any digit is "数字"
    "accounts/management/commands/verify_journal.py",  # isascii() stands on the line above
}


def test_isdigit_is_never_asked_alone():
    wrong = [
        f"{source.name(path)}:{number}"
        for path in source.code()
        for number, line in enumerate(source.text_of(path).splitlines(), 1)
        if re.search(r"\.(isdigit|isnumeric|isdecimal)\(\)", line)
        and "isascii" not in line
        and source.name(path) not in NOT_INPUT_CHECKS
    ]
    assert not wrong, f"ask isascii() as well, or match [0-9]: {wrong}"


def test_no_test_is_skipped():
    wrong = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.tests()
        for node in ast.walk(source.tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("skip", "skipif", "xfail", "skipTest", "importorskip")
    ]
    assert not wrong, f"a test that may not run proves nothing: {wrong}"


def test_nothing_is_left_undone():
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X\\b")))
    wrong = [
        f"{source.name(path)}:{number}"
        for path in [*source.code(), *source.tests()]
        for number, line in enumerate(source.text_of(path).splitlines(), 1)
        if words.search(line)
    ]
    assert not wrong, f"finish it or take it out: {wrong}"


PRINTED_IN_THE_STANDARD = "11010519491231" + "002X"  # GB 11643, the example of the check digit


def test_no_real_looking_identity_number_is_in_the_repository():
    """A right check digit, and not of the region 99 that nobody has."""
    number = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
    wrong = []
    for path in source.tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [
            source.name(path)
            for found in number.findall(text)
            if not found.startswith("99")
            and found != PRINTED_IN_THE_STANDARD
            and not identifiers.id_number_error(found)
        ]
    assert not wrong, f"use identifiers.synthetic_id with region 99xxxx: {sorted(set(wrong))}"
