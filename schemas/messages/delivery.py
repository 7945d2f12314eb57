"""One message on its way to one account, and every attempt made."""

from schemas.base import Noun, UtcTime
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.errors import RetryClass
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus


class Delivery(Noun):
    """(message, account) is unique. `lease_until` is set only while `sending`."""

    id: str
    message_id: str
    account_id: str
    exercise: bool
    action: PublishAction
    status: DeliveryStatus
    attempts: int
    due_at: UtcTime
    queued_at: UtcTime
    started_at: UtcTime | None = None
    """When the first request of the last attempt left."""
    tried_since: UtcTime | None = None
    give_up_at: UtcTime | None = None
    """Until when it is tried by itself (`policy.sending.patience`)."""
    finished_at: UtcTime | None = None
    remote_id: str | None = None
    remote_url: str | None = None
    error_kind: RetryClass | None = None
    error: str | None = None
    fallback_for: str | None = None
    """Account id that failed and that this delivery stands in for."""
    paused: bool = False
    """It goes to many, and a person has paused it."""


class Outgoing(Noun):
    """What the gateway hands a channel: one request's worth, to one recipient ("" where there is none).

    `key` is the idempotency key: the same for every attempt at the same (delivery, recipient).
    `target` is the remote id to edit, delete or follow up; None for a plain publish.
    """

    delivery_id: str
    message_id: str
    crisis_id: str | None
    account_id: str
    exercise: bool
    key: str
    recipient: str = ""
    rendering: Rendering
    target: str | None = None
    approved_at: UtcTime
    stop: str = ""
    """Of somebody in the register: the last part of their own link that ends it (`List-Unsubscribe`)."""
    answers: RemoteRemark | None = None
    """Of a reply: the remark as we saw it; `target` is its remote id."""
    privately: bool = False
    """Only whoever wrote it is to read the answer."""
    greets: bool = False
    """The words begin with the first name of whom they answer."""
    refers_to: str | None = None
    """Message id that this one corrects, retracts or calls off."""


class SendResult(Noun):
    """What one request, or one look for it, came to: a receipt, or a class of retry."""

    receipt: Receipt | None = None
    kind: RetryClass | None = None
    retry_after: float | None = None
    error: str = ""
    original: Receipt | None = None
    """Where the original was found that nobody knew of."""


class Claim(Noun):
    """A delivery this worker may carry out now. `in_doubt`: its request may have left before, and is looked for first.

    `attempt_id` names the try that was written down before its request leaves; its outcome is written to it and no other.
    """

    out: Outgoing
    account_id: str
    attempt_id: str
    attempts: int
    in_doubt: bool = False
    only_look: bool = False
    """Of a database's other life: whatever a look finds, nothing is sent before a person wants it."""
    repeatable: bool = False
    """Where a look finds nothing it may be sent again: twice is once."""
    original: Outgoing | None = None
    """What is followed up, where nobody knows whether it stands there: to be looked for first (it has its own key)."""
