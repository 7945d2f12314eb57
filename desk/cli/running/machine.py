"""The programs of this machine, asked whether they answer, and what it lacks: `krisekanal doctor`."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from config.machine.settings import SHIPPED, Settings
from config.pdf import real
from notifiers import mirror, platforms, published
from notifiers.base import sandbox
from notifiers.base.abilities import Diagnosis
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say

NOT_OURS = say(
    "This is Stjørdal's municipality file, which came along with the program. Make your own, and name its folder: krisekanal init "
    "FOLDER"
)


def programs(settings: Settings) -> Iterator[Diagnosis]:
    """A warning where one does not: a machine may have been given workers alone."""
    yield _one(published.answers(settings.desk_port, "/health"), say("the web desk"), settings.desk_port, settings)
    yield _one(published.answers(settings.page_port, "/"), say("the public page"), settings.page_port, settings)
    if settings.signup_url:
        there = published.answers(settings.signup_port, "/", urlsplit(settings.signup_url).hostname or "")
        yield _one(there, say("the sign-up page"), settings.signup_port, settings)
    if settings.prefect != "off" and settings.prefect_is_ours:
        yield _one(
            published.answers(settings.prefect_port, "/api/health"), say("Prefect"), settings.prefect_port, settings
        )


def _one(answers: bool, name: Sentence, port: int, settings: Settings) -> Diagnosis:
    if answers:
        return Diagnosis(level="ok", sentence=say("{name} answers on port {port}.", name=name, port=str(port)))
    sentence = say(
        "{name} does not answer on port {port} of this machine. Start it on {folder}: krisekanal up",
        name=name,
        port=str(port),
        folder=str(settings.data),
    )
    return Diagnosis(level="warning", sentence=sentence)


def copy_of_the_page(settings: Settings) -> Iterator[Diagnosis]:
    """Where a setting names a place for it."""
    if not settings.mirror:
        return
    found = mirror.state(settings.data)
    if found.error:
        sentence = say(
            "{error} It is tried again each minute. The last whole copy is of {when}.",
            error=found.error,
            when=found.at or "–",
        )
        yield Diagnosis(level="error", sentence=sentence)
    elif found.copied != mirror.likeness(settings.public_dir):
        sentence = say("The public page has changed and is not copied to {place} yet.", place=settings.mirror)
        yield Diagnosis(level="warning", sentence=sentence)
    else:
        yield Diagnosis(level="ok", sentence=say("The public page was last copied {when}.", when=found.at))


def lacking(settings: Settings, town: Municipality) -> Iterator[Diagnosis]:
    """What would only be found out on the worst day. Said when everything starts, too."""
    if settings.municipality == SHIPPED:
        yield Diagnosis(level="warning", sentence=NOT_OURS)
    carries = next(account for account in town.accounts if account.id == town.notices)
    plugin = platforms.PLATFORMS[carries.platform].plugin
    if plugin and issubclass(plugin, sandbox.SandboxPlugin):
        sentence = say(
            "Call-outs and letters go to {account}, a file on this machine: they reach nobody. Connect e-mail and name it in "
            "`notices` (docs/channels.md).",
            account=carries.id,
        )
        yield Diagnosis(level="warning", sentence=sentence)
    if settings.pdf == "weasyprint" and not real.can_draw():
        sentence = say("Pango is missing, so no report becomes a PDF. Install it: {command}", command=real.INSTALL)
        yield Diagnosis(level="warning", sentence=sentence)
