"""Messages as the gateway would hand them to the public page, and pages to hand them to."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from notifiers.base.places import Places
from notifiers.channels.public_page import PublicPage
from schemas.accounts.account import Account, Platform
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.messages.delivery import Outgoing

URL = "https://krise.stjordal.example"
ACTIONS = {"correction": PublishAction.EDIT, "retraction": PublishAction.DELETE, "all_clear": PublishAction.FOLLOW_UP}

ACCOUNT = Account(
    id="krisesiden",
    platform=Platform.PUBLIC_PAGE,
    handle="Krisesiden",
    unit="info",
    opened=date(2026, 1, 1),
    url="krisepage://",
)
SANDBOX = ACCOUNT.sandbox_account().model_copy(update={"url": "krisepage://"})

_approvals = count()


def places_in(folder: Path) -> Places:
    return Places(public=folder / "public", sandbox=folder / "sandbox", public_url=URL)


def page_in(folder: Path, account: Account = ACCOUNT, subfolder: str = "") -> PublicPage:
    page = PublicPage(subfolder)
    page.bind(account, places_in(folder))
    return page


def message(
    message_id: str,
    kind: str = "message",
    refers_to: str | None = None,
    *,
    title: str = "Kok drikkevannet",
    text: str = "Kok alt vann i tre minutter.",
    exercise: bool = False,
    facts: dict[str, str] | None = None,
    **changes: Any,
) -> Outgoing:
    """Each call is approved a second after the one before."""
    given = {
        "event": "Forurenset drikkevann",
        "area": "Stjørdal sentrum",
        "severity": "Severe",
        "kind": kind,
        "status": "Exercise" if exercise else "Actual",
        "headline": title,
        "municipality": "Stjørdal kommune",
        "sender": "Stjørdal kommune",
        "language": "nb-NO",
        **(facts or {}),
    }
    rendering = Rendering(
        account_id=ACCOUNT.id,
        action=ACTIONS.get(kind, PublishAction.PUBLISH),
        title=title,
        text=text,
        length=len(text),
        facts=given,
    )
    fields = {
        "delivery_id": f"d-{message_id}",
        "message_id": message_id,
        "crisis_id": "k-1",
        "account_id": ACCOUNT.id,
        "exercise": exercise,
        "key": f"key-{message_id}",
        "rendering": rendering,
        "target": refers_to,
        "refers_to": refers_to,
        "approved_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(_approvals)),
    }
    return Outgoing.model_validate(fields | changes)
