"""Log lines carry no personal data (PIPL art. 51; ASVS 16.2.5)."""

import logging
import re

# PostgreSQL prints the failing row ("DETAIL: Failing row contains (...)") into its message.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT|详细信息|HINT):.*$", re.MULTILINE)
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{11,19}[0-9Xx]?(?![0-9])")


class RedactingFormatter(logging.Formatter):
    """Strips database row details, and every number as long as a phone, an ID or an account."""

    def format(self, record: logging.LogRecord) -> str:
        text = _DETAIL.sub(r"\1: (removed)", super().format(record))
        return _LONG_NUMBER.sub("[number removed]", text)
