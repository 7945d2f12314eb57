"""A post that is not ours becomes a draft of the desk."""

from collections.abc import Sequence

from sqlmodel import Session

from policy.access import Action
from policy.accounts.foreign_posts import as_content
from policy.accounts.lock import leaders
from schemas.drafts.draft import Draft
from schemas.monitoring.foreign_post import ForeignPost
from schemas.states import ForeignStatus
from store.context import AppContext
from store.db.nouns import as_noun
from store.drafts import drafts, revisions
from store.monitoring import foreign_posts


def take_over(ctx: AppContext, actor: str, foreign_id: str, accounts: Sequence[str] = ()) -> Draft:
    """Its text as a draft of the desk, for every connected account or those named. A second person approves it.

    Nobody knows who wrote it there: whoever may post on that account had a hand in it.
    """
    before_taking_over(ctx, actor, foreign_id, accounts)
    with ctx.write() as session:
        row = foreign_posts.get(session, foreign_id)
        ctx.authorize(Action.FOREIGN, actor)
        draft = drafts.start(session, ctx, actor, row.crisis_id, as_content(as_noun(ForeignPost, row)), accounts, None)
        foreign_posts.decide(session, ctx, actor, row, ForeignStatus.TAKEN_OVER, draft=draft.id)
        row.draft_id = draft.id
        revisions.had_a_hand(draft, *leaders(ctx.municipality, ctx.account(row.account_id)))
        return drafts.noun(session, draft)


def before_taking_over(ctx: AppContext, actor: str, foreign_id: str, accounts: Sequence[str]) -> None:
    """As `drafts.before_start`."""

    def work(session: Session) -> None:
        row = foreign_posts.get(session, foreign_id)
        ctx.authorize(Action.FOREIGN, actor)
        drafts.composed(session, ctx, actor, row.crisis_id, as_content(as_noun(ForeignPost, row)), accounts)

    drafts.beforehand(ctx, work)
