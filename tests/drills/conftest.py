"""Drills that race threads in this process need a database all of them can open, and patience."""

import pytest
from django.db import connection

from tests.drills.settings import be_patient


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in use: in memory all threads would share one connection."""
    be_patient(connection.settings_dict)
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)
