"""What one slot of a worker asks of the ledger, and what it gets."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.messages.bulk import Batch, Sent
from schemas.messages.receipt import Receipt


class Order(NamedTuple):
    """A batch that is written down as begun. It may leave after `starts_in` seconds; it is its taker's until the lease ends."""

    batch: Batch
    account_id: str
    tries: int
    starts_in: float = 0.0
    only_look: bool = False
    """It may have left before: nothing is sent, it is looked for."""


class Wait(NamedTuple):
    """Nothing yet: the provider's rate is booked, or what is left has a later time."""

    seconds: float


class Answer(NamedTuple):
    """`sent` in the batch's order; of a look what was `found`, by number, or None where the look itself failed."""

    order: Order
    sent: Sequence[Sent] = ()
    found: Mapping[int, Receipt] | None = None


class Wish(NamedTuple):
    """What came of the last batch, and whether the slot wants another one."""

    account_id: str
    answer: Answer | None = None
    go_on: bool = True


Took = Order | Wait | None
"""None: the account has nothing to send."""
