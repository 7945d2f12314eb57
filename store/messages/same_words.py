"""The same words twice: known before approval for the platforms that refuse them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from policy.drafts.same_words import FACT, alike
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.tables import DeliveryRow, MessageRow
from store.messages import renderings

_LOOKED_BACK = timedelta(days=30)
"""No platform says for how long it remembers."""
_NEW = (PublishAction.PUBLISH, PublishAction.FOLLOW_UP)
_STANDING = (*_NEW, PublishAction.EDIT)
"""What was put right stands there in its new words."""
_NEVER_OUT = (DeliveryStatus.FAILED, DeliveryStatus.CANCELLED)


def marked(session: Session, ctx: AppContext, made: Iterable[Rendering]) -> list[Rendering]:
    """Those that say what stands on their account already say so, with the time it was approved."""
    return [_marked(session, ctx, one) for one in made]


def _marked(session: Session, ctx: AppContext, made: Rendering) -> Rendering:
    if made.action not in _NEW or not ctx.channels.refuses_same(ctx.account(made.account_id)):
        return made
    said = _said_at(session, ctx, made)
    if said is None:
        return made
    local = said.astimezone(ZoneInfo(ctx.municipality.organisation.timezone))
    return made.model_copy(update={"facts": made.facts | {FACT: f"{local:%d.%m. kl. %H.%M}"}})


def _said_at(session: Session, ctx: AppContext, made: Rendering) -> datetime | None:
    query = (
        select(MessageRow)
        .join(DeliveryRow, col(DeliveryRow.message_id) == col(MessageRow.id))
        .where(DeliveryRow.account_id == made.account_id, col(DeliveryRow.action).in_(_STANDING))
        .where(col(DeliveryRow.status).not_in(_NEVER_OUT), col(MessageRow.approved_at) > ctx.clock() - _LOOKED_BACK)
        .order_by(col(MessageRow.approved_at).desc())
    )
    words = alike(made.text)
    for message in session.exec(query):
        if any(
            one.account_id == made.account_id and alike(one.text) == words
            for one in renderings.of_message(session, message)
        ):
            return message.approved_at
    return None
