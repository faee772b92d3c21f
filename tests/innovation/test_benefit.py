"""One year's benefit: the formula of domain.md 7, and what is not known stays unknown."""

from decimal import Decimal

import pytest

from innovation.services.benefit import annual_benefit

D = Decimal


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, None),
        ({"investment": D(500)}, None),
        ({"old_cost": D(10), "new_cost": D(8)}, None),
        ({"quantity": D(100)}, None),
        ({"old_cost": D(10), "new_cost": D("7.5"), "quantity": D(1000)}, D("2500.00")),
        ({"old_cost": D(3), "quantity": D(10)}, D("30.00")),
        ({"added_profit": D("0.005")}, D("0.00")),
        ({"added_profit": D(300), "investment": D(1000)}, D("-700.00")),
        (
            {"old_cost": D(10), "new_cost": D(8), "quantity": D(100), "added_profit": D(50),
             "investment": D(20)},
            D("230.00"),
        ),
        ({"old_cost": D(8), "new_cost": D(10), "quantity": D(100)}, D("-200.00")),
    ],
)  # fmt: skip
def test_savings_times_quantity_plus_profit_less_the_years_investment(given, found):
    assert annual_benefit(**given) == found
