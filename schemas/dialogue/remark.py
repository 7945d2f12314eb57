"""What others write to us on a platform: comments, replies, mentions, messages."""

from enum import StrEnum

from schemas.base import Noun, UtcTime
from schemas.states import RemarkStatus


class RemarkKind(StrEnum):
    """How it came."""

    COMMENT = "comment"
    """Under a post of ours."""
    REPLY = "reply"
    """To a comment."""
    MENTION = "mention"
    """Names our account in a post of its own."""
    DIRECT = "direct"
    """A message that only we can read."""
    SMS = "sms"
    MAIL = "mail"


OPEN_TO_ALL = (RemarkKind.COMMENT, RemarkKind.REPLY, RemarkKind.MENTION)
"""Kinds that everybody can read; the others only we can."""


class RemarkDeed(StrEnum):
    """What can be done about remarks on a channel."""

    READ = "read_remarks"
    REPLY = "reply"
    HIDE = "hide"
    REMOVE = "remove_remark"
    PRIVATELY = "reply_privately"
    """Answer what all can read with a message to whoever wrote it."""


class HideReason(StrEnum):
    """Why something is taken out of readers' sight. That it is criticism is none of them."""

    LAW = "unlawful"
    PERSONAL_DATA = "personal_data"
    THREAT = "threat"
    SPAM = "spam"


class HideDeed(StrEnum):
    """What the worker is to do at the platform."""

    HIDE = "hide"
    SHOW = "show"
    REMOVE = "remove"
    """For good."""


class RemoteRemark(Noun):
    """A remark as its platform shows it now. `remote_id` is the platform's, the same however often it is delivered."""

    remote_id: str
    kind: RemarkKind = RemarkKind.COMMENT
    parent_id: str | None = None
    """Remote id of the remark that it answers."""
    post_id: str | None = None
    """Remote id of the post of ours that it stands under."""
    author: str
    """As the platform shows it: a handle or a name."""
    text: str
    """Plain words, without the platform's markup."""
    remote_url: str | None = None
    written_at: UtcTime
    edited_at: UtcTime | None = None
    """None where it was not, or where the platform does not say."""
    deleted: bool = False
    """Taken away by whoever wrote it, or by others; its text may be gone with it."""
    hidden: bool = False
    """Readers do not see it."""
    ours: bool = False
    """Written by the account itself."""


class RemarkPage(Noun):
    """In any order; the same may come again, an edited one comes again. `cursor` is the channel's own, handed back next time."""

    remarks: tuple[RemoteRemark, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Of entries that nobody could read: the platform's id, or a fingerprint; the same each time."""
    cursor: str | None = None
    more: bool = False
    """There is more to read at once."""


class Remark(Noun):
    """A remark as we keep it. What its platform says of it is `RemoteRemark`; the rest is what we did about it."""

    id: str
    account_id: str
    remote_id: str
    kind: RemarkKind
    parent_id: str | None = None
    """Remote id, as `post_id`."""
    post_id: str | None = None
    author: str
    text: str
    """The newest; of one that is deleted, what it said before."""
    remote_url: str | None = None
    written_at: UtcTime
    edited_at: UtcTime | None = None
    deleted: bool = False
    hidden: bool = False
    ours: bool = False
    version: int = 1
    """Counts what we saw it say; each is kept (`store.remarks.remarks.versions`)."""
    hash: str
    """Of what it says now (`policy.dialogue.seen.fingerprint`)."""
    first_seen_at: UtcTime
    changed_at: UtcTime | None = None
    """When we saw it edited, deleted or back again."""
    exercise: bool
    crisis_id: str | None = None
    """The crisis that was open when it came."""
    status: RemarkStatus
    unit: str
    """Whose it is: the account's unit, until somebody gives it to another."""
    assigned_to: str | None = None
    reason: str | None = None
    """Why it needs no answer, or is hidden."""
    decided_by: str | None = None
    decided_at: UtcTime | None = None
    answered_at: UtcTime | None = None
    """The first time."""
    hide_wanted: HideDeed | None = None
    """While the platform has not done it yet."""
    hide_error: str | None = None
    """Why it did not do it."""

    @property
    def seen(self) -> str:
        """What whoever answers it names: this remark in these words."""
        return self.hash

    @property
    def hidden_because(self) -> HideReason | None:
        """None for one that is not hidden, or whose reason nobody of the desk gave."""
        return HideReason(self.reason) if self.reason and self.status is RemarkStatus.HIDDEN else None

    @property
    def remote(self) -> RemoteRemark:
        """As we saw it."""
        return RemoteRemark.model_validate({name: getattr(self, name) for name in RemoteRemark.model_fields})


class Conversation(Noun):
    """A remark with all that belongs to it."""

    remark: Remark
    versions: tuple["RemarkVersion", ...]
    thread: tuple[Remark, ...]
    """From what it began with to the last answer, oldest first."""
    drafts: tuple[str, ...]
    """Ids of drafts that answer it, oldest first; `messages` likewise."""
    messages: tuple[str, ...]
    under: str | None = None
    """Id of the message of ours that it stands under; None where it stands alone, or nobody knows."""


class RemarkVersion(Noun):
    """What it said at one time."""

    number: int
    text: str
    deleted: bool
    hash: str
    seen_at: UtcTime
