"""What a command works with: the application context, who acts, and how the answer is to look."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from config.machine import own_folder, settings
from config.reading.explain import explain, joined
from desk.cli.operator import origin
from desk.cli.output import show
from notifiers import facade, platforms
from schemas.base import Noun
from schemas.errors import InvalidInput, NotFound
from schemas.sentence import Sentence, say
from store import opening
from store.crises import find
from store.outbox import workers

if TYPE_CHECKING:
    from config.machine.settings import Settings
    from notifiers.facade import Channels
    from store.context import AppContext
    from store.opening import Opened

N = TypeVar("N", bound=Noun)


@dataclass
class Desk:
    """Opened on first use, so that `--help` and `config check` need no database."""

    acting: str | None = None
    as_json: bool = False

    @cached_property
    def settings(self) -> "Settings":
        found = settings.load_settings()
        own_folder.keep_to_ourselves(found)
        return found

    @cached_property
    def opened(self) -> "Opened[Channels]":
        ours = self.settings
        return opening.open_context(ours, lambda secret: facade.open_channels(ours, secret), platforms.PLATFORMS)

    @cached_property
    def ctx(self) -> "AppContext":
        return replace(self.opened.ctx, origin=origin())

    @property
    def channels(self) -> "Channels":
        return self.opened.channels

    @property
    def actor(self) -> str:
        """Raises `InvalidInput` where nobody is named, `NotFound` for someone unknown."""
        if not self.acting:
            raise InvalidInput(say("Say who acts: --as PERSON. The municipality file names the people."))
        return self.ctx.person(self.acting).id

    def form(self, noun: type[N], **fields: Any) -> N:
        """Build a noun from options. Raises `InvalidInput` that names every option to change."""
        try:
            return noun.model_validate(fields)
        except ValidationError as error:
            raise InvalidInput(joined(explain(dict(f), f"--{f['loc'][0]}") for f in error.errors())) from None

    def crisis_id(self, named: str | None) -> str:
        """The one named, else the one that is open. Raises `NotFound`."""
        if named:
            return named
        current = find.current(self.ctx)
        if current is None:
            raise NotFound(say("No crisis is open. Name one; see `krisekanal crisis list`."))
        return current.id

    def tell(self, sentence: Sentence) -> None:
        """A word beside the answer; programs do not get it."""
        if not self.as_json:
            show.tell(sentence)

    def warn_if_nobody_works(self) -> None:
        """Everything is kept without a worker, but nothing leaves."""
        if not workers.at_work(self.ctx):
            self.tell(
                say(
                    "Nothing is sent yet: no worker is running on {folder}. Start it with `krisekanal up`.",
                    folder=str(self.settings.data),
                )
            )
