"""Deciding on a draft: what changed, what each channel will publish, what the checks ask."""

from contextlib import suppress
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.open_crises import looked_at
from desk.web.parts import tried
from desk.web.shown import asked, recipients
from desk.web.shown.comparison import beside_each_other, differences
from desk.web.shown.drawn import alike
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import still, versions_form
from policy.decision import Decision, first_no, no
from policy.drafts.approval import may_edit, may_submit_or_withdraw, moment, published
from policy.drafts.checks import checks_of, lix
from policy.drafts.versions import languages_of
from policy.transitions import may_become
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft, Seen
from schemas.errors import KrisekanalError, NotFound, StoreUnavailable
from schemas.language import Language
from schemas.messages.message import Message
from schemas.sentence import Sentence, say
from schemas.states import DraftStatus
from store.approvals import approvals, looks, renewing
from store.context import AppContext
from store.crises import find
from store.drafts import drafts, revisions, unfinished
from store.files import shown
from store.messages import messages
from store.recipients import sets

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]
ANSWER = "answer:"
"""Prefix of the form's names for answers to checks."""
_LEADS_TO = {
    "submit": DraftStatus.SUBMITTED,
    "return": DraftStatus.RETURNED,
    "reject": DraftStatus.REJECTED,
    "approve": DraftStatus.APPROVED,
}
_ANSWERS = {
    "renew": "renewed",
    "approve": "approved",
    "return": "returned",
    "reject": "rejected",
    "withdraw": "withdrawn",
}
"""A draft that waits says so itself."""
_UNCHECKED = say(
    "The text cannot be checked just now, so nobody can approve it. It is in the log; tell IT. You can return it."
)


@router.get("/drafts")
def listing(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    ctx, found = visitor.app_state.ctx, looked_at(request)
    in_hand = list(reversed(drafts.listing(ctx, found.id, texts=False))) if found else []
    return page(request, "drafts.html", drafts=in_hand, begun=unfinished.listing(ctx, visitor.id))


@router.get("/drafts/{draft_id}")
def show(request: Request, draft_id: str) -> Response:
    return _page(request, draft_id)


@router.post("/drafts/{draft_id}/{step}")
def decide(request: Request, draft_id: str, step: str, form: Form) -> Response:
    """`step` is submit, approve, renew, return, reject or withdraw."""
    visitor: Visitor = request.state.visitor
    return attempt(lambda: _step(visitor, draft_id, step, form), lambda error: _page(request, draft_id, error, form))


def _step(visitor: Visitor, draft_id: str, step: str, form: FormData) -> str:
    ctx = visitor.app_state.ctx
    if not _done_already(drafts.show(ctx, draft_id), step, visitor.id, form):
        _do(visitor, draft_id, step, form)
    to = _afterwards(visitor, drafts.show(ctx, draft_id))
    return answered(to, _ANSWERS[step]) if step in _ANSWERS else to


def _do(visitor: Visitor, draft_id: str, step: str, form: FormData) -> None:
    ctx, actor, reason = visitor.app_state.ctx, visitor.id, words(form, "reason")
    match step:
        case "submit":
            drafts.submit(ctx, actor, draft_id)
        case "return":
            drafts.give_back(ctx, actor, draft_id, reason)
        case "renew":
            renewing.renew(ctx, actor, draft_id)
        case "reject":
            drafts.reject(ctx, actor, draft_id, reason)
        case "withdraw":
            drafts.withdraw(ctx, actor, draft_id)
        case "approve":
            seen = shown.with_files(ctx, draft_id, Seen.read(words(form, "seen")))
            approvals.approve(ctx, actor, draft_id, seen, answers(form))
        case _:
            raise NotFound(say("There is no such page."))


def _done_already(found: Draft, step: str, actor: str, form: FormData) -> bool:
    """By the same person, and of what they saw: in another tab, or a moment ago. It has worked, and nothing failed."""
    if found.status is not _LEADS_TO.get(step):
        return False
    if step == "approve" and words(form, "seen") != str(found.revision.seen):
        return False
    return actor == (found.submitted_by if step == "submit" else found.decided_by)


def _afterwards(visitor: Visitor, found: Draft) -> str:
    """To the message that came of it, for whoever may see it."""
    only_here = visitor.session is not None and visitor.session.only_draft is not None
    return f"/messages/{found.message_id}" if found.message_id and not only_here else f"/drafts/{found.id}"


def answers(form: FormData) -> dict[str, str]:
    return {key.removeprefix(ANSWER): words(form, key) for key in form if key.startswith(ANSWER) and words(form, key)}


def _page(
    request: Request, draft_id: str, error: KrisekanalError | None = None, form: FormData | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = drafts.show(ctx, draft_id)
    original = messages.show(ctx, found.refers_to) if found.refers_to else None
    looked = looks.numbers(ctx, visitor.id, draft_id)
    presence, query = visitor.app_state.presence, {"draft": draft_id, "seen": request.query_params.get("seen", "")}
    if presence.look(draft_id, visitor.id):
        visitor.app_state.news.notify()
    answer = page(
        request,
        "draft.html",
        error=error,
        draft=found,
        seen=still.seen(found),
        no_longer=still.no_longer(visitor, query, found) if query["seen"] else None,
        live_draft=draft_id,
        writing=presence.others(still.edited(draft_id), visitor.id),
        form=form or FormData(),
        answer_prefix=ANSWER,
        crisis=find.show(ctx, found.crisis_id),
        **_checked(visitor, found),
        others=presence.others(draft_id, visitor.id),
        original=original,
        asked_about=asked.about(ctx, found),
        by_many=asked.by_many(ctx, found),
        named=partial(asked.begins, ctx, found.revision.content),
        stands=partial(asked.stands, ctx, found.revision.content),
        mine=visitor.id in (found.submitted_by, found.author),
        alike=tried(lambda: alike(found.revision.renderings), None),
        was=messages.shown(ctx, original.id) if original else {},
        sides=tried(lambda: _sides(original, found), None),
        changed=tried(lambda: _changes(visitor, found, looked), None),
        whom=tried(lambda: recipients.shown(visitor, found), None),
        set_changed=tried(lambda: _other_recipients(visitor, found, looked), None),
        **_may(visitor, found),
    )
    if "hx-request" not in request.headers and found.revision.number not in looked:
        answer.background = BackgroundTask(_note_look, request, visitor.id, found)
    return answer


def _note_look(request: Request, person_id: str, found: Draft) -> None:
    """Behind the answer, where the snapshot that it was drawn from has ended. A look that cannot be noted is no harm."""
    with suppress(StoreUnavailable):
        looks.note(request.app.state.app_state.ctx, person_id, found.id, found.revision.number)


def _checked(visitor: Visitor, found: Draft) -> dict[str, Any]:
    """Without an answer (None) the decision is there all the same, but for the yes: `policy` asks for the checks too."""
    ctx = visitor.app_state.ctx
    ours, at = published(ctx.municipality), moment(ctx.municipality, ctx.clock())
    beside = languages_of(found.revision, Language(ctx.municipality.organisation.language))
    return {
        "found": tried(lambda: (*checks_of(found.revision, ours, at, ctx.municipality.dialogue), *beside), None),
        "lix": tried(lambda: lix(found.revision.content.body), None),
    }


def _may_approve(visitor: Visitor, found: Draft) -> Decision:
    ctx = visitor.app_state.ctx
    at = moment(ctx.municipality, ctx.clock())
    every = {c.id: "-" for c in checks_of(found.revision, published(ctx.municipality), at, ctx.municipality.dialogue)}
    return first_no(
        may_become(found.status, DraftStatus.APPROVED),
        approvals.may_approve_now(ctx, visitor.person, found, found.revision.seen, every),
    )


def _changes(
    visitor: Visitor, found: Draft, looked: frozenset[int]
) -> tuple[Sentence, list[tuple[str, Markup]]] | None:
    """Since this person looked last, else since it was returned, else against the last revision; None for the first one."""
    if found.revision.number == 1:
        return None
    history = {r.number: r for r in revisions.history(visitor.app_state.ctx, found.id)}
    wrote = {r.number for r in history.values() if r.author == visitor.id}
    before, said = _base(visitor.app_state.ctx, found, looked | wrote)
    pairs = pairs_of(history[before].content, found.revision.content)
    return said, [(part, differences(a, b)) for part, a, b in pairs if a != b]


def _other_recipients(visitor: Visitor, found: Draft, looked: frozenset[int]) -> sets.Difference | None:
    """Against the revision that the words are compared with."""
    if found.revision.number == 1 or found.revision.content.recipients is None:
        return None
    history = {r.number: r for r in revisions.history(visitor.app_state.ctx, found.id)}
    wrote = {r.number for r in history.values() if r.author == visitor.id}
    before, _ = _base(visitor.app_state.ctx, found, looked | wrote)
    return recipients.changed(visitor, history[before].content.recipients, found.revision.content.recipients)


def _base(ctx: AppContext, found: Draft, known: frozenset[int]) -> tuple[int, Sentence]:
    """The revision to compare with, and its words. `known` are those that the reader knows."""
    number = found.revision.number
    if looked := max((n for n in known if n < number), default=None):
        return looked, say("Changed since you last looked (revision {number})", number=looked)
    returned = looks.returned(ctx, found.id)
    if returned and returned < number:
        return returned, say("Changed since it was returned (revision {number})", number=returned)
    return number - 1, say("Changed since revision {number}", number=number - 1)


def _sides(original: Message | None, found: Draft) -> list[tuple[str, Markup, Markup]] | None:
    """Of a correction, the message as it was published and as it will be."""
    after = found.revision.content
    if original is None or after.kind is not MessageKind.CORRECTION:
        return None
    pairs = [(part, a, b) for part, a, b in pairs_of(original.content, after) if part != "wrong" and (a or b)]
    return [(part, *beside_each_other(a, b)) for part, a, b in pairs]


def pairs_of(before: Content, after: Content) -> list[tuple[str, str, str]]:
    parts = ("title", "wrong", "body", "short", "next_update", "link", "signature", "language")
    was, now = versions_form.texts(before), versions_form.texts(after)
    versions = [(part, was.get(part, ""), now.get(part, "")) for part in {**was, **now}]
    return [(part, getattr(before, part) or "", getattr(after, part) or "") for part in parts] + versions


def _may(visitor: Visitor, found: Draft) -> dict[str, Any]:
    """Which buttons to show; and why not approve, in words."""
    town, person = visitor.app_state.ctx.municipality, visitor.person
    approve = tried(lambda: _may_approve(visitor, found), no(_UNCHECKED))
    waits = found.status is DraftStatus.SUBMITTED
    mine = may_submit_or_withdraw(town, person, found).allowed
    return {
        "may_approve": approve.allowed,
        "why_not": approve.refusal if waits else None,
        "may_edit": may_edit(town, person, found).allowed,
        "may_submit": mine and may_become(found.status, DraftStatus.SUBMITTED).allowed,
        "may_withdraw": mine and may_become(found.status, DraftStatus.WITHDRAWN).allowed,
    }
