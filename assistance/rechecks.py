"""When a yearly re-check is due, and asked the other way round: which files are due by a day."""

import datetime

from core.periods import months_before


def due_after(base: datetime.date, months: int) -> datetime.date:
    """So many months after a file was opened or last checked; at a month's end its last day."""
    return months_before(base, -months)


def bases_due_by(day: datetime.date, months: int) -> datetime.date:
    """The latest base whose check is due on `day` or before.

    Not simply `months` earlier: what began on 31 August falls due on 28 February, with what began
    on the 28th, the 29th and the 30th.
    """
    earlier = months_before(day, months)
    if (day + datetime.timedelta(days=1)).month == day.month:
        return earlier
    first_of_next = months_before(earlier.replace(day=1), -1)
    return first_of_next - datetime.timedelta(days=1)
