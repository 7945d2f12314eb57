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


class Language(StrEnum):
    """ISO 639-1, as BCP 47 begins."""

    BOKMAAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"
    NORTHERN_SAMI = "se"


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
    wrong: str | None = Field(default=None, max_length=500)
    """Of a correction: what was wrong, and what is right. `body` is the whole message as it is right."""
    target_groups: tuple[str, ...] = ()
    language: Language | None = None
    """What it is written in; None for the municipality's own."""

    @property
    def written(self) -> tuple[str, ...]:
        """Every word that readers may meet."""
        texts = (self.title, self.wrong, self.body, self.short, self.next_update, self.signature, self.link)
        return tuple(filter(None, texts))


class Content(ContentForm):
    """With what is put in at the desk: pictures, and when a correction was made (“kl. 14.14”)."""

    media: tuple[Media, ...] = ()
    corrected: str | None = Field(default=None, max_length=40)
