"""The municipality file while we run: a changed one is taken up within seconds if it is right, and said loudly if it is not."""

import hashlib
from dataclasses import replace
from pathlib import Path

import structlog
from sqlmodel import Session, col, select

from config.language import texts
from config.language.texts import read
from config.reading import layers
from config.town.municipality import load_municipality
from schemas.accounts.channel_rules import Rules
from schemas.errors import ConfigInvalid, KrisekanalError
from schemas.municipality import Municipality
from schemas.sentence import Sentence
from store.accounts import accounts, in_step, locks
from store.context import AppContext
from store.db.tables import AuditRow, SessionRow, TicketRow, TokenRow
from store.evidence import audit

log = structlog.get_logger()
LOOK_EVERY = 1.0
"""Seconds. A file is read at the second look that finds it unchanged: nobody reads half of what is still being written."""
_Mark = tuple[tuple[str, int, int, int], ...] | None
"""Of the file, and of every file beside it that a layer of zones may be in."""
_NEVER = (("", 0, 0, 0),)
"""Read once more soon after the start: it may have changed since the context was opened."""
_TAKEN_UP = "municipality.taken_up"


class MunicipalityFile:
    """One per process. `problem` is what is wrong with the file as it lies there, None while the one in force is that file."""

    def __init__(self, path: Path, rules: Rules) -> None:
        self._path, self._rules = path, rules
        self._seen: _Mark = self._mark()
        self._read: _Mark = _NEVER
        self.problem: Sentence | None = None

    def look(self, ctx: AppContext) -> AppContext:
        """The context with the file as it is now; the same one where nothing has changed, or what has is wrong."""
        before, self._seen = self._seen, self._mark()
        if self._seen != before or self._seen == self._read:
            return ctx
        self._read = self._seen
        town = self._load()
        return ctx if town is None or town == ctx.municipality else take_up(ctx, town, self._digest(town))

    def _load(self) -> Municipality | None:
        try:
            found = load_municipality(self._path, self._rules)
        except KrisekanalError as error:
            self.problem = error.sentence
            log.error("municipality_file.wrong", why=read(error.sentence), problems=_told(error))
            return None
        self.problem = None
        texts.use_zone(found.organisation.timezone)
        return found

    def _mark(self) -> _Mark:
        try:
            return tuple(_stamp(path) for path in (self._path, *layers.beside(self._path)))
        except OSError:
            return None

    def _digest(self, town: Municipality) -> str:
        """Of the file, and of the layers that it names."""
        paths = (self._path, *(self._path.with_name(layer.file) for layer in town.layers))
        return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _stamp(path: Path) -> tuple[str, int, int, int]:
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_size, found.st_ino


def take_up(ctx: AppContext, town: Municipality, digest: str) -> AppContext:
    """In force from now on: new accounts are known, and whoever has left is out."""
    new = replace(ctx, municipality=town)
    if not in_step.in_step(new):
        accounts.sync(new)
    locks.complete_all(new)  # also those that a command has made known in between
    with new.write() as session:
        _note(session, new, digest)
    out_with_the_gone(new)
    log.info("municipality_file.taken_up", digest=digest[:12])
    return new


def out_with_the_gone(ctx: AppContext) -> None:
    """Sessions, tokens and open links of people who are no longer active end for good, also if they should come back."""
    active = [person.id for person in ctx.municipality.people if person.active]
    with ctx.read() as session:
        if not any(_gone(session, active)):
            return
    with ctx.write() as session:
        sessions, tokens, tickets = _gone(session, active)
        now = ctx.clock()
        for held in (*sessions, *tokens):
            held.revoked_at = now
        for ticket in tickets:
            ticket.ended_at = now
        people = {*(r.person_id for r in sessions), *(r.person_id for r in tokens), *(r.person_id for r in tickets)}
        for person in sorted(people):
            audit.append(session, ctx, audit.SYSTEM, "login.ended_with_the_role", person)


def _gone(session: Session, active: list[str]) -> tuple[list[SessionRow], list[TokenRow], list[TicketRow]]:
    sessions = select(SessionRow).where(col(SessionRow.revoked_at).is_(None), col(SessionRow.person_id).not_in(active))
    tokens = select(TokenRow).where(col(TokenRow.revoked_at).is_(None), col(TokenRow.person_id).not_in(active))
    tickets = select(TicketRow).where(col(TicketRow.used_at).is_(None), col(TicketRow.ended_at).is_(None))
    tickets = tickets.where(col(TicketRow.person_id).not_in(active))
    return list(session.exec(sessions)), list(session.exec(tokens)), list(session.exec(tickets))


def _note(session: Session, ctx: AppContext, digest: str) -> None:
    """Once, whichever of our processes is first."""
    query = select(AuditRow).where(AuditRow.action == _TAKEN_UP).order_by(col(AuditRow.seq).desc()).limit(1)
    last = session.exec(query).first()
    if last is None or last.subject != digest:
        audit.append(session, ctx, audit.SYSTEM, _TAKEN_UP, digest)


def _told(error: KrisekanalError) -> list[str]:
    problems = error.problems if isinstance(error, ConfigInvalid) else ()
    return [f"{p.file}:{p.line} {read(p.sentence)}" for p in problems[:20]]
