"""A unit's own post that is not out, and that nobody has seen to: its unit is told again, then the editors too."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from policy.monitoring.alarms import due, next_at
from policy.monitoring.undelivered import unit_people
from policy.roles import deputy_editors, editors
from schemas.identity.person import Person
from schemas.monitoring.alarm import Alarm, AlarmStep
from store.context import AppContext
from store.evidence import audit
from store.monitoring import alarms, paused
from store.notices import alarm_clock, notices
from store.notices.letters import Letters
from store.outbox import steps
from store.sending import undelivered


def tell(ctx: AppContext) -> None:
    """What is due by now, in one notice for each account and step; and when to look again."""
    found = [alarms.of_delivery(message, row) for message, rows in undelivered.open_posts(ctx) for row in rows]
    found += paused.of(ctx, None)
    with ctx.write() as session:
        if not steps.first_time(session, ctx, "tell-alarms"):
            return
        now, table = ctx.clock(), ctx.municipality.alarms
        for step, theirs in due(found, alarms.told_of(session, None), table, now).items():
            for account_id in dict.fromkeys(one.account_id for one in theirs):
                _tell(session, ctx, step, [one for one in theirs if one.account_id == account_id])
        if again := next_at(found, table, now):
            alarm_clock.wind(session, ctx, None, again)


def _tell(session: Session, ctx: AppContext, step: AlarmStep, theirs: Sequence[Alarm]) -> None:
    first, readers = theirs[0], _readers(ctx, theirs[0], step)
    told: dict[str, Any] = {
        "title": first.title,
        "page": f"/messages/{first.message_id}",
        "story": alarms.story_of(ctx, theirs),
    }
    notices.tell(session, ctx, readers, Letters.UNIT_POST_NOT_SEEN_TO.value, None, **told)
    for one in theirs:
        ids = [person.id for person in readers]
        audit.append(session, ctx, audit.SYSTEM, alarms.TOLD, one.name, None, step=step, kind=one.kind, told=ids)


def _readers(ctx: AppContext, one: Alarm, step: AlarmStep) -> list[Person]:
    town = ctx.municipality
    unit = unit_people(town, ctx.account(one.account_id or ""))
    desk = (editors(town) or deputy_editors(town)) if step is AlarmStep.ESCALATE else ()
    return list(dict.fromkeys((*unit, *desk)))
