"""Everything the other rooms ask of channels: the pure questions and the gateway, in one object."""

from collections.abc import Callable

from config.machine.settings import Settings
from notifiers import render
from notifiers.base.places import Places
from notifiers.listening import Listening
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, Rendering, RenderJob
from schemas.municipality import Municipality
from schemas.sentence import Sentence


class Channels(Listening):
    """Implements `schemas.ports.Channels`."""

    def render(self, job: RenderJob) -> Rendering:
        return render.render(job, self._places.signup_url)

    def plan_action(self, account: Account, kind: MessageKind, *, has_original: bool) -> PublishAction:
        return render.plan_action(account, kind, has_original=has_original)

    def declines(self, account: Account, content: Content, *, has_original: bool) -> Sentence | None:
        return render.declines(account, content, has_original=has_original)


def open_channels(settings: Settings, secret: Callable[[str], str | None]) -> Channels:
    return Channels(_places(settings), secret)


def prepare_channels(settings: Settings, town: Municipality) -> None:
    """What must be there before the first message; done again, it mends. Raises `OSError`."""
    for spec in PLATFORMS.values():
        if spec.prepare:
            own = town.organisation
            spec.prepare(_places(settings), own.name, own.language, town.words, own.timezone)


def _places(settings: Settings) -> Places:
    return Places(
        public=settings.public_dir,
        sandbox=settings.sandbox_dir,
        public_url=settings.public_url,
        reports_at=settings.reports_url,
        signup_url=settings.signup_url,
        key_file=settings.key_file,
    )
