"""Whether the form on an open page can still be sent: what it was begun under, against what is true now."""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

from desk.web.visitor import Visitor
from policy.drafts.approval import may_follow_up
from schemas.crises.crisis import Crisis
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.sentence import Sentence, say
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import find
from store.drafts import drafts
from store.messages import messages

Asked = Mapping[str, str]
"""What a page says of itself, in an address: `crisis` that must be open, `draft` as `seen` then, `message` to be followed up as
`kind`, `calm` where no crisis was open."""


def address(**asked: str | None) -> str:
    """Of the part of the page that says it, for a page that is begun now."""
    return "/frame?" + urlencode({name: value for name, value in asked.items() if value})


def seen(draft: Draft) -> str:
    """As one that looks sees it."""
    return f"{draft.revision.number}:{draft.status.value}"


def edited(draft_id: str) -> str:
    """As `desk.presence` knows a draft that somebody has open to write in."""
    return f"{draft_id}/edit"


def draft_of(visitor: Visitor, asked: Asked) -> Draft | None:
    """The draft that is asked about, as it is now. Raises `NotFound`."""
    return drafts.show(visitor.app_state.ctx, asked["draft"]) if asked.get("draft") else None


def no_longer(visitor: Visitor, asked: Asked, found: Draft | None) -> Sentence | None:
    """Why the form is of no use any more; None where it is. `found`: `draft_of`. Raises `NotFound` for what there never was."""
    ctx = visitor.app_state.ctx
    questions: dict[str, Callable[[AppContext, Asked], Sentence | None]] = {
        "crisis": _over,
        "draft": partial(_moved, found),
        "message": _not_to_mend,
        "calm": _begun,
    }
    said = (question(ctx, asked) for name, question in questions.items() if asked.get(name))
    return next((why for why in said if why), None)


def _over(ctx: AppContext, asked: Asked) -> Sentence | None:
    found = find.show(ctx, asked["crisis"])
    if found.status is CrisisStatus.ESTABLISHED or not found.stood_down_at:
        return None
    return say(
        "“{title}” was ended at {time}. What you have written is kept.", title=found.title, time=found.stood_down_at
    )


def _moved(found: Draft | None, ctx: AppContext, asked: Asked) -> Sentence | None:
    if found is None:
        return None
    number, _, status = asked.get("seen", "").partition(":")
    if found.status.value != status:
        who = ctx.municipality.person(found.decided_by or found.revision.author)
        return say("The draft is {status} now: {name}.", status=found.status, name=who.name if who else "—")
    if number == str(found.revision.number) or asked.get("editing"):
        return None
    return say("The draft has been changed. Load the page again before you decide.")


def _not_to_mend(ctx: AppContext, asked: Asked) -> Sentence | None:
    return may_follow_up(messages.show(ctx, asked["message"]), MessageKind(asked["kind"])).refusal


def _begun(ctx: AppContext, _asked: Asked) -> Sentence | None:
    found: Crisis | None = find.current(ctx)
    if found is None or found.exercise:
        return None
    return say(
        "A crisis staff is set up, “{title}”, and your accounts are locked. Send the text to the editorial desk.",
        title=found.title,
    )


def meanwhile(visitor: Visitor, asked: Asked, found: Draft | None) -> Sentence | None:
    """What somebody who writes should know, and may go on all the same."""
    number = asked.get("seen", "").partition(":")[0]
    if not asked.get("editing") or found is None:
        return None
    now = found.revision
    if str(now.number) == number:
        return None
    who = visitor.app_state.ctx.municipality.person(now.author)
    return say(
        "{name} has saved revision {number} meanwhile. Save, and both texts are shown beside each other.",
        name=who.name if who else now.author,
        number=now.number,
    )
