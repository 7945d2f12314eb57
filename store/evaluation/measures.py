"""How long things took, read off from the log and the messages: nobody is asked, nothing is estimated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from policy.exercises.expectations import goal_results, results
from policy.exercises.good_message import judge
from policy.promises.promised_updates import promises
from schemas.accounts.account import AccountLock
from schemas.crises.crisis import Crisis
from schemas.dialogue.question import QuestionKind
from schemas.dialogue.report import DialogueReport
from schemas.drafts.content import MessageKind
from schemas.evaluation.measured import ExpectedResult, MessageQuality, Promise
from schemas.evaluation.report import Measures
from schemas.evidence.audit import AuditEvent
from schemas.exercises.run import ExerciseRun
from schemas.exercises.scenario import Milestone
from schemas.messages.message import Message
from schemas.municipality import Municipality
from schemas.states import DeliveryStatus


@dataclass(frozen=True)
class Facts:
    """One crisis as the database has it. `messages` and `events` are oldest first."""

    municipality: Municipality
    crisis: Crisis
    events: Sequence[AuditEvent]
    locks: Sequence[AccountLock]
    messages: Sequence[Message]
    run: ExerciseRun | None
    happened: dict[str, datetime]
    now: datetime
    dialogue: DialogueReport

    def after(self, moment: datetime | None) -> float | None:
        """Seconds from the setting up of the staff."""
        return (moment - self.crisis.established_at).total_seconds() if moment else None

    @cached_property
    def times(self) -> dict[str, list[datetime]]:
        """Action to every time it was done."""
        found: dict[str, list[datetime]] = {}
        for event in self.events:
            found.setdefault(event.action, []).append(event.at)
        return found

    def first(self, action: str) -> datetime | None:
        return next(iter(self.times.get(action, ())), None)


def measure(facts: Facts) -> Measures:
    made = Measures(
        staff=facts.after(_staff(facts)),
        staff_by_person=_by_person(facts),
        lock=facts.after(max((lock.locked_at for lock in facts.locks), default=None)),
        confirm=facts.after(_all_confirmed(facts.locks)),
        confirm_by_unit=_by_unit(facts),
        first_submission=facts.after(facts.first("draft.submitted")),
        first_approval=facts.after(facts.first("draft.approved")),
        first_delivery=facts.after(facts.first("delivery.delivered")),
        last_delivery=facts.after(_last_channel(facts)),
        correction=_correction(facts.messages),
        seen=facts.dialogue.unseen or 0.0,
        answer=None if facts.dialogue.open else facts.dialogue.slowest or 0.0,
        rumour=_rumour(facts.dialogue),
        locks=len(facts.locks),
        locks_confirmed=sum(1 for lock in facts.locks if lock.confirmed_at),
        reminders=len(facts.times.get("approval.remind", ())),
        escalations=len(facts.times.get("approval.escalate", ())),
        refused_posts=len(facts.times.get("post.refused", ())),
        quality=_quality(facts),
        promises=_promises(facts),
    )
    return made.model_copy(
        update={
            "expected": _expected(facts),
            "goals": goal_results(facts.municipality.goals, made),
        }
    )


def _staff(facts: Facts) -> datetime | None:
    """The first to confirm; where nobody has, the first of them who was told."""
    told = (
        e.at for e in facts.events if e.action == "notice.sent" and e.data.get("person") in facts.municipality.staff
    )
    return facts.first("staff.confirmed") or next(told, None)


def _by_person(facts: Facts) -> dict[str, float | None]:
    first: dict[str, datetime] = {}
    for event in facts.events:
        if event.action == "staff.confirmed":
            first.setdefault(event.subject, event.at)
    return {person: facts.after(first.get(person)) for person in facts.municipality.staff}


def _by_unit(facts: Facts) -> dict[str, float | None]:
    """Unit id to when its last account was confirmed."""
    found: dict[str, list[AccountLock]] = {}
    for lock in facts.locks:
        account = facts.municipality.account(lock.account_id)
        if account:
            found.setdefault(account.unit, []).append(lock)
    return {unit: facts.after(_all_confirmed(locks)) for unit, locks in found.items()}


def _all_confirmed(locks: Sequence[AccountLock]) -> datetime | None:
    confirmed = [lock.confirmed_at for lock in locks if lock.confirmed_at]
    return max(confirmed) if confirmed and len(confirmed) == len(locks) else None


def _last_channel(facts: Facts) -> datetime | None:
    """When the first message had reached the last of its channels."""
    first = next((m for m in facts.messages if m.kind is MessageKind.MESSAGE), None)
    return max(_arrivals(first), default=None) if first else None


def _arrivals(message: Message) -> list[datetime]:
    return [d.finished_at for d in message.deliveries if d.status is DeliveryStatus.DELIVERED and d.finished_at]


def _correction(messages: Sequence[Message]) -> float | None:
    """Hawaii 2018 took 38 minutes: from the arrival of what was wrong to the arrival of what is right."""
    by_id = {message.id: message for message in messages}
    for message in messages:
        wrong = by_id.get(message.refers_to or "")
        if message.kind is MessageKind.CORRECTION and wrong:
            was, now = _arrivals(wrong), _arrivals(message)
            if was and now:
                return max((min(now) - min(was)).total_seconds(), 0.0)
    return None


def _rumour(dialogue: DialogueReport) -> float | None:
    took = [one.took for one in dialogue.asked if one.kind is QuestionKind.RUMOUR]
    return None if None in took else max((each for each in took if each is not None), default=0.0)


def _quality(facts: Facts) -> tuple[MessageQuality, ...]:
    name = facts.municipality.organisation.name
    return tuple(
        MessageQuality(
            message_id=m.id, title=m.content.title, criteria=judge(m.content, sender=name, places=(facts.crisis.where,))
        )
        for m in facts.messages
    )


def _promises(facts: Facts) -> tuple[Promise, ...]:
    zone = ZoneInfo(facts.municipality.organisation.timezone)
    return promises(facts.messages, zone, facts.crisis.stood_down_at or facts.now)


def _expected(facts: Facts) -> tuple[ExpectedResult, ...]:
    if facts.run is None:
        return ()
    ticked: dict[str, datetime] = {}
    for event in facts.events:
        if event.action == "exercise.ticked":
            ticked.setdefault(event.subject, event.at)
    return results(facts.run.scenario, facts.crisis.established_at, facts.happened, _reached(facts), ticked)


def _reached(facts: Facts) -> dict[Milestone, list[datetime]]:
    times, people = facts.times, _by_person(facts)
    confirmed = _all_confirmed(facts.locks)
    clear = sorted(at for m in facts.messages if m.kind is MessageKind.ALL_CLEAR for at in _arrivals(m))
    everyone = times.get("staff.confirmed", [])[-1:] if people and None not in people.values() else []
    return {
        Milestone.STAFF: times.get("staff.confirmed", []),
        Milestone.STAFF_ALL: everyone,
        Milestone.LOCKS_CONFIRMED: [confirmed] if confirmed else [],
        Milestone.SUBMITTED: times.get("draft.submitted", []),
        Milestone.APPROVED: times.get("draft.approved", []),
        Milestone.FIRST_CHANNEL: times.get("delivery.delivered", []),
        Milestone.ALL_CHANNELS: times.get("message.published", []),
        Milestone.CORRECTED: times.get("message.corrected", []),
        Milestone.ALL_CLEAR: clear,
        Milestone.SEEN: times.get("remarks.seen", []),
        Milestone.ANSWERED: times.get("remark.answered", []),
        Milestone.RUMOUR_ANSWERED: _rumours_answered(facts.dialogue),
        Milestone.LOGGED: times.get("log.entry", []),
    }


def _rumours_answered(dialogue: DialogueReport) -> list[datetime]:
    return sorted(one.answered_at for one in dialogue.asked if one.kind is QuestionKind.RUMOUR and one.answered_at)
