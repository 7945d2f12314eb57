"""Signed, single-use, short-lived links: an invitation to log in, or one draft to approve.

A link is `id.signature`. The signature covers every field, so that a row changed in the database is worth nothing;
what is signed stays in the database, so that a link fits in a text message.
"""

from policy import logins
from policy.access import Action
from schemas.errors import Refused
from schemas.login import Ticket, TicketKind
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import TicketRow
from store.evidence import audit
from store.identity.vault import Vault

_PURPOSE = "krisekanal link"
_ID = 4
"""`new_id` parts in an id: about 160 random bits."""


def invite(ctx: AppContext, vault: Vault, actor: str, person_id: str) -> str:
    """A word for `/start/…` that lets one person choose a password. `actor` is `system` at the very first start."""
    if actor != audit.SYSTEM:
        ctx.authorize(Action.LOGINS, actor)
    ctx.person(person_id)
    row = TicketRow(
        id=_new_id(), kind=TicketKind.INVITATION, person_id=person_id, expires_at=ctx.clock() + logins.INVITATION_LASTS
    )
    return _make(ctx, vault, actor, row)


def for_draft(ctx: AppContext, vault: Vault, person_id: str, draft_id: str, content_hash: str) -> str:
    """A word for `/l/…`, good for one look at exactly this revision."""
    row = TicketRow(
        id=_new_id(),
        kind=TicketKind.DRAFT,
        person_id=person_id,
        draft_id=draft_id,
        content_hash=content_hash,
        expires_at=ctx.clock() + logins.LINK_LASTS,
    )
    return _make(ctx, vault, audit.SYSTEM, row)


def look(ctx: AppContext, vault: Vault, word: str, kind: TicketKind) -> Ticket:
    """Raises `Refused` for a link that is false, old or used. Looking does not use it up."""
    with ctx.read() as session:
        row = session.get(TicketRow, word.partition(".")[0])
        found = as_noun(Ticket, row) if row else None
    signature = word.partition(".")[2]
    if found is None or found.kind != kind or not vault.signer(_PURPOSE).verify_signature(_signed(found), signature):
        raise Refused(say("This link is not one of ours. Log in instead."))
    if found.used_at is not None:
        raise Refused(say("This link has been used. Log in instead, or ask for a new one."))
    if found.expires_at <= ctx.clock():
        raise Refused(say("This link is too old. Log in instead, or ask for a new one."))
    return found


def use(ctx: AppContext, vault: Vault, word: str, kind: TicketKind) -> Ticket:
    """Good once, also when two use it in the same moment."""
    found = look(ctx, vault, word, kind)
    with ctx.write() as session:
        row = session.get_one(TicketRow, found.id)
        if row.used_at is not None:
            raise Refused(say("This link has been used. Log in instead, or ask for a new one."))
        row.used_at = ctx.clock()
        audit.append(session, ctx, found.person_id, "login.link_used", found.id, kind=kind.value)
    return found


def _make(ctx: AppContext, vault: Vault, actor: str, row: TicketRow) -> str:
    with ctx.write() as session:
        session.add(row)
        session.flush()
        found = as_noun(Ticket, row)
        audit.append(session, ctx, actor, "login.link_made", found.id, kind=found.kind.value, person=found.person_id)
    return f"{found.id}.{vault.signer(_PURPOSE).get_signature(_signed(found)).decode()}"


def _signed(ticket: Ticket) -> str:
    return ticket.model_dump_json(exclude={"used_at"})


def _new_id() -> str:
    return "t" + "".join(new_id("")[1:] for _ in range(_ID))
