"""Exactly what one account will publish: made and checked before approval, frozen by its hash."""

from enum import StrEnum
from typing import Literal

from schemas.accounts.account import Account
from schemas.base import Noun
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.drafts.own_words import OwnWords


class PublishAction(StrEnum):
    """How a message reaches an account."""

    PUBLISH = "publish"
    EDIT = "edit"
    """The original is changed in place (a correction where the platform can)."""
    DELETE = "delete"
    """The original is taken down (a retraction where the platform can)."""
    FOLLOW_UP = "follow_up"
    """A new post that points at the original, where the platform can do neither."""
    REPLY = "reply"
    """An answer under what somebody else has written."""


class Rendering(Noun):
    """`text` is what readers see, to the letter. `length` is counted in `unit` against `limit`."""

    account_id: str
    action: PublishAction
    title: str
    text: str
    html: str = ""
    """Only where the channel publishes markup."""
    link: str | None = None
    media: tuple[Media, ...] = ()
    left_out: tuple[Media, ...] = ()
    """Files of the message that this channel cannot carry; the text goes without them."""
    length: int
    limit: int | None = None
    unit: Literal["characters", "bytes"] = "characters"
    facts: dict[str, str] = {}
    """Structured extras a channel needs (CAP: event, area, severity)."""
    versions: tuple["Rendering", ...] = ()
    """The same in other languages, where the channel has use for them; these have none of their own."""

    @property
    def language(self) -> str:
        """ISO 639-1, of the whole text."""
        return self.facts.get("language", "nb").partition("-")[0]

    @property
    def shown(self) -> str:
        """All that stands there, to the letter: the text, and below it each version under its own headline."""
        return "\n\n".join((self.text, *(part for each in self.versions for part in (each.title, each.text))))

    def read_in(self, language: str) -> "Rendering":
        """What a reader of this language gets: the version in it, else the message itself. One text, without the others."""
        found = next((version for version in self.versions if version.language == language), self)
        return found.model_copy(update={"versions": ()}) if found.versions else found


class RenderJob(Noun):
    """All a channel may look at when it shapes a text: no clock, no database."""

    content: Content
    account: Account
    crisis: Crisis | None = None
    """None for a unit's own post on a normal day."""
    municipality: str
    sender: str = ""
    """CAP `sender` of the municipality."""
    number: str = ""
    """The municipality's, four digits."""
    language: str = "nb"
    """What the text is written in: `nb`, `nn`, `en` or `se`."""
    own_words: OwnWords = OwnWords()
    """The municipality's for what we add, in that language."""
    area: str = ""
    """Where the crisis is, as CAP polygons, one a line; `outline` is the municipality's own."""
    outline: str = ""
    original: Content | None = None
    """What is corrected, retracted or called off."""
    recipients: tuple[str, ...] = ()
    addressed: int | None = None
    """How many of the register it goes to instead."""
    versions: tuple["RenderJob", ...] = ()
    """The same message in other languages; these have none of their own."""
    begins: str = ""
    """The longest that may be put before the text there, and is counted with it."""

    @property
    def reaches(self) -> int:
        return len(self.recipients) if self.addressed is None else self.addressed

    @property
    def exercise(self) -> bool:
        return self.crisis is not None and self.crisis.exercise
