"""From a published message to its follow-up: a correction, a retraction, an all-clear."""

from collections.abc import Sequence

from sqlmodel import Session

from policy.drafts import approval
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from schemas.states import DraftStatus
from store.context import AppContext
from store.drafts import drafts
from store.messages import messages


def submit(
    ctx: AppContext, actor: str, message_id: str, content: Content, accounts: Sequence[str] = (), *, once: bool = False
) -> Draft:
    """One step from a published message to a submitted correction, retraction or all-clear (`content.kind`).

    It goes to every account the original reached. A second person still approves it. `once`: as `drafts.new`.
    """
    before_submit(ctx, actor, message_id, content, accounts)
    with ctx.write() as session:
        crisis_id, reached = _asked(session, message_id, content)
        draft = drafts.start(session, ctx, actor, crisis_id, content, accounts or reached, message_id, once=once)
        waits = draft.status == DraftStatus.SUBMITTED
        return drafts.noun(session, draft) if waits else drafts.hand_in(session, ctx, actor, draft)


def before_submit(ctx: AppContext, actor: str, message_id: str, content: Content, accounts: Sequence[str]) -> None:
    """As `drafts.before_start`."""

    def work(session: Session) -> None:
        crisis_id, reached = _asked(session, message_id, content)
        drafts.composed(session, ctx, actor, crisis_id, content, accounts or reached, message_id)

    drafts.beforehand(ctx, work)


def _asked(session: Session, message_id: str, content: Content) -> tuple[str, Sequence[str]]:
    """Its crisis, and the accounts it reached. Raises `Refused` for what cannot be followed up so."""
    row = messages.get(session, message_id)
    approval.may_follow_up(messages.noun(session, row), content.kind).or_raise()
    if row.crisis_id is None:
        raise AssertionError("policy.may_follow_up refuses messages without a crisis")
    return row.crisis_id, messages.reached(session, message_id)
