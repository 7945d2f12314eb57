"""A message that went out in two channels, of which one took it."""

from datetime import timedelta

from schemas.messages.delivery import SendResult
from store.approvals import approvals
from store.crises import lifecycle
from store.deliveries import deliveries
from store.drafts import drafts
from tests import one_hand
from tests.cast import content, request
from tests.desk.web.inside import Inside


def published(inside: Inside, screen: SendResult, webhook: SendResult) -> str:
    """Its id, with what came of it on the screen and at the webhook."""
    inside.opened.vault.put(inside.ctx, "kari", "webhook", "json://127.0.0.1:9/hook")
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.new(inside.ctx, "anne", crisis.id, content(title="Kok vannet"), ["skjerm", "varsling"])
    draft = drafts.submit(inside.ctx, "anne", draft.id)
    message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen).id
    results = {"skjerm": screen, "varsling": webhook}
    for delivery_id, account_id in deliveries.to_carry(inside.ctx, message, "w"):
        claimed = one_hand.claim(inside.ctx, delivery_id, "w", timedelta(seconds=30))
        assert claimed is not None
        one_hand.finish(inside.ctx, claimed, results[account_id], "w")
    return message
