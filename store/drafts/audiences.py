"""Whom a draft goes to: frozen before it is handed in, and looked at again before it is approved."""

from sqlmodel import Session

from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from schemas.errors import Refused
from schemas.recipients.recipient import ChosenSet, RecipientSet
from schemas.sentence import Sentence, say
from schemas.states import DraftStatus
from store.context import AppContext
from store.crises import find
from store.db.nouns import as_noun
from store.db.tables import DraftRow
from store.drafts import revisions
from store.evidence import audit
from store.recipients import concerned, sets


def ready(ctx: AppContext, actor: str, content: Content, of: Draft | None = None) -> None:
    """The set is written down before anybody's turn: it may be long. Of a draft that is edited, only while it waits.

    Raises `InvalidInput` for nobody.
    """
    if content.audience and (of is None or _waits(of)):
        concerned.frozen(ctx, actor, content.audience)


def chosen(session: Session, ctx: AppContext, content: Content) -> ChosenSet | None:
    """What `ready` wrote down. Raises `Refused` where the register has changed since."""
    if content.audience is None:
        return None
    found = concerned.standing(session, ctx, content.audience)
    if found is None:
        raise Refused(say("The register of recipients changed just now. Try again."))
    return found.chosen


def while_it_waits(session: Session, ctx: AppContext, draft: Draft, content: Content) -> ChosenSet | None:
    """An edit of what was handed in already goes to whom it concerns now."""
    return chosen(session, ctx, content) if _waits(draft) else None


def _waits(draft: Draft) -> bool:
    return draft.status is DraftStatus.SUBMITTED and not draft.refers_to


def address(session: Session, ctx: AppContext, actor: str, row: DraftRow, before: Draft) -> bool:
    """Where whom it concerns is another set than before, the next revision, of the same words by the same author; then True."""
    text = before.revision.content
    if row.refers_to or (whom := chosen(session, ctx, text)) == text.recipients:
        return False
    crisis, accounts = as_noun(Crisis, find.get(session, row.crisis_id)), before.revision.accounts
    to_be = revisions.compose(session, ctx, crisis, None, text, accounts, before.revision, whom)
    made = revisions.keep(session, ctx, before.revision.author, row, to_be, number=before.revision.number + 1)
    row.updated_at = ctx.clock()
    session.flush()
    told = {"revision": made.number, "hash": made.content_hash}
    audit.append(session, ctx, actor, "draft.addressed", row.id, row.crisis_id, **told)
    return True


def look(ctx: AppContext, draft: Draft) -> None:
    """Before anybody's turn, since it may take long: the set is whole, and still who it concerns. Raises `Refused`."""
    found = _set(ctx, draft)
    if found is None:
        return
    if not sets.still_whole(ctx, found.id):
        raise Refused(
            say(
                "The stored set of recipients {id} no longer fits its own hash. Tell IT; do not publish it.",
                id=found.id,
            )
        )
    now = concerned.still(ctx, found)
    if now is not None:
        raise Refused(_changed(draft, found.counts.size, now.counts.size))


def require_current(session: Session, ctx: AppContext, draft: Draft) -> None:
    """Nothing has changed since `look`. Raises `Refused`."""
    chosen = _its_own(draft)
    if chosen and not concerned.rests_on(session, ctx, sets.get(session, chosen.set_id)):
        raise Refused(say("The register of recipients changed just now. Try again."))


def is_current(ctx: AppContext, draft: Draft) -> bool:
    """False where the register or a zone has changed since; whether that changes the set, `look` finds out."""
    chosen = _its_own(draft)
    if chosen is None:
        return True
    with ctx.read() as session:
        return concerned.rests_on(session, ctx, sets.get(session, chosen.set_id))


def _its_own(draft: Draft) -> ChosenSet | None:
    """A follow-up goes to those who got it, whoever has come or gone since."""
    return None if draft.refers_to else draft.revision.content.recipients


def _set(ctx: AppContext, draft: Draft) -> RecipientSet | None:
    chosen = _its_own(draft)
    if chosen is None:
        return None
    with ctx.read() as session:
        return sets.get(session, chosen.set_id)


def _changed(draft: Draft, before: int, now: int) -> Sentence:
    return say(
        "Whom it concerns has changed since it was handed in: {before} recipients then, {now} now. Fetch the recipients anew "
        "(krisekanal draft renew {id}), and look again.",
        id=draft.id,
        before=before,
        now=now,
    )
