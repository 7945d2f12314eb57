"""What a server says of an address of the register, at once or in a report: alive, failing, or dead."""

from sqlmodel import Session, select

from policy.recipients.dead_ways import is_dead
from schemas.recipients.delivery_report import DeliveryReport
from store.context import AppContext
from store.db.tables import RegisterWayRow
from store.evidence import audit
from store.recipients import entries


def heard(session: Session, ctx: AppContext, mark: str, report: DeliveryReport) -> None:
    """`mark` is the address' keyed hash; whoever is not in the register is passed over. What arrives makes an address alive again."""
    if report.passing and not report.arrived:
        return
    rows = session.exec(select(RegisterWayRow).where(entries.marked(mark))).all()
    before = [row.dead_at is not None for row in rows]
    for row in rows:
        _count(ctx, row, report)
    changed = [row.entry_id for row, dead in zip(rows, before, strict=True) if (row.dead_at is not None) is not dead]
    if changed:
        entries.turned(session)
        action = "register.way_alive" if report.arrived else "register.way_dead"
        audit.append(session, ctx, audit.SYSTEM, action, "register", entries=changed)


def _count(ctx: AppContext, row: RegisterWayRow, report: DeliveryReport) -> None:
    if report.arrived:
        row.failed_in_row, row.failing_since, row.dead_at = 0, None, None
        return
    row.failed_in_row, row.failing_since = row.failed_in_row + 1, row.failing_since or ctx.clock()
    if is_dead(row.failed_in_row, row.failing_since, ctx.clock(), nobody_there=report.nobody_there):
        row.dead_at = row.dead_at or ctx.clock()
