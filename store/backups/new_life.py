"""What a restored database must not do by itself, and whom it must no longer let in, in one transaction."""

from sqlmodel import Session, col, delete, select, update

from schemas.evidence.backup import Manifest, NewLife, Waiting
from schemas.messages.notice import NoticeStatus
from schemas.states import DeliveryStatus
from store.context import AppContext
from store.db.status import become
from store.db.tables import DeliveryRow, MessageRow, NoticeRow, OutboxRow, SessionRow, TicketRow, WorkerRow
from store.evidence import audit
from store.outbox import epochs

_WAITING = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
"""A post that a lock holds waits for a person anyway."""


def begin(ctx: AppContext, actor: str, backup: Manifest | None = None) -> NewLife:
    """Deliveries of before are looked for and put before a person (`store.outbox.epochs`); notices of before stay unsent,
    since they may have been sent since; sessions and links are void. The log says of which backup, and where its log ended.
    """
    with ctx.write() as session:
        waiting = _waiting(session)
        number = epochs.add(session, ctx, actor)
        life = NewLife(
            number=number,
            waiting=waiting,
            notices=_set_notices_aside(session, ctx),
            sessions=_end_sessions(session, ctx),
            links=_end_links(session, ctx),
        )
        _nobody_works(session)
        head = backup.head if backup else None
        audit.append(
            session,
            ctx,
            actor,
            "database.restored",
            str(number),
            made_at=backup.made_at.isoformat() if backup else None,
            head=head.hash if head else None,
            head_sequence=head.sequence if head else None,
            deliveries=len(waiting),
            notices=life.notices,
        )
        return life


def _waiting(session: Session) -> tuple[Waiting, ...]:
    query = select(DeliveryRow, MessageRow).join(MessageRow, col(MessageRow.id) == col(DeliveryRow.message_id))
    query = query.where(col(DeliveryRow.status).in_(_WAITING)).order_by(col(MessageRow.publish_at))
    return tuple(
        Waiting(
            delivery_id=row.id,
            message_id=message.id,
            account_id=row.account_id,
            title=str(message.content.get("title") or ""),
            publish_at=message.publish_at,
        )
        for row, message in session.exec(query)
    )


def _set_notices_aside(session: Session, ctx: AppContext) -> int:
    """An old call-out that comes a second time sends people to a crisis that may be over."""
    rows = session.exec(select(NoticeRow).where(col(NoticeRow.status).in_((NoticeStatus.QUEUED, NoticeStatus.SENDING))))
    found = rows.all()
    for row in found:
        if row.status == NoticeStatus.QUEUED:
            become(row, NoticeStatus.SENDING)
        become(row, NoticeStatus.UNCERTAIN)
        row.lease_owner, row.lease_until = None, None
        audit.append(session, ctx, audit.SYSTEM, "notice.uncertain", row.id, row.crisis_id, person=row.person_id)
    return len(found)


def _end_sessions(session: Session, ctx: AppContext) -> int:
    held = session.exec(select(SessionRow).where(col(SessionRow.revoked_at).is_(None))).all()
    for row in held:
        row.revoked_at = ctx.clock()
    return len(held)


def _end_links(session: Session, ctx: AppContext) -> int:
    query = select(TicketRow).where(col(TicketRow.used_at).is_(None), col(TicketRow.ended_at).is_(None))
    held = session.exec(query).all()
    for row in held:
        row.ended_at = ctx.clock()
    return len(held)


def _nobody_works(session: Session) -> None:
    """Whoever held anything is of the other life."""
    session.exec(delete(WorkerRow))
    session.exec(update(OutboxRow).values(lease_owner=None, lease_until=None, offered_at=None))
