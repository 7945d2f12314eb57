"""What the rest of the product must know of a channel. Each channel's folder has one, as `SPEC` in its `spec.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from notifiers.base.abilities import Ability
from notifiers.base.lengths import graphemes
from notifiers.base.media_rules import MediaRules
from notifiers.base.plugin import Places, Plugin
from notifiers.connect.base import Connector
from schemas.channel_rules import ChannelRules
from schemas.rendering import RenderJob
from schemas.sentence import Sentence, say
from schemas.turn import Turn


def nothing_more(job: RenderJob, text: str) -> dict[str, str]:
    return {}


def nothing_beside(facts: dict[str, str]) -> list[Sentence]:
    return []


class ChannelSpec(ChannelRules):
    """`limit` in units of `count` (None: no limit of its own). `titled`: the title has a place of its own."""

    name: str
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

    plugin: type[Plugin] | None = None
    """What acts for an account; None where nothing can."""
    providers: tuple[type[Plugin], ...] = ()
    """Plugins with addresses of their own, where there are several; each is a `plugin`."""
    any_service: bool = False
    """`plugin` wraps every Apprise service that no channel of ours speaks for."""
    connector: type[Connector] | None = None
    """The visit in the browser that gives access; None where the address is stored by hand."""
    addressed: bool = False
    """Goes to the account's `recipients`, and to nobody where it has none."""
    watch_every: float = 45.0
    """Seconds between two reads of an account that is watched: at least once a minute, within the platform's quota."""
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
    prepare: Callable[[Places, str, str], None] | None = None
    """Done once before the first message, with the municipality's name and language. Raises `OSError`."""

    def plugins(self) -> tuple[type[Plugin], ...]:
        """What Apprise is told of: every plugin that has an address of its own."""
        one = () if self.plugin is None or self.any_service else (self.plugin,)
        return self.providers or one

    def cannot(self, ability: Ability) -> Sentence | None:
        """The sentence the screen shows, None where the channel can."""
        if self.plugin is None:
            return self.note or say(
                "{name} is not connected yet. Publish there by hand, in the words of the approved message.",
                name=self.name,
            )
        return self.plugin.cannot.get(ability)
