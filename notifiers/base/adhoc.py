"""Requests that no delivery of ours stands behind: a bare text that plain Apprise hands us, the removal of others' posts."""

import uuid
from datetime import UTC, datetime

from schemas.accounts.account import Account
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.messages.delivery import Outgoing


def from_apprise(body: str, title: str) -> Outgoing:
    """Publish once, with a key of its own."""
    key = uuid.uuid4().hex
    rendering = Rendering(account_id="apprise", action=PublishAction.PUBLISH, title=title, text=body, length=len(body))
    return Outgoing(
        delivery_id=key,
        message_id=key,
        crisis_id=None,
        account_id="apprise",
        exercise=False,
        key=key,
        rendering=rendering,
        approved_at=datetime.now(UTC),
    )


def removal(account: Account, remote_id: str) -> Outgoing:
    """Take down what stands at `remote_id`; the key is the same however often it is asked."""
    rendering = Rendering(account_id=account.id, action=PublishAction.DELETE, title="", text="", length=0)
    return Outgoing(
        delivery_id=remote_id,
        message_id=remote_id,
        crisis_id=None,
        account_id=account.id,
        exercise=False,
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"{account.id}/{remote_id}").hex,
        rendering=rendering,
        target=remote_id,
        approved_at=datetime.now(UTC),
    )
