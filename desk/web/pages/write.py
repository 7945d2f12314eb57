"""Writing a draft: a template asks for what, where, who and what to do; every channel is shown as it will be."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, one_of, read_form, several, words
from desk.web.open_crises import ABOUT, looked_at
from desk.web.pages.unfinished import ADDRESS, UNFINISHED, gone_on_with, keep_form, new_id
from desk.web.parts import tried
from desk.web.shown.comparison import beside_each_other
from desk.web.shown.drawn import groups, left_out
from desk.web.shown.followed_up import followed_up_accounts, reached
from desk.web.view import page
from desk.web.visitor import Visitor
from desk.web.writing import audience_form, still, versions_form
from desk.web.writing.channel_choice import asked, choice, chosen
from desk.web.writing.draft_form import (
    as_form,
    carried,
    content,
    fields_of,
    placed,
    same_promise,
    switched,
    template_of,
)
from desk.web.writing.form_files import files, files_here, new_file
from policy.access import Action
from policy.drafts import corrections
from policy.drafts.approval import already_written, moment, published
from policy.drafts.checks import checks, lix
from policy.drafts.versions import unserved
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import KrisekanalError, NotFound, Refused
from schemas.language import Language
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DraftStatus
from store.context import AppContext
from store.crises import find
from store.drafts import drafts, follow_ups
from store.drafts.unfinished import drop, listing
from store.messages import choosing, messages

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/write")
def write(
    request: Request, template: str = "", original: str = "", kind: str = "message", unfinished: str = ""
) -> Response:
    """`original` is the message that is corrected, retracted or called off; `unfinished` a text to go on with."""
    if begun := gone_on_with(request.state.visitor, unfinished):
        return _form(request, begun)
    given = FormData([("template", template), ("original", original), ("kind", kind)])
    if original and kind == MessageKind.CORRECTION:
        given = _opened(request.state.visitor.app_state.ctx, original)
    return _form(request, given)


def _opened(ctx: AppContext, message_id: str) -> FormData:
    """The message itself, to be put right, for the accounts it reached."""
    text = corrections.opened(messages.show(ctx, message_id).content, ctx.clock())
    return as_form(text, reached(ctx, message_id), message_id)


@router.post("/write")
def keep(request: Request, form: Form) -> Response:
    """`do` is preview, template, keep (as it is, unfinished), save or submit."""
    visitor: Visitor = request.state.visitor
    visitor.authorize(Action.WRITE)
    if words(form, "do") == "keep":
        return attempt(lambda: _kept(visitor, form), lambda error: _form(request, form, error))
    if words(form, "do") not in ("save", "submit"):
        return _form(request, form)

    def work() -> str:
        text = content(visitor, form)
        draft = _store(request, form, text)
        drop(visitor.app_state.ctx, visitor.id, words(form, UNFINISHED))
        to = f"/drafts/{draft.id}"
        return to if draft.status is DraftStatus.SUBMITTED else answered(to, "saved")

    return attempt(work, lambda error: _refused(request, form, error))


def _kept(visitor: Visitor, form: FormData) -> str:
    keep_form(visitor, form)
    return f"{words(form, ADDRESS)}?{UNFINISHED}={words(form, UNFINISHED)}"


def _refused(request: Request, form: FormData, error: KrisekanalError, draft: Draft | None = None) -> Response:
    """With every word in its place, and kept besides."""
    tried(lambda: keep_form(request.state.visitor, form) if words(form, UNFINISHED) else None, None)
    return _form(request, form, error, draft)


@router.post("/write/preview")
def preview(request: Request, form: Form) -> Response:
    """The part beside the form, asked for while someone writes. A file travels once: after that the form names it."""
    visitor: Visitor = request.state.visitor
    crisis = looked_at(request, words(form, ABOUT))
    known = _preview(visitor, form, crisis)
    if not words(form, "original"):
        known |= {"oob": True, "channels": choice(visitor.app_state.ctx, crisis, form, known["kept"])}
    came = new_file(form) is not None and bool(words(form, "alt"))
    return page(request, "preview_part.html", swap=came and bool(known["kept"]), values=form, **known)


@router.get("/drafts/{draft_id}/edit")
def edit(request: Request, draft_id: str, unfinished: str = "") -> Response:
    found = drafts.show(request.state.visitor.app_state.ctx, draft_id)
    return _form(request, gone_on_with(request.state.visitor, unfinished) or fields_of(found), draft=found)


@router.post("/drafts/{draft_id}/edit")
def keep_edit(request: Request, draft_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor
    found = drafts.show(visitor.app_state.ctx, draft_id)

    def work() -> str:
        text = same_promise(content(visitor, form), found.revision.content)
        drafts.edit(visitor.app_state.ctx, visitor.id, draft_id, text, asked(form), _on(form))
        if words(form, "do") == "submit" and found.status.value in ("draft", "returned"):
            drafts.submit(visitor.app_state.ctx, visitor.id, draft_id)
        drop(visitor.app_state.ctx, visitor.id, words(form, UNFINISHED))
        return answered(f"/drafts/{draft_id}", "changed")

    if words(form, "do") == "keep":
        return attempt(lambda: _kept(visitor, form), lambda error: _form(request, form, error, draft=found))
    if words(form, "do") not in ("save", "submit"):
        return _form(request, form, draft=found)

    def refused(error: KrisekanalError) -> Response:
        return _refused(request, form, error, draft=drafts.show(visitor.app_state.ctx, draft_id))

    return attempt(work, refused)


def _on(form: FormData) -> int | None:
    """The revision that the form was filled with."""
    number = words(form, "revision")
    return int(number) if number.isdecimal() and len(number) < 7 else None


def _theirs(form: FormData, draft: Draft | None) -> list[tuple[str, Markup, Markup]]:
    """What stands in the form, beside what somebody else has saved meanwhile."""
    if draft is None or _on(form) in (None, draft.revision.number):
        return []
    now = draft.revision.content
    pairs = [
        (n, words(form, n).replace("\r\n", "\n"), getattr(now, n) or "") for n in ("title", "wrong", "body", "short")
    ]
    ours, other = versions_form.typed_texts(form), versions_form.texts(now)
    pairs += [(name, ours.get(name, ""), other.get(name, "")) for name in {**ours, **other}]
    return [(name, *beside_each_other(mine, theirs)) for name, mine, theirs in pairs if mine != theirs]


def _store(request: Request, form: FormData, text: Content) -> Draft:
    """The same words by the same person, not decided yet, are one draft: pressed in another tab, or again after a while."""
    visitor: Visitor = request.state.visitor
    ctx, wanted = visitor.app_state.ctx, asked(form)
    original = messages.show(ctx, words(form, "original")) if words(form, "original") else None
    text = same_promise(text, original.content) if original else text
    crisis_id = original.crisis_id if original else _open_crisis(request, form)
    same = (
        d
        for d in drafts.listing(ctx, crisis_id)
        if d.author == visitor.id and already_written(d, text, wanted, original)
    )
    draft = next(same, None)
    if original:
        return draft or follow_ups.submit(ctx, visitor.id, original.id, text, wanted)
    draft = draft or drafts.new(ctx, visitor.id, _open_crisis(request, form), text, wanted)
    to_submit = words(form, "do") == "submit" and draft.status is not DraftStatus.SUBMITTED
    return drafts.submit(ctx, visitor.id, draft.id) if to_submit else draft


def _open_crisis(request: Request, form: FormData) -> str:
    wanted = words(form, ABOUT)
    found = looked_at(request, wanted)
    if found is None:
        raise NotFound(say("No crisis is open. On a normal day a unit publishes on its own page."))
    if wanted and found.id != wanted:
        raise Refused(
            say(
                "The crisis that you wrote this for is over. Your words are kept; “{title}” is another one.",
                title=found.title,
            )
        )
    return found.id


def _form(
    request: Request, form: FormData, error: KrisekanalError | None = None, draft: Draft | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    kind = one_of(form, "kind", MessageKind, MessageKind.MESSAGE)
    original = messages.show(ctx, words(form, "original")) if words(form, "original") else None
    form = switched(form) if words(form, "do") == "template" else form
    crisis, template = _crisis(request, form, draft, original), template_of(visitor, form, kind)
    form = placed(form, template, crisis.where if crisis else "")
    return page(
        request,
        "write.html",
        error=error,
        form=form,
        kind=kind,
        draft=draft,
        crisis=crisis,
        original=original,
        template=template,
        templates=[t for t in ctx.municipality.templates if t.kind is kind is not MessageKind.CORRECTION],
        languages=versions_form.offered(form, ctx.municipality.organisation.language, template),
        groups=ctx.municipality.target_groups,
        whom=audience_form.asks(ctx.municipality),
        channels=choice(ctx, crisis, form, files_here(visitor, form)),
        followed_up_accounts=followed_up_accounts(visitor.app_state.ctx, original, kind),
        values=form,
        several=several,
        unfinished=words(form, UNFINISHED) or new_id(),
        address=f"/drafts/{draft.id}/edit" if draft else "/write",
        begun=[] if draft or original else listing(ctx, visitor.id),
        theirs=_theirs(form, draft),
        carried=carried(form, template),
        **_still(visitor, draft, original, crisis, kind),
        **_preview(visitor, form, crisis),
    )


def _still(
    visitor: Visitor, draft: Draft | None, original: Message | None, crisis: Crisis | None, kind: MessageKind
) -> dict[str, Any]:
    """What the form depends on, asked again at every change (`desk.web.writing.still`). A follow-up may come after its crisis."""
    if draft:
        edited, seen = still.edited(draft.id), still.seen(draft)
        writing = visitor.app_state.presence.others(edited, visitor.id)
        address = still.address(draft=draft.id, seen=seen, editing="yes")
        return {
            "still_address": address,
            "live_draft": edited,
            "writing": writing,
            "no_longer": None,
            "meanwhile": None,
        }
    asked = {"message": original.id, "kind": kind.value} if original else {"crisis": crisis.id if crisis else None}
    return {"still_address": still.address(**asked), "writing": (), "no_longer": None, "meanwhile": None}


def _crisis(request: Request, form: FormData, draft: Draft | None, original: Message | None) -> Crisis | None:
    """A draft's own, the one of what is followed up, or the open one that the page or the form is about."""
    known = draft.crisis_id if draft else original.crisis_id if original else None
    ctx = request.state.visitor.app_state.ctx
    return find.show(ctx, known) if known else looked_at(request, words(form, ABOUT))


def _preview(visitor: Visitor, form: FormData, crisis: Crisis | None) -> dict[str, Any]:
    """What each chosen channel would publish, or why it cannot; and what the checks say. Only a chosen file is stored."""
    kept = files_here(visitor, form)
    nothing: dict[str, Any] = {"posts": [], "without": [], "found": (), "lix": None, "upload_problem": None}
    try:
        kept = files(visitor, form)
    except KrisekanalError as error:
        return nothing | {"not_yet": error.sentence, "upload_problem": error.sentence, "kept": kept}
    try:
        text = content(visitor, form)
    except KrisekanalError as error:
        return nothing | {"not_yet": error.sentence, "kept": kept}
    ctx = visitor.app_state.ctx
    original = words(form, "original") or None
    to = messages.show(ctx, original).content.recipients if original else None
    beside = unserved(text.model_copy(update={"recipients": to}), Language(ctx.municipality.organisation.language))
    shown = choosing.preview(ctx, crisis, text, chosen(form) or (reached(ctx, original) if original else []), original)
    return {
        "posts": groups(shown),
        "without": left_out(shown),
        "found": (*checks(text, published(ctx.municipality), moment(ctx.municipality, ctx.clock())), *beside),
        "lix": lix(text.body),
        "not_yet": None,
        "upload_problem": None,
        "kept": kept,
    }
