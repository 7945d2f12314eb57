"""`krisekanal demo`: a whole crisis in a folder of its own, every channel played by its sandbox account, without one password."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Annotated

import typer

from config.language.texts import read
from config.machine import settings
from config.town import municipality
from desk.cli.command import words
from desk.cli.commands import run
from desk.cli.desk import Desk
from desk.cli.running import demo_files
from notifiers import platforms
from policy.roles import chief_executives, editors
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content
from schemas.errors import Refused, StoreUnavailable
from schemas.sentence import Sentence, say
from schemas.states import CrisisStatus, DeliveryStatus
from store.crises import find
from store.drafts import drafts
from store.exercises import plans
from store.files import incoming
from store.messages import choosing, messages

_SCENARIO = "kokevarsel"
"""Played where the municipality file has no plan of its own that is."""
_SHOWS = say("A map of where the water is to be boiled.")
_PORTS = ("DESK_PORT", "PAGE_PORT")


def demo(
    desk: Desk,
    file: Annotated[Path | None, typer.Argument(help=words(say("A municipality file; else the one in force.")))] = None,
) -> None:
    """Runs until it is stopped, so that the desk and the page can be looked at when the crisis is over."""
    folder = tempfile.mkdtemp(prefix="krisekanal-demo-")
    original = (file or desk.settings.municipality).absolute()
    town = municipality.load_municipality(original, platforms.PLATFORMS)
    ours_alone = demo_files.town_file(original, town, Path(folder))
    _begin_anew(
        {"DATA": folder, "MUNICIPALITY": str(ours_alone), "PREFECT": "off", **{name: _free_port() for name in _PORTS}}
    )
    ours = Desk(desk.acting, desk.as_json)
    ours.tell(say("Everything of this demonstration is in {folder}; nothing leaves the machine.", folder=folder))
    run.run_all(ours, prefect=False, at_each_look=_Play(ours).look_quietly)


def _begin_anew(wanted: dict[str, str]) -> None:
    """Nothing of the real Krisekanal is in force: neither its database nor its keys, page or addresses."""
    for name in [name for name in os.environ if name.startswith(settings.PREFIX) and name != f"{settings.PREFIX}LANG"]:
        del os.environ[name]
    os.environ |= {settings.PREFIX + name: value for name, value in wanted.items()}
    os.environ[f"{settings.PREFIX}SETTINGS"] = os.devnull


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class _Play:
    """Begins the exercise, and says on the terminal what is out where, as it comes out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._crisis: Crisis | None = None
        self._said: set[str] = set()
        self._to_show = [demo_files.picture, demo_files.film]

    def look_quietly(self) -> None:
        """A database that is busy is asked again at the next look."""
        with suppress(StoreUnavailable):
            self.look()

    def look(self) -> None:
        if self._crisis is None:
            self._crisis = self._begin()
        elif self._crisis.status is CrisisStatus.ESTABLISHED:
            for sentence in self._news(self._crisis.id):
                self._desk.tell(sentence)
            if self._said and self._to_show:
                with suppress(Refused):  # the script has ended it meanwhile
                    self._show_more(self._crisis, self._to_show.pop())
            self._crisis = find.show(self._desk.ctx, self._crisis.id)
            if self._crisis.status is not CrisisStatus.ESTABLISHED:
                self._desk.tell(_over(self._desk, len(self._said)))

    def _begin(self) -> Crisis:
        town = self._desk.ctx.municipality
        played = next((plan.id for plan in town.exercises if plan.scripted), _SCENARIO)
        found = plans.start(self._desk.ctx, chief_executives(town)[0].id, played, scripted=True)
        self._desk.tell(say("The crisis staff is set up: {title}. Every account is locked.", title=found.title))
        return found

    def _show_more(self, crisis: Crisis, file: Callable[[], IO[bytes]]) -> None:
        """For the accounts that take no words alone; the script's next editor approves it."""
        ctx = self._desk.ctx
        author = editors(ctx.municipality)[0].id
        seen = incoming.take_in(ctx, self._desk.settings, author, file(), read(_SHOWS))
        words = Content(title=crisis.title, body=f"{crisis.what}\n\n{crisis.where}", media=(seen,))
        there = [a.id for a in ctx.municipality.all_accounts() if a.sandbox and ctx.channels.why_not(a) is None]
        plain = words.model_copy(update={"media": ()})
        fits, fits_plain = (
            {account.id for account, rendering, _ in choosing.preview(ctx, crisis, each, there, None) if rendering}
            for each in (words, plain)
        )
        if fits - fits_plain:
            draft = drafts.new(ctx, author, crisis.id, words, sorted(fits - fits_plain))
            drafts.submit(ctx, author, draft.id)

    def _news(self, crisis_id: str) -> Iterator[Sentence]:
        for message in reversed(messages.listing(self._desk.ctx, crisis_id)):
            for delivery in message.deliveries:
                if delivery.status is DeliveryStatus.DELIVERED and delivery.id not in self._said:
                    self._said.add(delivery.id)
                    yield say("  {address}", address=f"{delivery.account_id}: {message.content.title}")


def _over(desk: Desk, count: int) -> Sentence:
    return say(
        "The crisis is over: {count} deliveries, each in its sandbox account's file in {sandbox}. The report is in {reports}. "
        "Look around at the desk; Ctrl-C ends the demonstration.",
        count=count,
        sandbox=str(desk.settings.sandbox_dir),
        reports=str(desk.settings.data / "reports"),
    )
