"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the same request again gets the same answer.

Ours, since the key has to be kept in the database of the work it stands for; libraries keep it in a cache beside it.
"""

from datetime import timedelta

from sqlmodel import col, delete

from schemas.errors import InvalidInput, Refused
from schemas.sentence import say
from store.context import AppContext
from store.db.tables import RepeatRow

KEPT = timedelta(days=2)
LONGEST = 200


def begin(ctx: AppContext, token_id: str, key: str, fingerprint: str) -> tuple[int, str] | None:
    """None where this is the first time; else the status and answer of then.

    Raises `InvalidInput` for a key that was used for something else, `Refused` while the first is still under way
    or was cut off (a person must look).
    """
    with ctx.write() as session:
        session.exec(delete(RepeatRow).where(col(RepeatRow.created_at) < ctx.clock() - KEPT))
        row = session.get(RepeatRow, (key, token_id))
        if row is None:
            session.add(RepeatRow(key=key, token_id=token_id, fingerprint=fingerprint, created_at=ctx.clock()))
            return None
        if row.fingerprint != fingerprint:
            raise InvalidInput(say("This Idempotency-Key was used for another request. Use a new one."))
        if row.status is None:
            raise Refused(
                say("The same request is under way, or was cut off. Look up what it did before you try a new key.")
            )
        return row.status, row.answer or ""


def finish(ctx: AppContext, token_id: str, key: str, status: int, answer: str) -> None:
    with ctx.write() as session:
        row = session.get_one(RepeatRow, (key, token_id))
        row.status, row.answer = status, answer


def forget(ctx: AppContext, token_id: str, key: str) -> None:
    """Nothing was changed: the key is free again."""
    with ctx.write() as session:
        row = session.get(RepeatRow, (key, token_id))
        if row:
            session.delete(row)
