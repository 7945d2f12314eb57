"""What a platform answered. A receipt is evidence: it is stored as it came."""

from schemas.base import Noun


class Receipt(Noun):
    """`remote_id` and `remote_url` are None where the platform gives none (SMTP, plain webhooks)."""

    remote_id: str | None = None
    remote_url: str | None = None
    detail: str = ""
    """Short technical note for the log, without secrets (`HTTP 200`, `250 2.0.0 Ok`)."""


class RemotePost(Noun):
    """A post read back from a platform. `marker` is our idempotency key if the post carries it."""

    remote_id: str
    remote_url: str | None = None
    title: str = ""
    """Where the platform keeps it apart from the text."""
    text: str = ""
    marker: str | None = None
