"""Answers for people: short tables and paragraphs, in plain Norwegian."""

from collections.abc import Callable, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from config.language import event_words
from config.language.texts import read, read_time
from config.language.vocabulary import word
from config.machine import settings
from desk.cli.output import access_tables, columns, pages, question_pages, remark_pages
from desk.cli.output.access_tables import facts
from desk.cli.output.plain import console, sentence
from desk.cli.output.platform_names import platform
from desk.cli.output.seen import short_seen
from schemas.accounts.account import AccountStatus
from schemas.accounts.request import AccountRequest
from schemas.crises.crisis import Crisis
from schemas.crises.staff_member import StaffMember
from schemas.drafts.draft import Draft
from schemas.evaluation.held import ExerciseHeld
from schemas.evidence.audit import AuditEvent
from schemas.messages.message import Message
from schemas.monitoring.foreign_post import ForeignPost
from schemas.sentence import Sentence, say

out = console()
err = console(stderr=True)


def show(found: Any) -> None:
    """One noun in full, many as a table, a sentence as it is."""
    if isinstance(found, Sentence | str):
        sentence(out, read(found) if isinstance(found, Sentence) else found)
    elif isinstance(found, Sequence):
        _table(found)
    elif type(found) in pages.PAGES:
        pages.PAGES[type(found)](out, found)
    elif isinstance(found, dict):
        facts(out, found)
    else:
        _table([found])


def tell(said: Sentence) -> None:
    """Beside the answer."""
    sentence(err, read(said))


def complain(message: str, problems: Sequence[dict[str, Any]]) -> None:
    if not problems:
        sentence(err, f"✗ {message}")
        return
    found = say("{count} problems found:", count=len(problems))
    sentence(err, f"✗ {read(found)}")
    for problem in problems:
        file = read(say("settings")) if problem["file"] == settings.ENVIRONMENT else problem["file"]
        place = ":".join(str(part) for part in (file, problem["line"]) if part)
        where = f" {problem['where']}" if problem["where"] else ""
        sentence(err, f"  {place}{where}\n    {problem['message']}")


def _table(rows: Sequence[Any]) -> None:
    if not rows:
        out.print(read(say("Nothing here.")))
        return
    if all(isinstance(row, Sentence) for row in rows):
        for row in rows:
            sentence(out, read(row))
        return
    headings, line = TABLES.get(type(rows[0]), (("",), lambda row: (str(row),)))
    lines = [line(row) for row in rows]
    said = [place for place in range(len(lines[0])) if any(cells[place] for cells in lines)]
    table = Table(box=None, pad_edge=False, show_header=any(headings))
    for place, heading in ((place, dict(enumerate(headings)).get(place, "")) for place in said):
        words = read(heading) if isinstance(heading, Sentence) else heading
        table.add_column(words, no_wrap=place == 0, overflow="fold")  # cut, a fingerprint or an address is nothing
    for cells in lines:
        table.add_row(*(escape(cells[place]) for place in said))
    columns.printed(out, table)


def status(value: Any) -> str:
    spoken = word(value)
    return read(spoken) if spoken else str(value.value)


def _crisis(row: Crisis) -> tuple[str, ...]:
    return (
        row.id,
        status(row.status),
        read(say("exercise")) if row.exercise else "",
        row.title,
        row.where,
        read_time(row.established_at),
    )


def _draft(row: Draft) -> tuple[str, ...]:
    return (
        row.id,
        status(row.status),
        row.revision.content.title,
        row.author,
        str(row.revision.number),
        short_seen(row.revision),
        read_time(row.updated_at),
    )


def _message(row: Message) -> tuple[str, ...]:
    done = sum(1 for d in row.deliveries if d.status.value == "delivered")
    paused = f" ({read(say('paused'))})" if any(d.paused for d in row.deliveries) else ""
    return (
        row.id,
        status(row.status) + paused,
        row.content.title,
        f"{done}/{len(row.deliveries)}",
        read_time(row.approved_at),
    )


def lock_state(row: AccountStatus) -> str:
    """How far the lock reaches; an account that is open here may still have roles to get back at the platform."""
    note = row.locks[0].mode if row.locks else row.platform_lock
    return status(row.state) + (f" ({status(note)})" if note else "")


def _account(row: AccountStatus) -> tuple[str, ...]:
    confirmed = sum(1 for lock in row.locks if lock.confirmed_at)
    return (
        row.account.id,
        platform(row.account.platform),
        row.account.handle,
        f"{row.account.opened:%d.%m.%Y}",
        lock_state(row),
        f"{confirmed}/{len(row.locks)}" if row.locks else "",
        row.leader or "",
        row.deputy or "",
        read(say("yes")) if row.connected else read(say("not yet")),
    )


def _foreign(row: ForeignPost) -> tuple[str, ...]:
    return (
        row.id,
        status(row.status),
        row.account_id,
        (row.title or row.text)[:60],
        row.remote_url or row.remote_id,
        read_time(row.found_at),
        row.decided_by or "",
        row.reason or row.draft_id or row.error or "",
    )


def _request(row: AccountRequest) -> tuple[str, ...]:
    return (
        row.id,
        status(row.status),
        platform(row.platform),
        row.handle,
        row.unit,
        row.owner or "",
        row.deputy or "",
        row.purpose,
        read_time(row.requested_at),
        row.decided_by or "",
        row.reason or "",
    )


def _event(row: AuditEvent) -> tuple[str, ...]:
    return (
        str(row.seq),
        read_time(row.at),
        row.actor,
        str(row.data.get("text") or read(event_words.event_sentence(row))),
    )


def _staff_member(row: StaffMember) -> tuple[str, ...]:
    return row.person_id, row.name, read_time(row.confirmed_at) if row.confirmed_at else ""


def _held(row: ExerciseHeld) -> tuple[str, ...]:
    """`4/5`: how many of how many."""
    note = say("broken off") if row.interrupted else say("by script") if row.scripted else None
    met = sum(1 for goal in row.goals if goal.met)
    return (
        row.crisis_id,
        read_time(row.at),
        row.title,
        status(row.type) if row.type else "",
        f"{row.first_delivery:.0f} s" if row.first_delivery is not None else "",
        f"{row.expected_met}/{row.expected_judged}",
        f"{row.criteria_met}/{row.criteria}",
        f"{met}/{len(row.goals)}",
        read(note) if note else "",
    )


_LEVELS = {"ok": say("in order"), "warning": say("warning"), "error": say("error")}


def _looked_at(row: dict[str, Any]) -> tuple[str, ...]:
    """What it is about, how it stands and why."""
    return tuple(read(_LEVELS[v]) if k == "level" else str(v or "") for k, v in row.items())


Line = Callable[[Any], tuple[str, ...]]
TABLES: dict[type, tuple[tuple[Sentence | str, ...], Line]] = {
    Crisis: ((say("Id"), say("Status"), "", say("Title"), say("Where"), say("Set up")), _crisis),
    Draft: (
        (say("Id"), say("Status"), say("Title"), say("Author"), say("Rev."), say("Fingerprint"), say("Changed")),
        _draft,
    ),
    Message: ((say("Id"), say("Status"), say("Title"), say("Channels"), say("Approved")), _message),
    AccountStatus: (
        (
            say("Account"),
            say("Platform"),
            say("Name there"),
            say("Opened"),
            say("State"),
            say("Confirmed"),
            say("Owner"),
            say("Deputy"),
            say("Connected"),
        ),
        _account,
    ),
    ForeignPost: (
        (say("Id"), say("Status"), say("Account"), say("Title"), say("Address"), say("Time"), say("By"), say("Reason")),
        _foreign,
    ),
    **remark_pages.TABLES,
    **question_pages.TABLES,
    AccountRequest: (
        (
            say("Id"),
            say("Status"),
            say("Platform"),
            say("Name there"),
            say("Unit"),
            say("Owner"),
            say("Deputy"),
            say("What for"),
            say("Time"),
            say("By"),
            say("Reason"),
        ),
        _request,
    ),
    AuditEvent: ((say("Line"), say("Time"), say("Who"), say("What")), _event),
    StaffMember: ((say("Id"), say("Who"), say("Confirmed")), _staff_member),
    ExerciseHeld: (
        (
            say("Id"),
            say("Held"),
            say("Title"),
            say("Type"),
            say("First channel"),
            say("Expected actions"),
            say("Good messages"),
            say("Goals"),
            "",
        ),
        _held,
    ),
    **access_tables.TABLES,
    dict: (("", ""), _looked_at),
}
