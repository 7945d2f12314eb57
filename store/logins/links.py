"""Signed, single-use, short-lived links: an invitation to log in, or one draft to approve.

A link is `id.signature`. The signature covers every field, so that a row changed in the database is worth nothing;
what is signed stays in the database, so that a link fits in a text message. The word itself is made as it is sent, to the
person's own address, and is stored nowhere.
"""

from sqlmodel import Session, col, select

from policy.logins import logins
from schemas.errors import Refused
from schemas.identity.login import Ticket, TicketKind
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import TicketRow
from store.evidence import audit
from store.identity import openings, passwords
from store.identity.vault import Vault

_PURPOSE = "krisekanal link"
_ID = 4
"""`new_id` parts in an id: about 160 random bits."""


def invitation(session: Session, ctx: AppContext, actor: str, person_id: str, agreed_by: str | None = None) -> str:
    """The ticket's id. Good for one password; older ones of the same person end. `actor` and `agreed_by` are written into it."""
    query = select(TicketRow).where(TicketRow.kind == TicketKind.INVITATION, TicketRow.person_id == person_id)
    for older in session.exec(query.where(col(TicketRow.used_at).is_(None), col(TicketRow.ended_at).is_(None))):
        older.ended_at = ctx.clock()
    row = TicketRow(
        id=_new_id(),
        kind=TicketKind.INVITATION,
        person_id=ctx.person(person_id).id,
        made_by=actor,
        agreed_by=agreed_by,
        expires_at=ctx.clock() + logins.INVITATION_LASTS,
    )
    _add(session, ctx, actor, row)
    return row.id


def first(ctx: AppContext, vault: Vault, person_id: str) -> str:
    """A word for `/start/…`, for the screen of whoever installs. Raises `Refused` as soon as anybody has ever had a login."""
    with ctx.write() as session:
        if passwords.has_login(session):
            raise Refused(say("Somebody can log in already. Links go to people's own addresses from now on."))
        ticket_id = invitation(session, ctx, audit.SYSTEM, person_id)
    return word(ctx, vault, ticket_id)


def for_draft(ctx: AppContext, vault: Vault, person_id: str, draft_id: str, content_hash: str) -> str:
    """A word for `/l/…`, good for one look at exactly this revision."""
    row = TicketRow(
        id=_new_id(),
        kind=TicketKind.DRAFT,
        person_id=person_id,
        draft_id=draft_id,
        content_hash=content_hash,
        made_by=audit.SYSTEM,
        expires_at=ctx.clock() + logins.LINK_LASTS,
    )
    ticket_id = row.id
    with ctx.write() as session:
        _add(session, ctx, audit.SYSTEM, row)
    return word(ctx, vault, ticket_id)


def word(ctx: AppContext, vault: Vault, ticket_id: str) -> str:
    """What is written into the letter of a ticket, at the moment it is sent."""
    with ctx.read() as session:
        found = as_noun(Ticket, session.get_one(TicketRow, ticket_id))
    return f"{found.id}.{vault.signer(_PURPOSE).get_signature(_signed(found)).decode()}"


def look(ctx: AppContext, vault: Vault, word: str, kind: TicketKind) -> Ticket:
    """Raises `Refused` for a link that is false, old, used, or has a newer one. Looking does not use it up."""
    with ctx.read() as session:
        row = session.get(TicketRow, word.partition(".")[0])
        found = as_noun(Ticket, row) if row else None
    signature = word.partition(".")[2]
    if found is None or found.kind != kind or not vault.signer(_PURPOSE).verify_signature(_signed(found), signature):
        raise Refused(say("This link is not one of ours. Log in instead."))
    if found.used_at is not None:
        raise Refused(say("This link has been used. Log in instead, or ask for a new one."))
    if found.ended_at is not None:
        raise Refused(say("There is a newer link than this one. Use that, or ask for a new one."))
    if found.expires_at <= ctx.clock():
        raise Refused(say("This link is too old. Log in instead, or ask for a new one."))
    return found


def use(ctx: AppContext, vault: Vault, word: str, kind: TicketKind) -> Ticket:
    """Good once, also when two use it in the same moment."""
    found = look(ctx, vault, word, kind)
    with ctx.write() as session:
        row = session.get_one(TicketRow, found.id)
        if row.used_at is not None or row.ended_at is not None:
            raise Refused(say("This link has been used. Log in instead, or ask for a new one."))
        row.used_at = ctx.clock()
        openings.note(session, ctx, found.person_id, found.made_by, found.agreed_by)
        audit.append(
            session,
            ctx,
            found.person_id,
            "login.link_used",
            found.id,
            kind=kind.value,
            made_by=found.made_by,
            agreed_by=found.agreed_by,
        )
    return found


def _add(session: Session, ctx: AppContext, actor: str, row: TicketRow) -> None:
    session.add(row)
    session.flush()
    audit.append(session, ctx, actor, "login.link_made", row.id, kind=row.kind.value, person=row.person_id)


def _signed(ticket: Ticket) -> str:
    return ticket.model_dump_json(exclude={"used_at", "ended_at"})


def _new_id() -> str:
    return "t" + "".join(new_id("")[1:] for _ in range(_ID))
