"""What a provider or a mail server tells later of a message that it has taken."""

from schemas.base import Noun


class DeliveryReport(Noun):
    """The last word about one recipient; what is on its way is not reported here.

    `key` is ours (`Outgoing.key`) where it comes back, `remote_id` the provider's own; one of them is there. Where many went in one
    request, `key` is its `Batch.reference`, and `recipient` says who of them.
    """

    remote_id: str = ""
    key: str = ""
    recipient: str = ""
    """E.164."""
    arrived: bool
    nobody_there: bool = False
    """The address itself is wrong or gone: it is not tried with another message."""
    passing: bool = False
    """It says nothing of the address: a full mailbox, a server that refuses us."""
