"""A browser of each person, and what an entry's form sends."""

from typing import Any

import pytest

from core.periods import today
from tests.factories import innovation


@pytest.fixture
def typed() -> Any:
    """`typed(title=...)`: a filled form; authors as author_1, share_1, member_1."""

    def fill(**changes: Any) -> dict[str, Any]:
        return {
            "title": "模具保温罩", "kind": innovation.kind().pk, "proposed_on": str(today()),
            "problem": "散热快", "measure": "加罩", "effect": "", "bar": "none",
            "author_1": "王小窍", "then": "draft", **changes,
        }  # fmt: skip

    return fill
