"""Tokens that end: one look a day, what came of it in the log, and a word to those who can do something about it."""

from datetime import datetime

from policy.roles import holders
from schemas.account import Account
from schemas.event import EventKind
from schemas.person import Role
from schemas.sentence import Sentence, say
from store.context import House
from store.evidence import audit
from store.notices import notices
from store.outbox import outbox


def plan(house: House) -> None:
    """Today's look, once however often it is asked for."""
    today = house.clock().date().isoformat()
    with house.write() as session:
        outbox.emit(session, house, EventKind.TOKENS_DUE, {"day": today}, dedup=f"tokens:{today}")


def renewed(house: House, account: Account, expires: datetime | None) -> None:
    with house.write() as session:
        audit.append(session, house, audit.SYSTEM, "channel.renewed", account.id,
                     until=expires.date().isoformat() if expires else None)  # fmt: skip


def not_renewed(house: House, account: Account, expires: datetime, why: Sentence) -> None:
    """The editorial desk is told every day until somebody connects the account again."""
    day = expires.date().isoformat()
    with house.write() as session:
        audit.append(session, house, audit.SYSTEM, "channel.not_renewed", account.id, until=day, error=notices.words(house, why))
        notices.tell(
            session, house, holders(house.municipality, Role.EDITOR),
            say("The access to {account} ends on {day}", account=account.handle, day=day),
            say("Krisekanal could not renew the access to {account}: {why} Ask IT to connect it again: "
                "krisekanal channel connect {id}", account=account.handle, why=why, id=account.id),
            None,
        )  # fmt: skip
