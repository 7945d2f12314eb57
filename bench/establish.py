"""Setting up the crisis staff in a municipality of 200 accounts, against asking and writing account by account.

`make bench`. Aim: the transaction that locks all of them takes 200 ms or less on an idle machine.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlmodel import select

from config.machine.settings import Settings
from notifiers.base.places import Places
from notifiers.facade import Channels
from schemas.accounts.account import LockMode
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.event import EventKind
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.db import migrate
from store.db.clock import clock_of
from store.db.columns import new_id
from store.db.database import open_engine
from store.db.tables import AccountLockRow
from store.evidence import audit
from store.outbox import outbox
from tests.cast import MUNICIPALITY, more_accounts

ACCOUNTS = 200
ROUNDS = 9


def town(folder: Path) -> AppContext:
    extra = more_accounts(ACCOUNTS - len(MUNICIPALITY.accounts))
    settings = Settings(data=folder)
    places = Places(public=settings.public_dir, sandbox=settings.sandbox_dir, public_url="https://krise.kk.example")
    engine = open_engine(f"sqlite:///{folder}/kk.db")
    migrate.upgrade(engine)
    municipality = MUNICIPALITY.model_copy(update={"accounts": MUNICIPALITY.accounts + extra})
    ctx = AppContext(engine, municipality, Channels(places, lambda name: None), clock_of(engine))
    accounts.sync(ctx)
    return ctx


def together(ctx: AppContext) -> str:
    asked = CrisisRequest(
        title="Vannbrudd", what="Et rør har sprukket", where="Lånke", severity=Severity.SEVERE, exercise=False
    )
    return lifecycle.establish(ctx, "kari", asked).id


def one_by_one(ctx: AppContext, crisis_id: str) -> None:
    """The same rows in one transaction, four statements for every account: is it locked, the lock, the log, the event."""
    with ctx.write() as session:
        for account in ctx.municipality.accounts:
            session.exec(select(AccountLockRow).where(AccountLockRow.account_id == account.id)).all()
            lock = AccountLockRow(
                id=new_id("s"), crisis_id=crisis_id, account_id=account.id, mode=LockMode.HERE, locked_at=ctx.clock()
            )
            session.add(lock)
            session.flush()
            audit.append(session, ctx, "kari", "account.locked", account.id, crisis_id)
            session.flush()
            outbox.emit(session, ctx, EventKind.WATCH_DUE, {"tick": account.id}, crisis_id=crisis_id)
            session.flush()


def timed(work: Callable[..., str | None], *given: Any) -> tuple[float, str]:
    """(milliseconds, what it returned)."""
    begun = time.perf_counter()
    found = work(*given)
    return (time.perf_counter() - begun) * 1000, found or ""


def main() -> None:
    whole, single = [], []
    with tempfile.TemporaryDirectory() as folder:
        ctx = town(Path(folder))
        nothing = replace(ctx, municipality=ctx.municipality.model_copy(update={"accounts": (), "staff": ()}))
        for _ in range(ROUNDS):
            spent, crisis_id = timed(together, ctx)
            whole.append(spent)
            lifecycle.stand_down(ctx, "kari", crisis_id)
            empty = together(nothing)
            single.append(timed(one_by_one, ctx, empty)[0])
            lifecycle.stand_down(ctx, "kari", empty)
    ours, theirs = statistics.median(whole), statistics.median(single)
    print(
        f"{ACCOUNTS} accounts: {ours:.0f} ms to set up the staff; {theirs:.0f} ms account by account (x {theirs / ours:.1f})"
    )


if __name__ == "__main__":
    main()
