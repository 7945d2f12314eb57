"""Passkeys (W3C WebAuthn): the public half is kept here, registering and logging in with one is the web desk's."""

from sqlmodel import col, select

from schemas.errors import NotFound
from schemas.identity.login import Passkey
from schemas.sentence import say
from store.context import AppContext
from store.db.nouns import as_noun
from store.db.tables import PasskeyRow
from store.evidence import audit


def add(ctx: AppContext, person_id: str, credential_id: str, public_key: str, sign_count: int, name: str) -> Passkey:
    row = PasskeyRow(
        credential_id=credential_id,
        person_id=person_id,
        public_key=public_key,
        sign_count=sign_count,
        name=name[:60],
        created_at=ctx.clock(),
    )
    with ctx.write() as session:
        session.add(row)
        audit.append(session, ctx, person_id, "login.passkey_added", person_id, name=row.name)
        return as_noun(Passkey, row)


def of(ctx: AppContext, person_id: str) -> list[Passkey]:
    query = select(PasskeyRow).where(PasskeyRow.person_id == person_id).order_by(col(PasskeyRow.created_at))
    with ctx.read() as session:
        return [as_noun(Passkey, row) for row in session.exec(query)]


def get(ctx: AppContext, credential_id: str) -> Passkey:
    with ctx.read() as session:
        row = session.get(PasskeyRow, credential_id)
        if row is None:
            raise NotFound(say("This passkey is not known here."))
        return as_noun(Passkey, row)


def used(ctx: AppContext, credential_id: str, sign_count: int) -> None:
    with ctx.write() as session:
        session.get_one(PasskeyRow, credential_id).sign_count = sign_count


def remove(ctx: AppContext, person_id: str, credential_id: str) -> None:
    with ctx.write() as session:
        row = session.get(PasskeyRow, credential_id)
        if row is None or row.person_id != person_id:
            raise NotFound(say("This passkey is not known here."))
        session.delete(row)
        audit.append(session, ctx, person_id, "login.passkey_removed", person_id, name=row.name)
