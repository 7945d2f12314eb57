"""Every revision of a draft: to be read, to be compared with the newest, and to be brought back."""

from fastapi import APIRouter, Request, Response

from desk.web.answers import answered
from desk.web.forms import attempt
from desk.web.pages.approve import pairs_of
from desk.web.shown.comparison import differences
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.drafts.approval import may_edit
from schemas.drafts.draft import Draft, Revision
from schemas.errors import KrisekanalError, NotFound
from schemas.sentence import say
from store.context import AppContext
from store.crises import find
from store.drafts import drafts, revisions

router = APIRouter()


@router.get("/drafts/{draft_id}/revisions")
def listing(request: Request, draft_id: str) -> Response:
    return _page(request, draft_id)


@router.post("/drafts/{draft_id}/revisions/{number}/restore")
def restore(request: Request, draft_id: str, number: int) -> Response:
    """A new revision with the words and channels of an earlier one: nothing is ever taken away."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx

    def work() -> str:
        earlier, now = _one(ctx, draft_id, number), drafts.show(ctx, draft_id)
        drafts.edit(ctx, visitor.id, draft_id, earlier.content, earlier.accounts, now.revision.number)
        return answered(f"/drafts/{draft_id}", "restored")

    return attempt(work, lambda error: _page(request, draft_id, error))


def _one(ctx: AppContext, draft_id: str, number: int) -> Revision:
    found = next((r for r in revisions.history(ctx, draft_id) if r.number == number), None)
    if found is None:
        raise NotFound(say("There is no revision {number} of this draft.", number=number))
    return found


def _page(request: Request, draft_id: str, error: KrisekanalError | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    draft = drafts.show(ctx, draft_id)
    return page(
        request,
        "revisions.html",
        error=error,
        draft=draft,
        crisis=find.show(ctx, draft.crisis_id),
        revisions=list(reversed(revisions.history(ctx, draft_id))),
        against=lambda revision: _against(revision, draft),
        may_restore=may_edit(ctx.municipality, visitor.person, draft).allowed,
    )


def _against(revision: Revision, draft: Draft) -> dict[str, str]:
    """Field to what has changed from this revision to the newest."""
    pairs = pairs_of(revision.content, draft.revision.content)
    return {part: differences(before, after) for part, before, after in pairs if before != after}
