"""Who is let in, findings and deliveries as rows; what one command answers with, as facts. Nothing of it is Python's."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.console import Console

from config.language.texts import read, read_date, read_size, read_time
from config.language.vocabulary import word
from desk.cli.output import list_pages
from desk.cli.output.plain import sentence
from schemas.evaluation.finding import Finding
from schemas.identity.login import LoginRequest, LoginRequestKind, LoginSession, LoginState
from schemas.identity.token import ApiToken
from schemas.messages.bulk import Progress
from schemas.messages.delivery import Delivery
from schemas.recipients.imported import ImportedList
from schemas.recipients.register import Entry, RegisterCounts, ZoneCount
from schemas.sentence import Sentence, say

Line = Callable[[Any], tuple[str, ...]]
Heads = tuple[Sentence | str, ...]


def _yes(value: bool) -> str:
    return read(say("yes")) if value else "–"


def _login(row: LoginState) -> tuple[str, ...]:
    return (
        row.person_id,
        _yes(row.password),
        _yes(row.totp),
        _yes(row.pin),
        str(row.passkeys or "–"),
        str(row.break_glass_left or "–"),
    )


def _request(row: LoginRequest) -> tuple[str, ...]:
    answer = say("waits for another manager") if row.agreed is None else say("agreed") if row.agreed else say("refused")
    return row.id, _word(row.kind), row.person_id, row.asked_by, read_time(row.asked_at), read(answer)


def _session(row: LoginSession) -> tuple[str, ...]:
    return row.id, row.person_id, _word(row.method), read_time(row.opened_at), read_time(row.seen_at), row.agent


def _token(row: ApiToken) -> tuple[str, ...]:
    ends = row.revoked_at or row.expires_at
    state = say("ended") if row.revoked_at else say("lasts until")
    return row.id, row.name, row.person_id, ", ".join(scope.value for scope in row.scopes), read(state), read_time(ends)


def _finding(row: Finding) -> tuple[str, ...]:
    done = read_time(row.done_at) if row.done_at else ""
    return row.id, row.text, row.owner or "", read_date(row.due) if row.due else "", done


def _delivery(row: Delivery) -> tuple[str, ...]:
    return row.id, row.account_id, _word(row.status), str(row.attempts), row.remote_url or "", row.error or ""


def _entry(row: Entry) -> tuple[str, ...]:
    place = (
        row.street or ", ".join(row.zones) or (f"{row.longitude},{row.latitude}" if row.longitude is not None else "")
    )
    ends = read_date(row.until.date()) if row.until else "–"
    return row.id, row.name, ", ".join((*row.mobiles, *row.emails)), place, ", ".join(row.groups), ends


def _counts(row: RegisterCounts) -> tuple[str, ...]:
    numbers = (row.entries, row.mobiles, row.emails, row.without_way, row.reserved, row.ending)
    return tuple(map(str, numbers))


def _zone(row: ZoneCount) -> tuple[str, ...]:
    return row.id, row.name, row.layer, str(row.entries)


def _progress(row: Progress) -> tuple[str, ...]:
    """In the numbers of the message's page."""
    handed, failed = row.handed_over + row.arrived + row.bounced, row.failed + row.bounced
    numbers = (row.addressed, handed, row.arrived, failed, row.waiting, row.uncertain, row.left_out)
    return row.account_id, *map(str, numbers)


TABLES: dict[type, tuple[Heads, Line]] = {
    LoginState: (
        (say("Person"), say("Password"), say("App codes"), say("PIN"), say("Passkeys"), say("Printed codes")),
        _login,
    ),
    LoginSession: ((say("Id"), say("Person"), say("How"), say("Opened"), say("Seen"), say("Browser")), _session),
    LoginRequest: ((say("Id"), say("What"), say("Person"), say("By"), say("Time"), say("Status")), _request),
    ApiToken: ((say("Id"), say("Name"), say("Person"), say("What for"), say("Status"), ""), _token),
    Finding: ((say("Id"), say("What"), say("Owner"), say("Due"), say("Done")), _finding),
    Entry: ((say("Id"), say("Name"), say("Address"), say("Where"), say("Groups"), say("Kept until")), _entry),
    ImportedList: (
        (say("Id"), say("File"), say("Entries"), say("Status"), say("Laid by"), say("Decided"), say("Fingerprint")),
        list_pages.line,
    ),
    ZoneCount: ((say("Id"), say("Name"), say("Layer"), say("Entries")), _zone),
    RegisterCounts: (
        (
            say("Entries"),
            say("Mobiles"),
            say("E-mail addresses"),
            say("Without a number"),
            say("Reserved"),
            say("Ending soon"),
        ),
        _counts,
    ),
    Progress: (
        (
            say("Account"),
            say("Addressed"),
            say("Handed over"),
            say("Arrived"),
            say("Failed"),
            say("Waiting"),
            say("Nobody knows"),
            say("Left out"),
        ),
        _progress,
    ),
    Delivery: ((say("Id"), say("Account"), say("Status"), say("Tries"), say("Address"), say("Reason")), _delivery),
}
_KINDS: Mapping[str, Sentence] = {
    LoginRequestKind.RESET: say("a new invitation"),
    LoginRequestKind.CODES: say("printed codes"),
    LoginRequestKind.NO_TOTP: say("without app codes"),
}
_LABELS: Mapping[str, Sentence] = {
    "id": say("Id"),
    "name": say("Name"),
    "person": say("Person"),
    "kind": say("What"),
    "codes": say("Codes, each good once, shown only now"),
    "token": say("The token, shown only now"),
    "expires_at": say("Lasts until"),
    "file": say("File"),
    "bytes": say("Size"),
    "key": say("Signed by the key with the fingerprint"),
}


def facts(console: Console, found: Mapping[str, Any]) -> None:
    """A fact a line; what is copied (a token, a path, a code) is whole on a line of its own."""
    for name, value in found.items():
        label = read(_LABELS[name]) if name in _LABELS else name
        if isinstance(value, list | tuple):
            sentence(console, f"{label}:")
            for each in value:
                sentence(console, f"  {each}")
        elif name in ("token", "file", "key"):
            sentence(console, f"{label}:")
            sentence(console, f"  {value}")
        elif value is not None:
            sentence(console, f"{label}: {_said(name, value)}")


def _said(name: str, value: Any) -> str:
    if name.endswith("_at"):
        return read_time(datetime.fromisoformat(value))
    return read_size(value) if name == "bytes" else _word(value)


def _word(value: Any) -> str:
    if not isinstance(value, StrEnum):
        return str(value)
    spoken = _KINDS.get(value) or word(value)
    return read(spoken) if spoken else str(value)
