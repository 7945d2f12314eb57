"""Drafts and messages."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from config.language.texts import read
from desk import files
from desk.api.bodies import Approve, Edit, NewDraft, Reason, Settle, Text
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from policy.drafts.approval import moment, published
from policy.drafts.checks import checks, lix
from schemas.check import CheckMark
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft, Revision, Seen
from schemas.drafts.rendering import Rendering
from schemas.errors import NotFound
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DraftStatus
from store.approvals import approvals, renewing
from store.context import AppContext
from store.crises import find
from store.deliveries import deliveries
from store.drafts import audiences, drafts, follow_ups, revisions
from store.files import shown
from store.messages import choosing, messages

router = APIRouter(tags=["drafts and messages"])
Reader = Annotated[Caller, scope(Action.SEE)]
Writer = Annotated[Caller, scope(Action.WRITE)]
Decider = Annotated[Caller, scope(Action.DECIDE)]


class Shown(BaseModel):
    """What one account would publish, or why it cannot."""

    account: str
    rendering: Rendering | None
    why_not: str | None


class FoundCheck(CheckMark):
    """A check, with its sentence in the reader's language."""

    text: str


class Preview(BaseModel):
    shown: list[Shown]
    checks: list[FoundCheck]
    lix: int


@router.post("/preview", response_model=Preview)
def preview(caller: Reader, body: NewDraft) -> Any:
    """Stores nothing, so it needs no key."""
    content, ctx = _content(body.content), caller.ctx
    crisis = find.show(ctx, body.crisis_id) if body.crisis_id else find.current(ctx)
    shown = choosing.preview(ctx, crisis, content, body.accounts, None)
    found = checks(content, published(ctx.municipality), moment(ctx.municipality, ctx.clock()))
    return Preview(
        shown=[Shown(account=a.id, rendering=r, why_not=read(why) if why else None) for a, r, why in shown],
        checks=[FoundCheck(id=c.id, text=read(c.sentence), asks=c.asks) for c in found],
        lix=lix(content.body),
    )


@router.get("/drafts", response_model=list[Draft])
def listing(caller: Reader, crisis: str | None = None, status: DraftStatus | None = None) -> Any:
    """Oldest first."""
    return drafts.listing(caller.ctx, crisis, status)


@router.post("/drafts", response_model=Draft, status_code=201)
def new(caller: Writer, key: Key, body: NewDraft) -> Response:
    def work(ctx: AppContext) -> Draft:
        with ctx.together() as both:
            crisis_id = body.crisis_id or _current(both)
            draft = drafts.new(both, caller.id, crisis_id, _content(body.content), body.accounts)
            return drafts.submit(both, caller.id, draft.id) if body.submit else draft

    def first() -> None:
        crisis_id = body.crisis_id or _current(caller.ctx)
        drafts.before_start(caller.ctx, caller.id, crisis_id, _content(body.content), body.accounts)
        if body.submit:
            audiences.ready(caller.ctx, caller.id, _content(body.content))

    return caller.once(key, body, work, 201, first)


@router.get("/drafts/{draft_id}", response_model=Draft)
def show(caller: Reader, draft_id: str) -> Any:
    return drafts.show(caller.ctx, draft_id)


@router.get("/drafts/{draft_id}/revisions", response_model=list[Revision])
def history(caller: Reader, draft_id: str) -> Any:
    drafts.show(caller.ctx, draft_id)
    return revisions.history(caller.ctx, draft_id)


@router.get("/drafts/{draft_id}/files/{sha256}", response_class=FileResponse)
def file(caller: Reader, request: Request, draft_id: str, sha256: str) -> Response:
    """As it will be sent. Whoever approves has fetched each file of `revision.content.media`, whole and with the same token."""
    return files.answer(request, caller.ctx, draft_id, sha256, download=True)


@router.post("/drafts/{draft_id}/edit", response_model=Draft)
def edit(caller: Annotated[Caller, scope(Action.CHANGE)], key: Key, draft_id: str, body: Edit) -> Response:
    def work(ctx: AppContext) -> Draft:
        return drafts.edit(ctx, caller.id, draft_id, _with_its_files(ctx, draft_id, body), body.accounts)

    def first() -> None:
        text = _with_its_files(caller.ctx, draft_id, body)
        drafts.before_edit(caller.ctx, caller.id, draft_id, text, body.accounts)

    return caller.once(key, body, work, first=first)


@router.post("/drafts/{draft_id}/submit", response_model=Draft)
def submit(caller: Annotated[Caller, scope(Action.CHANGE)], key: Key, draft_id: str) -> Response:
    def first() -> None:
        drafts.before_submit(caller.ctx, caller.id, draft_id)

    return caller.once(key, None, lambda ctx: drafts.submit(ctx, caller.id, draft_id), first=first)


@router.post("/drafts/{draft_id}/renew", response_model=Draft)
def renew(caller: Annotated[Caller, scope(Action.CHANGE)], key: Key, draft_id: str) -> Response:
    """Count anew whom a draft that waits goes to: a new revision, where that is another set (`content.recipients`)."""

    def first() -> None:
        audiences.ready(caller.ctx, caller.id, drafts.show(caller.ctx, draft_id).revision.content)

    return caller.once(key, None, lambda ctx: renewing.renew(ctx, caller.id, draft_id), first=first)


@router.post("/drafts/{draft_id}/withdraw", response_model=Draft)
def withdraw(caller: Annotated[Caller, scope(Action.CHANGE)], key: Key, draft_id: str) -> Response:
    return caller.once(key, None, lambda ctx: drafts.withdraw(ctx, caller.id, draft_id))


@router.post("/drafts/{draft_id}/return", response_model=Draft)
def give_back(caller: Decider, key: Key, draft_id: str, body: Reason) -> Response:
    return caller.once(key, body, lambda ctx: drafts.give_back(ctx, caller.id, draft_id, body.reason))


@router.post("/drafts/{draft_id}/reject", response_model=Draft)
def reject(caller: Decider, key: Key, draft_id: str, body: Reason) -> Response:
    return caller.once(key, body, lambda ctx: drafts.reject(ctx, caller.id, draft_id, body.reason))


@router.post("/drafts/{draft_id}/approve", response_model=Message)
def approve(caller: Decider, key: Key, draft_id: str, body: Approve) -> Response:
    """Bound to the revision and hash of what was seen; the person behind the token must not be the author.

    Each file of the draft was fetched before, in full and with the same token.
    """

    def work(ctx: AppContext) -> Message:
        return approvals.approve(
            ctx, caller.id, draft_id, shown.with_files(ctx, draft_id, Seen.read(body.seen)), dict(body.answers)
        )

    return caller.once(key, body, work, first=lambda: approvals.before_approving(caller.ctx, draft_id))


@router.get("/messages", response_model=list[Message])
def sent(caller: Reader, crisis: str | None = None) -> Any:
    """Newest first."""
    return messages.listing(caller.ctx, crisis)


@router.get("/messages/{message_id}", response_model=Message)
def message(caller: Reader, message_id: str) -> Any:
    return messages.show(caller.ctx, message_id)


@router.post("/messages/{message_id}/follow-ups", response_model=Draft, status_code=201)
def follow_up(caller: Writer, key: Key, message_id: str, body: Edit) -> Response:
    """A correction, retraction or all-clear (`content.kind`), submitted at once to every account it reached.

    A correction is the whole message, put right, with `wrong` to stand above it; it keeps the message's files.
    """

    def work(ctx: AppContext) -> Draft:
        return follow_ups.submit(ctx, caller.id, message_id, _follow_up(ctx, message_id, body), body.accounts)

    def first() -> None:
        follow_ups.before_submit(
            caller.ctx, caller.id, message_id, _follow_up(caller.ctx, message_id, body), body.accounts
        )

    return caller.once(key, body, work, 201, first)


@router.post("/deliveries/{delivery_id}/settle", response_model=Delivery)
def settle(caller: Annotated[Caller, scope(Action.SETTLE)], key: Key, delivery_id: str, body: Settle) -> Response:
    def work(ctx: AppContext) -> Delivery:
        return deliveries.settle(ctx, caller.id, delivery_id, body.verdict, body.note)

    return caller.once(key, body, work)


def _with_its_files(ctx: AppContext, draft_id: str, body: Edit) -> Content:
    kept = drafts.show(ctx, draft_id).revision.content.media
    return _content(body.content).model_copy(update={"media": kept})


def _follow_up(ctx: AppContext, message_id: str, body: Edit) -> Content:
    made = _content(body.content)
    if made.kind is not MessageKind.CORRECTION:
        return made
    return made.model_copy(update={"media": messages.show(ctx, message_id).content.media})


def _content(text: Text) -> Content:
    return Content(**text.model_dump())


def _current(ctx: AppContext) -> str:
    found = find.current(ctx)
    if found is None:
        raise NotFound(say("No crisis is open. On a normal day a unit publishes on its own page."))
    return found.id
