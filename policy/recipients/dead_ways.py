"""When an address of the register counts as dead, so that no further message is sent there.

An operator that is down for an evening fails everybody: three reports in a row count only where a week lies between the first and
the last. What the mail server says of the mailbox itself (RFC 3463) counts at once.
"""

from datetime import datetime, timedelta

MOST_FAILED = 3
AT_LEAST = timedelta(days=7)
_NOBODY_THERE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""No such mailbox, no such domain, no address at all, moved away, a domain that takes no mail (RFC 7505), closed.

Others of 5.1 speak of the sender (5.1.7, 5.1.8), or of nothing in particular (5.1.0).
"""


def is_dead(failed_in_row: int, failing_since: datetime, now: datetime, *, nobody_there: bool) -> bool:
    return nobody_there or (failed_in_row >= MOST_FAILED and now - failing_since >= AT_LEAST)


def says_nobody_there(status: str) -> bool:
    """Of an enhanced status code, as `5.1.1`."""
    return status in _NOBODY_THERE
