"""The recipients of a draft that waits, fetched anew: a new revision of the same words, which everybody looks at again."""

from policy.drafts import approval
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput
from schemas.sentence import say
from schemas.states import DraftStatus
from store.context import AppContext
from store.drafts import audiences, drafts


def renew(ctx: AppContext, actor: str, draft_id: str) -> Draft:
    """By who may decide or edit; it makes nobody an author. The draft as it is, where they are the same. Raises `Refused`."""
    draft = drafts.show(ctx, draft_id)
    ctx.ask(lambda person: approval.may_renew(ctx.municipality, person, draft), actor)
    if draft.status is not DraftStatus.SUBMITTED or draft.refers_to or draft.revision.content.audience is None:
        raise InvalidInput(say("Draft {id} waits with no recipients to fetch anew.", id=draft_id))
    audiences.ready(ctx, actor, draft.revision.content)
    with ctx.write() as session:
        row = drafts.get(session, draft_id)
        audiences.address(session, ctx, actor, row, drafts.noun(session, row))
        return drafts.noun(session, row)
