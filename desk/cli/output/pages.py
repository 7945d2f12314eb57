"""One noun in full."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.language.texts import read, read_time
from desk import proof
from desk.cli.output import backup_pages, columns, list_pages, missed_page, package_pages, question_pages, remark_pages
from desk.cli.output.counted import told
from desk.cli.output.facts import facts, spoken
from desk.cli.output.framed import framed
from desk.cli.output.plain import sentence
from desk.cli.output.platform_names import platform
from desk.cli.output.seen import short_file, short_seen
from desk.still_tried import still_tried
from notifiers import render
from policy.exercises.sandbox import MARK
from schemas.accounts.account import AccountStatus
from schemas.accounts.request import AccountRequest
from schemas.crises.crisis import Crisis
from schemas.crises.zone import Geometry
from schemas.drafts.draft import Draft
from schemas.drafts.media import Media
from schemas.drafts.rendering import Rendering
from schemas.evidence.log_head import LogProof
from schemas.exercises.due import ExerciseDue
from schemas.language import Language
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.monitoring.foreign_post import ForeignPost
from schemas.recipients.recipient import Counts
from schemas.sentence import say
from schemas.states import DeliveryStatus, DraftStatus

_COLOURS = {
    DeliveryStatus.DELIVERED: "green",
    DeliveryStatus.FAILED: "red",
    DeliveryStatus.UNCERTAIN: "yellow",
}


def crisis(console: Console, found: Crisis) -> None:
    if found.exercise:
        console.print(f"[black on yellow] {MARK} [/]")
    console.print(f"[bold]{escape(found.title)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("What"), found.what),
        (say("Where"), found.where),
        (say("Zones"), ", ".join(found.zones)),
        (say("Drawn on the map"), _drawn(found.area) if found.area else None),
        (say("Severity"), spoken(found.severity)),
        (say("Set up"), read_time(found.established_at)),
        (say("By"), found.established_by),
        (say("Stood down"), read_time(found.stood_down_at) if found.stood_down_at else None),
    )


def _drawn(area: Geometry) -> str:
    return read(say("an area of {count} corners", count=sum(len(ring) - 1 for ring in area.outsides())))


def account(console: Console, found: AccountStatus) -> None:
    facts(
        console,
        (say("Account"), found.account.id),
        (say("Platform"), platform(found.account.platform)),
        (say("State"), spoken(found.state)),
        (say("Owner"), found.leader),
        (say("Deputy"), found.deputy),
        (say("Lock"), ", ".join(dict.fromkeys(spoken(lock.mode) for lock in found.locks))),
        (say("At the platform"), spoken(found.platform_lock) if found.platform_lock else None),
        (say("Locked since"), read_time(found.locked_since) if found.locked_since else None),
        (say("Confirmed by"), ", ".join(lock.confirmed_by for lock in found.locks if lock.confirmed_by)),
        (say("Held posts"), ", ".join(found.held_posts)),
    )


def foreign(console: Console, found: ForeignPost) -> None:
    console.print(f"[bold]{escape(found.title or found.account_id)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("Account"), found.account_id),
        (say("Address"), found.remote_url),
        (say("Found"), read_time(found.found_at)),
        (say("By"), found.decided_by),
        (say("Reason"), found.reason),
        (say("Draft"), found.draft_id),
        (say("Error"), found.error),
    )
    framed(console, found.text)


def request(console: Console, found: AccountRequest) -> None:
    console.print(f"[bold]{escape(found.handle)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("Platform"), platform(found.platform)),
        (say("Unit"), found.unit),
        (say("Owner"), found.owner),
        (say("Deputy"), found.deputy),
        (say("What for"), found.purpose),
        (say("By"), found.decided_by),
        (say("Reason"), found.reason),
        (say("Account"), found.account_id),
    )


def _recipients(found: Draft) -> str | None:
    chosen = found.revision.content.recipients
    if chosen is None:
        return read(say("counted when it is handed in")) if found.revision.content.audience else None
    return f"{read(told(chosen.counts))} ({chosen.set_id})"


def draft(console: Console, found: Draft) -> None:
    console.print(f"[bold]{escape(found.revision.content.title)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("Crisis"), found.crisis_id),
        (say("Author"), found.revision.author),
        (say("Revision"), str(found.revision.number)),
        (say("Fingerprint"), short_seen(found.revision)),
        (say("Follows up"), found.refers_to),
        (say("Recipients"), _recipients(found)),
        (say("Answer"), _whose(found)),
        (say("Reason"), found.reason),
        (say("Message"), found.message_id),
    )
    for rendering in found.revision.renderings:
        _rendering(console, rendering)
    for media in found.revision.content.media:
        _file(console, media)
    if found.status is DraftStatus.SUBMITTED:
        files = "".join(f" --seen-file {short_file(media)}" for media in found.revision.content.media)
        approve = f"krisekanal draft approve {found.id} --seen {short_seen(found.revision)}{files} --as …"
        sentence(
            console,
            read(say("This is exactly what will be published. Approve it with: {command}", command=f"\n  {approve}")),
        )


def _whose(found: Draft) -> str | None:
    answers = found.revision.content.answers
    return read(say("Goes to whoever wrote it alone")) if answers and answers.privately else None


def _rendering(console: Console, found: Rendering) -> None:
    _text(console, found, spoken(found.action))
    for version in found.versions:
        _text(console, version, spoken(Language(version.language)))


def _text(console: Console, found: Rendering, which: str) -> None:
    limit = f"/{found.limit}" if found.limit else ""
    body = f"{found.title}\n\n{found.text}" if found.title and found.title not in found.text else found.text
    framed(console, body, f"{found.account_id} · {which} · {found.length}{limit}")
    for line in render.beside(found):
        console.print(f"[dim]{escape(read(line))}[/]")


def _file(console: Console, found: Media) -> None:
    """Never cut: the place is there to be opened."""
    facts = ((say("File"), found.alt), (say("Look at it"), found.path), (say("Its digits"), short_file(found)))
    for name, value in facts:
        console.print(f"[dim]{escape(read(name))}[/]  {escape(value)}", soft_wrap=True)


def message(console: Console, found: Message) -> None:
    console.print(f"[bold]{escape(found.content.title)}[/]  ({spoken(found.status)})")
    facts(
        console,
        (say("Id"), found.id),
        (say("Crisis"), found.crisis_id),
        (say("Author"), found.author),
        (say("Approved by"), found.approver),
        (say("Approved"), read_time(found.approved_at)),
        (say("Follows up"), found.refers_to),
    )
    deliveries(console, found)


def deliveries(console: Console, found: Message) -> None:
    columns.printed(console, deliveries_table(found))
    uncertain = [d.id for d in found.deliveries if d.status is DeliveryStatus.UNCERTAIN]
    if uncertain:
        told = say(
            "Nobody knows whether {ids} arrived. Look at the channel and say so: {command}",
            ids=", ".join(uncertain),
            command=f"\n  krisekanal message settle {uncertain[0]} --arrived | --lost | --retry --as …",
        )
        sentence(console, read(told))
    for paused in (d.id for d in found.deliveries if d.paused):
        told = say(
            "{id} is paused: nothing more of it is begun. Go on with it: {command}",
            id=paused,
            command=f"\n  krisekanal message go-on {paused} --as …",
        )
        sentence(console, read(told))


def deliveries_table(found: Message) -> Table:
    heads = (say("Channel"), say("Status"), say("Tries"), say("Address"), say("Delivery"))
    table = Table(*[read(h) for h in heads], box=None, pad_edge=False)
    for delivery in found.deliveries:
        table.add_row(*_delivery(delivery))
    return table


def _delivery(found: Delivery) -> tuple[str, ...]:
    colour = _COLOURS.get(found.status, "cyan")
    tried = still_tried(found)
    notes = [read(say("paused")) if found.paused else None, found.error, read(tried) if tried else None]
    note = "".join(f" [dim]{escape(each)}[/]" for each in notes if each)
    return (
        escape(found.account_id),
        f"[{colour}]{spoken(found.status)}[/]{note}",
        str(found.attempts),
        escape(found.remote_url or ""),
        found.id,
    )


def due(console: Console, found: ExerciseDue) -> None:
    """Forskrift om kommunal beredskapsplikt § 7."""
    if found.last_at is None:
        sentence(console, read(say("No exercise of people has been held yet. One is due now.")))
    elif found.overdue:
        late = say(
            "An exercise is due: the last one was {last}, and the time limit was {by}.", last=found.last_at, by=found.by
        )
        sentence(console, read(late))
    else:
        held = say("Next exercise at the latest {by}. The last one was {last}.", by=found.by, last=found.last_at)
        sentence(console, read(held))
    facts(
        console,
        (say("Rule"), "forskrift om kommunal beredskapsplikt § 7"),
        (say("Last"), found.last_id),
        (say("Planned"), f"{found.planned_id} {read_time(found.planned_at)}" if found.planned_at else None),
    )


def log_proof(console: Console, found: LogProof) -> None:
    for line in proof.sentences(found):
        sentence(console, read(line))


def counts(console: Console, found: Counts) -> None:
    sentence(console, read(told(found)))


PAGES: dict[type, Callable[[Console, Any], None]] = {
    Crisis: crisis,
    Counts: counts,
    AccountStatus: account,
    AccountRequest: request,
    ForeignPost: foreign,
    **remark_pages.PAGES,
    **question_pages.PAGES,
    Draft: draft,
    Message: message,
    ExerciseDue: due,
    LogProof: log_proof,
    **backup_pages.PAGES,
    **list_pages.PAGES,
    **missed_page.PAGES,
    **package_pages.PAGES,
}
