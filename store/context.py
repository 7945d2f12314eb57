"""Everything a use case needs, and the only door to a database session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlmodel import Session

from config.pdf.drawers import Drawer
from config.pdf.real import pdf
from config.reading.scenario_library import SHIPPED
from policy.access import Action, Own, may
from policy.decision import Decision
from schemas.accounts.account import Account
from schemas.errors import ConfigInvalid, NotFound
from schemas.evidence.origin import Origin
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.ports import Channels
from schemas.sentence import say
from store.db import tables
from store.db.database import part_of, turn
from store.db.errors import as_sentences

if TYPE_CHECKING:
    from store.db.sealing import Sealer


@dataclass(frozen=True)
class AppContext:
    """Passed first to every use case. `clock` is the database's (`store.db.clock`), one for all machines; tests give their own."""

    engine: Engine
    municipality: Municipality
    channels: Channels
    clock: Callable[[], datetime]
    played: bool = False
    """True while a script plays the people of an exercise; the audit log says so."""
    scenario_folders: tuple[Path, ...] = (SHIPPED,)
    """Where scenarios are looked up, own ones first; read only when an exercise needs one."""
    draw_pdf: Drawer = pdf
    """From a report's page to its PDF; tests and development give the twin (`KRISEKANAL_PDF`)."""
    origin: Origin | None = None
    """Through which door this is done; None for what the system does."""
    gate_patience: timedelta = timedelta(seconds=3)
    """A platform slower than this does not hold up a crisis: its unit's post is named in the log instead (`store.accounts.gate`)."""
    sealer: "Sealer | None" = None
    """Opens fields that are sealed; None for what is only looked at from outside (`store.opening.open_as_it_is`)."""
    shared: Session | None = None
    """Of a snapshot only."""
    whole: Session | None = None
    """Of `together` only."""

    def actor(self, person_id: str) -> str:
        """As the audit log names who acted."""
        return f"script:{person_id}" if self.played and person_id != "system" else person_id

    @property
    def sealed(self) -> "Sealer":
        """Raises `ConfigInvalid` where nothing sealed can be opened."""
        if self.sealer is None:
            raise ConfigInvalid(say("The register of recipients is not open here: the key file was not given."))
        return self.sealer

    @contextmanager
    def snapshot(self) -> Iterator["AppContext"]:
        """A context in which all reads are one transaction: many questions, one moment, on one thread at a time.

        A write ends it, and the next read sees what was written.
        """
        if self.shared is not None:
            yield self
            return
        with as_sentences(), Session(self.engine.execution_options(snapshot=True)) as session:
            yield replace(self, shared=session)

    def let_go(self) -> None:
        """Ends a snapshot's transaction before something long; the next question begins another, of another moment."""
        if self.shared is not None:
            self.shared.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, alone (docs/adr/0002). All or nothing. Raises `StoreUnavailable`."""
        if self.whole is not None:
            with part_of(self.whole):
                yield self.whole
            return
        self.let_go()
        tables.everything()
        with turn(self.engine), as_sentences(), Session(self.engine.execution_options(writing=True)) as session:
            with session.begin():
                yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look at the database; writes are lost. Raises `StoreUnavailable`."""
        known = self.whole or self.shared
        if known is not None:
            with as_sentences():
                yield known
            return
        with as_sentences(), Session(self.engine) as session:
            yield session

    @contextmanager
    def together(self) -> Iterator["AppContext"]:
        """A context in which everything is one transaction: several writes are made together, or none of them.

        Others wait meanwhile, so nothing in it may wait for them. A write in it that fails takes back what itself did.
        """
        with self.write() as session:
            yield replace(self, shared=None, whole=session)

    def person(self, person_id: str) -> Person:
        """Raises `NotFound` with the ids that exist."""
        found = self.municipality.person(person_id)
        if found is None:
            ids = ", ".join(p.id for p in self.municipality.people)
            raise NotFound(say("No person is called “{id}”. The municipality file knows {ids}.", id=person_id, ids=ids))
        return found

    def account(self, account_id: str) -> Account:
        found = self.municipality.account(account_id)
        if found is None:
            ids = ", ".join(a.id for a in self.municipality.accounts)
            raise NotFound(say("No account is called “{id}”. There are {ids}.", id=account_id, ids=ids))
        return found

    def authorize(self, action: Action, actor: str, own: Own | None = None) -> Person:
        """Look the actor up, ask the table of roles, and raise `Refused` on a no."""
        return self.ask(lambda person: may(self.municipality, person, action, own), actor)

    def ask(self, question: Callable[[Person], Decision], actor: str) -> Person:
        """The same for a rule that says more than the table, and asks it itself."""
        person = self.person(actor)
        question(person).or_raise()
        return person
