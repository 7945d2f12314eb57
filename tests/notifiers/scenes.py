"""What the gateway hands a channel, and accounts to hand it to."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from notifiers.base.places import Places
from notifiers.base.plugin import Plugin
from notifiers.registry import make_plugin
from schemas.accounts.account import Account, Platform
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.errors import NotifierError
from schemas.messages.delivery import Outgoing

TEXT = "Kok alt vann i Lånke i tre minutter.\n\nNeste oppdatering: kl. 14"


def places_in(folder: Path) -> Places:
    return Places(public=folder / "public", sandbox=folder / "sandbox", public_url="https://krise.kk.example")


def account(platform: Platform = Platform.CONSOLE, **extra: Any) -> Account:
    fields = {"id": "konto", "platform": platform, "handle": "konto", "unit": "info", "opened": date(2026, 1, 1)}
    return Account.model_validate(fields | extra)


def bound(url: str, folder: Path, platform: Platform = Platform.WEBHOOK) -> Plugin:
    """The plugin as the gateway makes it."""
    plugin = make_plugin(url)
    plugin.bind(account(platform), places_in(folder))
    return plugin


def outgoing(text: str = TEXT, action: PublishAction = PublishAction.PUBLISH, **changes: Any) -> Outgoing:
    rendering = Rendering(
        account_id="konto",
        action=action,
        title=changes.pop("title", "Kok drikkevannet"),
        text=text,
        length=len(text),
        media=changes.pop("media", ()),
        facts=changes.pop("facts", {}),
    )
    fields = {
        "delivery_id": "d-1",
        "message_id": "m-1",
        "crisis_id": "k-1",
        "account_id": "konto",
        "exercise": False,
        "key": "0123456789abcdef0123456789abcdef",
        "rendering": rendering,
        "approved_at": datetime.now(UTC),
    }
    return Outgoing.model_validate(fields | changes)


def in_three(out: Outgoing) -> Outgoing:
    """With versions, whose signs would be markup if they were let."""
    texts = (("nn", "Kok vatnet", "Kok alt.\n\nGjeld <alle>."), ("en", "Boil the water", "Boil [gallery] all."))
    versions = tuple(
        out.rendering.model_copy(update={"title": title, "text": text, "facts": {"language": language}, "media": ()})
        for language, title, text in texts
    )
    return out.model_copy(update={"rendering": out.rendering.model_copy(update={"versions": versions})})


def refusal(work: Callable[[], object]) -> NotifierError:
    """The error that `work` must end in."""
    with pytest.raises(NotifierError) as caught:
        work()
    return caught.value
