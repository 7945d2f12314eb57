"""From a published message to what mends it: a correction, a retraction, an all-clear."""

from collections.abc import Sequence

from policy.drafts import approval
from schemas.content import Content
from schemas.draft import Draft
from store.context import AppContext
from store.drafts import drafts
from store.messages import messages


def mend(ctx: AppContext, actor: str, message_id: str, content: Content, accounts: Sequence[str] = ()) -> Draft:
    """One step from a published message to a submitted correction, retraction or all-clear (`content.kind`).

    It goes to every account the original reached. A second person still approves it.
    """
    with ctx.write() as session:
        row = messages.get(session, message_id)
        approval.may_mend(messages.noun(session, row), content.kind).or_raise()
        if row.crisis_id is None:
            raise AssertionError("policy.may_mend refuses messages without a crisis")
        draft = drafts.start(
            session, ctx, actor, row.crisis_id, content, accounts or messages.reached(session, message_id), row.id
        )
        return drafts.hand_in(session, ctx, actor, draft)
