"""The register of recipients, for systems of the municipality's that hold its scope. Every look that shows a name is in the log.

Answers to writes hold ids alone: an answer is kept for two days with its key. What shows names has no key, and nothing is kept of it.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from desk.api.bodies import AddressOf, PutEntry
from desk.api.caller import Caller, Key, scope
from policy.access import Action
from schemas.base import Noun, UtcTime
from schemas.messages.bulk import Progress
from schemas.recipients.imported import ImportedList
from schemas.recipients.recipient import Audience, Counts
from schemas.recipients.register import Entry, PersonExport, RegisterCounts, ZoneCount
from store.context import AppContext
from store.lists import importing, rights
from store.reached import reached
from store.recipients import concerned, register

router = APIRouter(tags=["register"])
Keeper = Annotated[Caller, scope(Action.RECIPIENTS)]


class EntryNamed(Noun):
    """The id of an entry that was written; its words are not sent back."""

    id: str


class EntriesErased(Noun):
    """How many entries went, or lost this way; and how many lists that wait will be taken in without it."""

    entries: int
    left_out_of: int = 0


@router.get("/register/counts", response_model=RegisterCounts)
def counts(caller: Keeper) -> Any:
    return register.counts(caller.ctx, caller.id)


@router.get("/register", response_model=list[Entry])
def page(caller: Keeper, after: Annotated[str, Query(max_length=40)] = "") -> Any:
    """A hundred by their id, those behind `after`."""
    return register.page(caller.ctx, caller.id, after)


@router.get("/register/lists", response_model=list[ImportedList])
def lists(caller: Keeper, begin: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Any:
    """Lists from outside: those that wait, then the newest; twenty from number `begin` on."""
    return importing.listing(caller.ctx, caller.id, begin)


@router.get("/register/zones", response_model=list[ZoneCount])
def zones(caller: Keeper) -> Any:
    """Layer by layer: how many entries are in each zone."""
    return concerned.zones(caller.ctx, caller.id)


@router.post("/register/who", response_model=Counts)
def who(caller: Keeper, body: Audience) -> Any:
    """How many it would reach, without a name; nothing is kept, so it needs no key."""
    return concerned.count(caller.ctx, caller.id, body)


@router.get("/register/{entry_id}", response_model=Entry)
def one(caller: Keeper, entry_id: str) -> Any:
    return register.one(caller.ctx, caller.id, entry_id)


@router.post("/register/find", response_model=list[Entry])
def find(caller: Keeper, body: AddressOf) -> Any:
    """Every entry with this mobile or mail address. No address of anybody's stands in a URL, which servers write down."""
    return register.find(caller.ctx, caller.id, body.address)


@router.post("/register/export", response_model=PersonExport)
def export(caller: Keeper, body: AddressOf) -> Any:
    return rights.export(caller.ctx, caller.id, body.address)


@router.post("/register", response_model=EntryNamed, status_code=201)
def add(caller: Keeper, key: Key, body: PutEntry) -> Response:
    def work(ctx: AppContext) -> EntryNamed:
        return EntryNamed(id=register.add(ctx, caller.id, body).id)

    return caller.once(key, body, work, 201)


@router.post("/register/{entry_id}", response_model=EntryNamed)
def change(caller: Keeper, key: Key, entry_id: str, body: PutEntry) -> Response:
    """The whole entry anew."""

    def work(ctx: AppContext) -> EntryNamed:
        return EntryNamed(id=register.change(ctx, caller.id, entry_id, body).id)

    return caller.once(key, body, work)


@router.post("/register/people/erase", response_model=EntriesErased)
def erase(caller: Keeper, key: Key, body: AddressOf) -> Response:
    """One person with all their ways, from every frozen set too, and from lists that wait to be taken in."""

    def work(ctx: AppContext) -> EntriesErased:
        gone = rights.erase(ctx, caller.id, body.address)
        return EntriesErased(entries=gone.entries, left_out_of=gone.lists)

    return caller.once(key, body, work)


class ReachedBy(Noun):
    """How many until `at`; both kinds of failure in one. `handed_over` are all that were taken, whatever came of them."""

    at: UtcTime
    handed_over: int
    arrived: int
    failed: int


class ReachedPeople(Progress):
    """`curve` is in the order of time, at most 200 points, the last one the whole."""

    curve: tuple[ReachedBy, ...]


@router.get("/messages/{message_id}/reached", response_model=list[ReachedPeople])
def came_of_it(caller: Annotated[Caller, scope(Action.SEE)], message_id: str) -> Any:
    """Of each account that writes to people one by one: addressed, handed over, arrived, failed, and how that grew; delivery
    reports counted in."""
    return [
        {**one.progress.model_dump(), "curve": [point._asdict() for point in one.curve]}
        for one in reached.of_message(caller.ctx, message_id)
    ]
