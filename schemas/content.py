"""What someone wants to say, before any channel has shaped it."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.media import Media


class MessageKind(StrEnum):
    MESSAGE = "message"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    ALL_CLEAR = "all_clear"
    UNIT_POST = "unit_post"
    """A unit's own post on a normal day; never goes through the desk."""


class ContentForm(Noun):
    """`short` is used where `body` does not fit (never cut by us); `next_update` is plain words."""

    kind: MessageKind = MessageKind.MESSAGE
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=20_000)
    short: str | None = Field(default=None, max_length=2_000)
    link: str | None = Field(default=None, pattern=r"^https?://\S+$")
    next_update: str | None = Field(default=None, max_length=120)
    next_update_at: UtcTime | None = None
    """The same promise as a time, for the countdown and for keeping it."""
    signature: str | None = Field(default=None, max_length=80)
    target_groups: tuple[str, ...] = ()


class Content(ContentForm):
    """With the pictures, which are put in at the desk."""

    media: tuple[Media, ...] = ()
