"""The product's settings with more patience: what is drilled is who wins, not how long it takes.

In use a page gives up after seconds and says so; here 32 people stand in one queue, and a machine
busy with something else must not let the last of them fail.
"""

from typing import Any

from linqi_union.settings import *  # noqa: F403
from linqi_union.settings import DATABASES

PATIENCE = 240  # seconds


def be_patient(database: dict[str, Any]) -> None:
    options = database["OPTIONS"]
    if "timeout" in options:  # SQLite
        options["timeout"] = PATIENCE
    else:
        options["options"] += f" -c lock_timeout={PATIENCE}s -c statement_timeout={PATIENCE}s"


be_patient(DATABASES["default"])
