"""Setting up the crisis staff and standing it down: status, locks, held posts and notices in one transaction."""

from collections.abc import Callable, Collection

from sqlmodel import Session

from config.reading.nearest import hint
from policy.access import Action
from policy.crises import areas
from policy.crises.crisis import may_open
from policy.pressed_twice import set_up_already
from schemas.crises.crisis import Crisis, CrisisRequest
from schemas.crises.zone import Geometry
from schemas.errors import InvalidInput, Refused
from schemas.event import EventKind
from schemas.sentence import say
from schemas.states import CrisisStatus
from store.accounts import gate, locks
from store.context import AppContext
from store.crises import call_out, find
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import CrisisRow
from store.evidence import audit
from store.monitoring import looks
from store.notices import log_heads
from store.outbox import outbox
from store.remarks import inbox

Also = Callable[[Session, CrisisRow], object]
"""Written in the same transaction as the crisis."""


def clear_the_way(ctx: AppContext, actor: str, request: CrisisRequest) -> None:
    """No unit post sets out any more, and those on their way are waited for. For who establishes in a larger transaction."""
    ctx.authorize(Action.EXERCISE if request.exercise else Action.ESTABLISH, actor)
    if not request.exercise:
        gate.drain(ctx)


def establish(
    ctx: AppContext,
    actor: str,
    request: CrisisRequest,
    also: Also | None = None,
    *,
    beside: Collection[str] | None = None,
    way_is_clear: bool = False,
) -> Crisis:
    """Open a crisis and lock every account; after the commit no unit post leaves (`store.accounts.gate`).

    `beside`: ids of open crises of the same kind that this one is meant to stand beside; None where nobody is asked.
    A second press within moments gets the answer of the first (`policy.pressed_twice`).
    Raises `Refused` for the wrong role, for an exercise while a real crisis is open, and for a second crisis that nobody meant;
    `InvalidInput` for a zone that is none, and for an area that crosses itself.
    """
    ctx.authorize(Action.EXERCISE if request.exercise else Action.ESTABLISH, actor)
    _check_where(ctx, request)
    done = _attempt(ctx, actor, request, also, beside, force=request.exercise or way_is_clear)
    if done is None:
        gate.drain(ctx)
        done = _attempt(ctx, actor, request, also, beside, force=True)
    if done is None:
        raise AssertionError("a forced attempt always ends")
    return done


def stand_down(ctx: AppContext, actor: str, crisis_id: str) -> Crisis:
    """Open the accounts exactly as they were before this crisis. Held posts stay held."""
    with ctx.write() as session:
        row = find.get(session, crisis_id)
        ctx.authorize(Action.EXERCISE if row.exercise else Action.STAND_DOWN, actor)
        _close(session, ctx, row, actor)
        return as_noun(Crisis, row)


def end_exercise(ctx: AppContext, crisis_id: str) -> None:
    """Its time is up. Does nothing where it has ended already."""
    with ctx.write() as session:
        row = find.get(session, crisis_id)
        if row.exercise and row.status == CrisisStatus.ESTABLISHED:
            audit.append(session, ctx, audit.SYSTEM, "exercise.time_is_up", row.id, row.id)
            _close(session, ctx, row, audit.SYSTEM)


def _check_where(ctx: AppContext, request: CrisisRequest) -> None:
    for name in areas.unknown(ctx.municipality, request.zones):
        raise InvalidInput(
            say("There is no zone {id}. {hint}", id=name, hint=hint(name, [z.id for z in ctx.municipality.zones]))
        )
    check_area(request.area)


def check_area(area: Geometry | None) -> None:
    """Raises `InvalidInput` for one that crosses itself."""
    if area:
        from policy.recipients import places  # noqa: PLC0415  # shapely, for which no other command should wait

        places.drawn(area)


def _attempt(
    ctx: AppContext,
    actor: str,
    request: CrisisRequest,
    also: Also | None,
    beside: Collection[str] | None,
    *,
    force: bool,
) -> Crisis | None:
    """None when unit posts are on their way and `force` is not set: nothing is changed then."""
    with ctx.write() as session:
        leaving = gate.on_their_way(session)
        if leaving and not force:
            return None
        if request.exercise and find.open_crises(session, exercise=False):
            raise Refused(say("A real crisis is open; an exercise cannot start now."))
        others = [as_noun(Crisis, other) for other in find.open_crises(session, exercise=request.exercise)]
        twice = (each for each in others if set_up_already(each, actor, request, ctx.clock()))
        if also is None and beside is not None and (first := next(twice, None)):
            return first
        may_open(others, beside).or_raise()
        row = _open(session, ctx, actor, request, leaving)
        if also:
            also(session, row)
        return as_noun(Crisis, row)


def _open(session: Session, ctx: AppContext, actor: str, request: CrisisRequest, leaving: list[str]) -> CrisisRow:
    if not request.exercise:
        _stop_exercises(session, ctx, request)
    row = CrisisRow(
        id=new_id("k"),
        **{**request.model_dump(), "zones": list(request.zones)},
        status=CrisisStatus.ESTABLISHED,
        established_at=ctx.clock(),
        established_by=actor,
    )
    session.add(row)
    session.flush()
    audit.append(session, ctx, actor, "crisis.established", row.id, row.id, **request.model_dump(mode="json"))
    if leaving and not row.exercise:
        audit.append(session, ctx, audit.SYSTEM, "lock.posts_on_their_way", row.id, row.id, deliveries=leaving)
    locks.lock_all(session, ctx, row)
    gate.open_again(session, ctx)
    looks.start(session, ctx, row)
    inbox.wake(session, ctx)
    call_out.call_out(session, ctx, row)
    outbox.emit(session, ctx, EventKind.CRISIS_ESTABLISHED, {"crisis_id": row.id}, crisis_id=row.id)
    return row


def _stop_exercises(session: Session, ctx: AppContext, request: CrisisRequest) -> None:
    """A running exercise ends the moment a real crisis is set up, and says so."""
    for exercise in find.open_crises(session, exercise=True):
        audit.append(session, ctx, audit.SYSTEM, "exercise.interrupted", exercise.id, exercise.id, by=request.title)
        _close(session, ctx, exercise, audit.SYSTEM)


def _close(session: Session, ctx: AppContext, row: CrisisRow, actor: str) -> None:
    become(row, CrisisStatus.STOOD_DOWN)
    row.stood_down_at, row.stood_down_by = ctx.clock(), actor
    audit.append(session, ctx, actor, "crisis.stood_down", row.id, row.id)
    call_out.withdraw_open_drafts(session, ctx, row)
    locks.unlock_all(session, ctx, row)
    call_out.tell_all_over(session, ctx, row)
    outbox.emit(session, ctx, EventKind.CRISIS_STOOD_DOWN, {"crisis_id": row.id}, crisis_id=row.id)
    if not row.exercise:
        log_heads.plan_now(session, ctx, row.id)
