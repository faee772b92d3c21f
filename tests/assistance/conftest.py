"""The four people of a payout at one desk, with a fund."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.factories import aid


@pytest.fixture
def counter(federation: Any, unit: Any, chair: Any, clerk: Any, leader: Any) -> SimpleNamespace:
    """Chair enters, clerk reviews, leader approves, payer pays."""
    return SimpleNamespace(
        federation=federation, unit=unit, chair=chair, clerk=clerk, leader=leader,
        payer=aid.payer(federation), fund=aid.fund(federation, by=clerk),
    )  # fmt: skip
