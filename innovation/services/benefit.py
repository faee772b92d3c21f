"""What an entry saves or earns in one year."""

from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


def annual_benefit(
    *,
    old_cost: Decimal | None = None,
    new_cost: Decimal | None = None,
    quantity: Decimal | None = None,
    added_profit: Decimal | None = None,
    investment: Decimal | None = None,
) -> Decimal | None:
    """(old_cost − new_cost) × quantity + added_profit − investment, of one year counted from
    adoption; the investment by its share of that year (domain.md 7, V44).

    None where neither a saving nor a profit is told: an investment alone is no benefit. The page
    counts the same way while it is typed (static/js/innovation.js).
    """
    saving = old_cost is not None and quantity is not None
    if not saving and added_profit is None:
        return None
    total = (added_profit or ZERO) - (investment or ZERO)
    if old_cost is not None and quantity is not None:
        total += (old_cost - (new_cost or ZERO)) * quantity
    return total.quantize(Decimal("0.01"))


def of_entry(entry: Any) -> Decimal | None:
    return annual_benefit(
        old_cost=entry.old_cost, new_cost=entry.new_cost, quantity=entry.quantity,
        added_profit=entry.added_profit, investment=entry.investment,
    )  # fmt: skip
