"""A remark with all that belongs to it: what it said, its thread, the answers that were written."""

from sqlmodel import col, select

from schemas.dialogue.remark import Conversation
from store.context import AppContext
from store.db.tables import DraftRow, MessageRow
from store.remarks import remarks


def show(ctx: AppContext, remark_id: str) -> Conversation:
    """Raises `NotFound`."""
    drafts = select(DraftRow.id).where(DraftRow.reply_to == remark_id).order_by(col(DraftRow.created_at))
    messages = select(MessageRow.id).where(MessageRow.reply_to == remark_id).order_by(col(MessageRow.approved_at))
    found = remarks.show(ctx, remark_id)
    with ctx.read() as session:
        return Conversation(
            remark=found,
            versions=tuple(remarks.versions(ctx, remark_id)),
            thread=tuple(remarks.thread(ctx, remark_id)),
            drafts=tuple(session.exec(drafts)),
            messages=tuple(session.exec(messages)),
            under=remarks.under(session, found.account_id, found.post_id),
        )
