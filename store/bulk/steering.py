"""A person pauses a sending to many, goes on with it, or stops it. What is on its way is answered and written down as ever."""

from sqlmodel import Session

from schemas.errors import Refused
from schemas.messages.bulk import BulkState, Progress, Steer
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus
from store.batches import figures
from store.bulk import ending
from store.context import AppContext
from store.db.status import become
from store.db.tables import BulkRow, DeliveryRow, MessageRow
from store.deliveries import deliveries
from store.evidence import audit
from store.messages import many, messages
from store.notices import alarm_clock

_MOVING = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
_FROM: dict[Steer, tuple[tuple[BulkState, ...], BulkState, Sentence]] = {
    Steer.PAUSE: ((BulkState.RUNNING,), BulkState.PAUSED, say("This is not being sent, so it cannot be paused.")),
    Steer.GO_ON: (
        (BulkState.PAUSED,),
        BulkState.RUNNING,
        say("This is not paused, so there is nothing to go on with."),
    ),
    Steer.STOP: (
        (BulkState.RUNNING, BulkState.PAUSED),
        BulkState.STOPPED,
        say("This is not being sent, so it cannot be stopped."),
    ),
}
"""From where, to where, and the refusal from anywhere else."""


def steer(ctx: AppContext, actor: str, delivery_id: str, way: Steer) -> Progress:
    """Raises `Refused` for who may not settle it, and where it is not under way; `NotFound`. Done again it changes nothing."""
    from_, to, refusal = _FROM[way]
    with ctx.write() as session:
        row = deliveries.get(session, delivery_id)
        deliveries.require_may_settle(session, ctx, actor, row)
        if not row.many:
            raise Refused(say("This goes to few, and is over before anybody could stop it."))
        bulk, message = many.get(session, delivery_id), messages.get(session, row.message_id)
        if bulk.state is not to:
            if bulk.state not in from_ or row.status not in _MOVING:
                raise Refused(refusal)
            bulk.state = to
            audit.append(session, ctx, actor, f"bulk.{way}", row.id, message.crisis_id, account=row.account_id)
            if way is Steer.PAUSE:
                alarm_clock.wind(session, ctx, message.crisis_id, ctx.clock() + ctx.municipality.alarms.paused)
            else:
                _moved(session, ctx, bulk, row, message)
            messages.recompute_status(session, ctx, message.id)
        return figures.of(bulk, message.id)


def _moved(session: Session, ctx: AppContext, bulk: BulkRow, row: DeliveryRow, message: MessageRow) -> None:
    """What has nothing left comes to its end at once; else somebody is called to go on."""
    if bulk.state is BulkState.STOPPED and bulk.began_at is None:
        bulk.ended_at = ctx.clock()
        deliveries.stop(session, ctx, row, "stopped")
        return
    if bulk.state is BulkState.STOPPED and row.status == DeliveryStatus.QUEUED:
        become(row, DeliveryStatus.SENDING)
    session.flush()
    ending.end_if_done(session, ctx, bulk, row, message)
    if bulk.state is BulkState.RUNNING:
        deliveries.schedule(session, ctx, row, ctx.clock())
