"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the same request again gets the same answer.

Ours, since the key has to be kept in the database of the work it stands for; libraries keep it in a cache beside it.
"""

from datetime import timedelta

from sqlmodel import col, delete

from schemas.errors import InvalidInput, Refused
from schemas.sentence import say
from store.context import AppContext
from store.db.tables import IdempotencyRow

KEPT = timedelta(days=2)
"""After this the key is free again."""
LONGEST = 200


def known(ctx: AppContext, token_id: str, key: str, fingerprint: str) -> tuple[int, str] | None:
    """The status and answer of then; None where the key is free.

    Raises `InvalidInput` for a key that was used for something else, `Refused` for what an older version left half done.
    """
    with ctx.read() as session:
        row = session.get(IdempotencyRow, (key, token_id))
        if row is None or row.created_at < ctx.clock() - KEPT:
            return None
        if row.fingerprint != fingerprint:
            raise InvalidInput(say("This Idempotency-Key was used for another request. Use a new one."))
        if row.status is None:
            raise Refused(say("The same request was cut off. Look up what it did before you try a new key."))
        return row.status, row.answer or ""


def keep(ctx: AppContext, token_id: str, key: str, fingerprint: str, status: int, answer: str) -> None:
    """In the transaction of the work itself (`AppContext.together`): either both are there, or neither."""
    with ctx.write() as session:
        now = ctx.clock()
        session.exec(delete(IdempotencyRow).where(col(IdempotencyRow.created_at) < now - KEPT))
        session.add(
            IdempotencyRow(
                key=key, token_id=token_id, fingerprint=fingerprint, status=status, answer=answer, created_at=now
            )
        )
