"""The idempotency key of one recipient of many: it says where the recipient stands, and that it was us who wrote it.

`<delivery>.<number>.<keyed hash>`. A report that brings it back is found without a look through 250,000 rows, and nobody can report
for a neighbour by counting on.
"""

import hmac
from typing import NamedTuple

from store.db.sealing import Sealer

_HASH = 16
"""Hex digits."""


class RecipientPlace(NamedTuple):
    delivery_id: str
    number: int
    """Within the frozen set."""


def made(sealer: Sealer, delivery_id: str, number: int) -> str:
    return f"{delivery_id}.{number}.{_hash(sealer, delivery_id, number)}"


def place(sealer: Sealer, key: str) -> RecipientPlace | None:
    """None for a key that is none of ours."""
    delivery_id, _, rest = key.partition(".")
    number, _, given = rest.partition(".")
    if not (number.isascii() and number.isdecimal()) or len(number) > len("250000000"):
        return None
    found = RecipientPlace(delivery_id, int(number))
    return found if hmac.compare_digest(given.encode(), _hash(sealer, *found).encode()) else None


def _hash(sealer: Sealer, delivery_id: str, number: int) -> str:
    return sealer.mark(f"delivery report {delivery_id} {number}")[:_HASH]
