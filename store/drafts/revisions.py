"""Revisions: the text together with what every channel will make of it, frozen by one hash."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from policy.drafts import approval
from policy.drafts.corrections import may_correct
from policy.drafts.versions import may_have_versions
from policy.evidence.hashing import content_hash
from policy.exercises.sandbox import may_say
from schemas.accounts.account import Account
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Revision
from schemas.drafts.rendering import Rendering
from schemas.errors import Refused
from schemas.language import Language
from schemas.recipients.recipient import ChosenSet
from schemas.text_door import let_all_in
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import DraftRow, MessageRow, RevisionRow
from store.messages import choosing, corrections, messages, renderings, same_words
from store.recipients.choosing import require_some
from store.remarks import answering


class Composed(NamedTuple):
    """A text with what every channel makes of it; nothing is stored yet."""

    content: Content
    accounts: tuple[str, ...]
    renderings: tuple[Rendering, ...]

    @property
    def hash(self) -> str:
        return content_hash(self.content, self.accounts, self.renderings)


def compose(
    session: Session,
    ctx: AppContext,
    crisis: Crisis,
    refers_to: str | None,
    content: Content,
    accounts: Sequence[str],
    before: Revision | None = None,
    recipients: ChosenSet | None = None,
) -> Composed:
    """Raises `Refused` for an account that cannot be used, `InvalidInput` for a text it cannot carry, or that would show another.

    `before` is the revision before; `recipients` what the audience came to, once it is handed in.
    """
    content = Content.model_validate(let_all_in(content.model_dump()))
    may_say(content, exercise=crisis.exercise).or_raise()
    may_have_versions(content, Language(ctx.municipality.organisation.language)).or_raise()
    original = _original(session, refers_to)
    if original and content.kind is MessageKind.CORRECTION:
        may_correct(original, content).or_raise()
    said_before = before.content if before else None
    content = _addressed(ctx, content, original, recipients)
    content = corrections.stamped(ctx, original, content, said_before)
    content, accounts = answering.bound(session, ctx, content, said_before, accounts)
    chosen = choosing.choose(ctx, crisis, accounts, content, has_original=original is not None)
    if refers_to:
        _goes_where_it_went(session, refers_to, accounts, chosen, before.accounts if before else ())
    beside = () if content.answers or content.question else choosing.fallbacks(ctx, chosen)
    shown = choosing.render(ctx, crisis, content, [*chosen, *beside], original)
    shown = same_words.marked(session, ctx, shown)
    return Composed(content, tuple(account.id for account in chosen), tuple(shown))


def keep(
    session: Session, ctx: AppContext, author: str, draft: DraftRow, composed: Composed, number: int = 1
) -> RevisionRow:
    """The draft's new revision; its author has had a hand in the draft from now on."""
    row = RevisionRow(
        id=new_id("r"),
        draft_id=draft.id,
        number=number,
        author=author,
        created_at=ctx.clock(),
        content=composed.content.model_dump(mode="json"),
        accounts=list(composed.accounts),
        content_hash=composed.hash,
    )
    session.add(row)
    renderings.keep(session, composed.renderings, revision_id=row.id)
    draft.revision_id = row.id
    had_a_hand(draft, author)
    return row


def had_a_hand(draft: DraftRow, *people: str) -> None:
    """They never approve it (`policy.drafts.approval.hands`)."""
    draft.hands = sorted({*(draft.hands or ()), *people})


def nouns(session: Session, revision_ids: Iterable[str], *, texts: bool = True) -> dict[str, Revision]:
    """By id, with their renderings unless they are not wanted; two questions, however many there are."""
    ids = list(revision_ids)
    rows = session.exec(select(RevisionRow).where(col(RevisionRow.id).in_(ids)))
    shown = renderings.of_revisions(session, ids) if texts else {}
    return {row.id: as_noun(Revision, row, renderings=tuple(shown.get(row.id, ()))) for row in rows}


def history(ctx: AppContext, draft_id: str) -> list[Revision]:
    """Every revision, oldest first."""
    with ctx.read() as session:
        query = select(RevisionRow.id).where(RevisionRow.draft_id == draft_id).order_by(col(RevisionRow.number))
        ids = session.exec(query).all()
        found = nouns(session, ids)
        return [found[key] for key in ids]


def of_crisis(ctx: AppContext, crisis_id: str) -> dict[str, list[Revision]]:
    """Draft id to every revision, oldest first, of a whole crisis."""
    query = select(RevisionRow.id, RevisionRow.draft_id).join(DraftRow, col(DraftRow.id) == col(RevisionRow.draft_id))
    query = query.where(DraftRow.crisis_id == crisis_id).order_by(col(RevisionRow.number))
    found: dict[str, list[Revision]] = {}
    with ctx.read() as session:
        ids = session.exec(query).all()
        every = nouns(session, [revision_id for revision_id, _ in ids])
        for revision_id, draft_id in ids:
            found.setdefault(draft_id, []).append(every[revision_id])
    return found


def check_still_fits(ctx: AppContext, revision: Revision) -> None:
    """The municipality file may have changed since the draft was written."""
    for account_id in revision.accounts:
        why = ctx.channels.why_not(ctx.account(account_id))
        if why:
            raise Refused(why)


def _goes_where_it_went(
    session: Session, refers_to: str, wanted: Sequence[str], chosen: Sequence[Account], before: Sequence[str]
) -> None:
    """A follow-up may leave out accounts of its original, and reaches no others. Raises `Refused`."""
    known = {*messages.reached(session, refers_to), *before}
    others = [] if known.issuperset(wanted) else [account.handle for account in chosen if account.id not in known]
    approval.goes_where_it_went(refers_to, others).or_raise()


def _addressed(ctx: AppContext, content: Content, original: Content | None, recipients: ChosenSet | None) -> Content:
    """A follow-up goes to those who got it."""
    if original is not None:
        return content.model_copy(update={"audience": original.audience, "recipients": original.recipients})
    if content.audience:
        require_some(ctx, content.audience)
    return content.model_copy(update={"recipients": recipients})


def _original(session: Session, refers_to: str | None) -> Content | None:
    if refers_to is None:
        return None
    return Content.model_validate(session.get_one(MessageRow, refers_to).content)
