"""What the rest of the product must know of a channel. Each channel's folder has one, as `SPEC` in its `spec.py`."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from notifiers.base.abilities import Ability
from notifiers.base.lengths import graphemes
from notifiers.base.media_rules import MediaRules
from notifiers.base.places import Places
from schemas.accounts.channel_rules import ChannelRules
from schemas.drafts.own_words import Words
from schemas.drafts.rendering import RenderJob
from schemas.messages.turn import Turn
from schemas.sentence import Sentence, say

if TYPE_CHECKING:
    from notifiers.base.plugin import Plugin
    from notifiers.connect.base import Connector

    Acting = Callable[[], type[Plugin]]
    Several = Callable[[], tuple[type[Plugin], ...]]
    LetsIn = Callable[[], type[Connector]]
else:
    Acting = Several = LetsIn = Callable[[], Any]
"""Asked for when something is to be done: what is only listed needs no HTTP (adr 0025)."""


def nothing_more(job: RenderJob, text: str) -> dict[str, str]:
    return {}


def nothing_beside(facts: dict[str, str]) -> list[Sentence]:
    return []


_SHORT = 500


def whole(text: str) -> list[str]:
    return [text]


class Drawn(StrEnum):
    """As what the preview draws a post of the platform."""

    POST = "post"
    NOTE = "note"
    """A short post."""
    CHAT = "chat"
    SMS = "sms"
    LETTER = "letter"
    PAGE = "page"
    FILE = "file"
    """A picture or a video, with its words below it."""


class Fold(NamedTuple):
    """What is seen of a text before somebody asks for more of it. No platform documents it: as seen in their own programs."""

    signs: int
    lines: int


class ChannelSpec(ChannelRules):
    """`limit` in units of `count` (None: no limit of its own). `titled`: the title has a place of its own."""

    name: str
    named: Sentence | None = None
    """The name, where it is a word of the language and no platform's own."""
    icon: str = "megaphone"
    """Its sign on the desk, by its name in Bootstrap Icons; `python -m desk.web.vendor` fetches it."""
    limit: int | None = None
    unit: Literal["characters", "bytes"] = "characters"
    count: Callable[[str], int] = graphemes
    titled: bool = False
    brief: bool = False
    """The short text is preferred where there is one: every part costs."""
    dash: str = "–"
    """Before the signature; a sign that the channel has at no extra cost."""
    media: MediaRules = MediaRules()
    drawn: Drawn = Drawn.PAGE
    fold: Fold | None = None
    card: bool = False
    """An address in the text is shown with a card below it, where no file goes with it."""
    pieces: Callable[[str], list[str]] = whole
    """The text as the reader's telephone gets it."""

    acts: Acting | None = None
    """What acts for an account; None where nothing can."""
    providers: Several = tuple
    """Plugins with addresses of their own, where there are several; each is a `plugin`."""
    any_service: bool = False
    """`plugin` wraps every Apprise service that no channel of ours speaks for."""
    lets_in: LetsIn | None = None
    """The visit in the browser that gives access; None where the address is stored by hand."""
    addressed: bool = False
    """Goes to the account's `recipients`, and to nobody where it has none."""
    watch_every: float = 45.0
    """Seconds between two reads of an account that is watched: at least once a minute, within the platform's quota."""
    remarks_every: float = 45.0
    """Seconds between two reads of what others write there, at the most often: 55 or less keep the minute; within its quota."""
    reply_limit: int | None = None
    """Of an answer to a remark, where it is another than `limit`."""
    private_within: timedelta | None = None
    """How long after a remark it may be answered by one message to whoever wrote it; None where the platform has none such."""
    private_limit: int | None = None
    """Of such a message."""
    replies_apart: float = 5.0
    """Seconds between two of many replies in the same words: a row of them at once is taken for spam."""
    answer_begins: str = ""
    """Put before an answer there, `{author}` being whom it answers; where the platform's own way is to name them."""
    lists_answers: bool = False
    """It shows the list of questions and answers."""
    shows_versions: bool = False
    """A message in several languages stands there in all of them. What is `addressed` sends each reader their own."""
    turn: Turn = Turn.REST
    """When many want to leave at once."""
    refuses_same: bool = False
    """The platform takes no post in the very words of one before."""
    settles_within: timedelta = timedelta(minutes=2)
    """How long after a request without an answer its post may still show: the platform may be at work on it (our own deadline is
    half a minute), and what it has taken may reach its listing later. No platform names a time; where we know of slower ones, their
    spec says why."""
    note: Sentence | None = None
    """What the platform itself cannot do, whoever connects it."""

    details: Callable[[RenderJob, str], dict[str, str]] = nothing_more
    """What the rendering keeps beside the text. Raises `InvalidInput` for a text the channel cannot carry."""
    beside: Callable[[dict[str, str]], list[Sentence]] = nothing_beside
    """How the preview tells of what `details` has put there."""
    prepare: Callable[[Places, str, str, Words, str], None] | None = None
    """Done once before the first message, with the municipality's name, language, own words and clock. Raises `OSError`."""

    @property
    def short(self) -> bool:
        """Every word counts: none is sent twice."""
        return not self.titled and (self.brief or (self.limit is not None and self.limit <= _SHORT))

    @property
    def plugin(self) -> "type[Plugin] | None":
        return self.acts() if self.acts else None

    @property
    def connector(self) -> "type[Connector] | None":
        return self.lets_in() if self.lets_in else None

    def plugins(self) -> "tuple[type[Plugin], ...]":
        """What Apprise is told of: every plugin that has an address of its own."""
        one = () if self.plugin is None or self.any_service else (self.plugin,)
        return self.providers() or one

    def cannot(self, ability: Ability) -> Sentence | None:
        """The sentence the screen shows, None where the channel can."""
        if self.plugin is None:
            return self.note or say(
                "{name} is not connected yet. Publish there by hand, in the words of the approved message.",
                name=self.name,
            )
        return self.plugin.lacks(ability)
