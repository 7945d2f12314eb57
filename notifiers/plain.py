"""An `Outgoing` made from a bare text, for use of our plugins from plain Apprise."""

import uuid
from datetime import UTC, datetime

from schemas.delivery import Outgoing
from schemas.rendering import Action, Rendering


def outgoing(body: str, title: str) -> Outgoing:
    """Publish once, with a key of its own."""
    key = uuid.uuid4().hex
    rendering = Rendering(
        account_id="apprise", action=Action.PUBLISH, title=title, text=body, length=len(body)
    )
    return Outgoing(
        delivery_id=key, message_id=key, crisis_id=None, account_id="apprise", exercise=False,
        key=key, rendering=rendering, approved_at=datetime.now(UTC),
    )  # fmt: skip
