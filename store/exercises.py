"""Exercises: due by plan, held once per occurrence, played step by step without anyone waiting."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlmodel import select

from config.templates import fill
from policy.lock import leads
from policy.people import holders
from schemas.content import MessageKind
from schemas.crisis import Crisis, CrisisRequest
from schemas.errors import NotFound
from schemas.event import EventKind
from schemas.message import Message
from schemas.municipality import ExercisePlan, Template
from schemas.person import Person, Role
from schemas.sentence import say
from schemas.states import CrisisStatus, DraftStatus, MessageStatus
from store import accounts, approvals, audit, crises, drafts, messages, outbox
from store.house import House
from store.tables import CrisisRow

_PAUSE = timedelta(seconds=1)
_UNDER_WAY = (MessageStatus.APPROVED, MessageStatus.PUBLISHING)


def plan_ahead(house: House) -> None:
    """Have every plan's next occurrence in the outbox."""
    with house.write() as session:
        for plan in house.municipality.exercises:
            due = next_occurrence(house, plan)
            outbox.emit(
                session, house, EventKind.EXERCISE_DUE, {"plan_id": plan.id, "occurrence": due.isoformat()},
                due_at=due, dedup=f"exercise:{plan.id}@{due.isoformat()}",
            )  # fmt: skip


def next_occurrence(house: House, plan: ExercisePlan) -> datetime:
    """Aware, in UTC; the plan's cron is read in the municipality's own time zone."""
    zone = ZoneInfo(house.municipality.organisation.timezone)
    found: datetime = croniter(plan.cron, house.clock().astimezone(zone)).get_next(datetime)
    return found.astimezone(ZoneInfo("UTC"))


def plan(house: House, plan_id: str) -> ExercisePlan:
    found = next((p for p in house.municipality.exercises if p.id == plan_id), None)
    if found is None:
        ids = ", ".join(p.id for p in house.municipality.exercises) or "—"
        raise NotFound(say("There is no exercise plan {id}. The municipality file knows {ids}.", id=plan_id, ids=ids))
    return found


def start(house: House, actor: str, plan_id: str, occurrence: str | None = None, *, scripted: bool = False) -> Crisis:
    """Set up the exercise's staff. Scripted: the people are played, step by step, until it is stood down."""
    chosen = plan(house, plan_id)
    key = f"{plan_id}@{occurrence or house.clock().isoformat()}"
    crisis = _by_key(house, key) or crises.establish(
        house, actor,
        CrisisRequest(title=chosen.title, what=chosen.what, where=chosen.where, severity=chosen.severity,
                      exercise=True, plan=key),
    )  # fmt: skip
    if scripted:
        _next_step(house, crisis.id, plan_id)
    return crisis


def start_scheduled(house: House, plan_id: str, occurrence: str) -> Crisis | None:
    """At its time, with everyone played. None while a real crisis is open: then it is skipped, and logged."""
    current = crises.current(house)
    if current and not current.exercise:
        with house.write() as session:
            audit.append(session, house, audit.SYSTEM, "exercise.skipped", plan_id, current.id, occurrence=occurrence)
        return None
    leader = holders(house.municipality, Role.CHIEF_EXECUTIVE)[0]
    return start(replace(house, played=True), leader.id, plan_id, occurrence, scripted=True)


def step(house: House, crisis_id: str, plan_id: str) -> None:
    """One step of a scripted exercise, read off from where it stands; asks for the next one until the end."""
    crisis = crises.show(house, crisis_id)
    if crisis.status is not CrisisStatus.ESTABLISHED:
        return
    _one_step(replace(house, played=True), crisis, plan(house, plan_id))
    if crises.show(house, crisis_id).status is CrisisStatus.ESTABLISHED:
        _next_step(house, crisis_id, plan_id)


def _one_step(house: House, crisis: Crisis, chosen: ExercisePlan) -> None:
    waiting = drafts.listing(house, crisis.id, DraftStatus.SUBMITTED)
    sent = messages.listing(house, crisis.id)
    if waiting:
        approvals.approve(house, _editors(house)[1].id, waiting[0].id, waiting[0].revision.content_hash)
    elif not sent:
        _confirm_locks(house, crisis)
        _first_draft(house, crisis, chosen)
    elif any(message.status in _UNDER_WAY for message in sent):
        return
    elif len(sent) == 1 and (template := _correction(house)):
        _correct(house, sent[0], template)
    else:
        crises.stand_down(house, holders(house.municipality, Role.CHIEF_EXECUTIVE)[0].id, crisis.id)


def _first_draft(house: House, crisis: Crisis, chosen: ExercisePlan) -> None:
    template = house.municipality.template(chosen.template)
    if template is None:
        raise NotFound(say("There is no template {id}.", id=chosen.template))
    author = _editors(house)[0].id
    open_drafts = drafts.listing(house, crisis.id, DraftStatus.DRAFT)
    draft = open_drafts[0] if open_drafts else drafts.new(house, author, crisis.id, fill(template, chosen.fields))
    drafts.submit(house, author, draft.id)


def _correct(house: House, message: Message, template: Template) -> None:
    fields = dict.fromkeys(template.fields, message.content.title)
    messages.mend(house, _editors(house)[0].id, message.id, fill(template, fields))


def _correction(house: House) -> Template | None:
    return next((t for t in house.municipality.templates if t.kind is MessageKind.CORRECTION and t.preapproved), None)


def _confirm_locks(house: House, crisis: Crisis) -> None:
    for status in accounts.statuses(house, sandbox=True):
        for person in house.municipality.people:
            mine = leads(house.municipality, person, status.account)
            if mine and any(lock.crisis_id == crisis.id and not lock.confirmed_at for lock in status.locks):
                accounts.confirm(house, person.id, status.account.id)
                break


def _editors(house: House) -> tuple[Person, ...]:
    """At least two: the municipality file is refused without."""
    return holders(house.municipality, Role.EDITOR)


def _next_step(house: House, crisis_id: str, plan_id: str) -> None:
    with house.write() as session:
        outbox.emit(
            session, house, EventKind.EXERCISE_STEP_DUE, {"crisis_id": crisis_id, "plan_id": plan_id},
            crisis_id=crisis_id, due_at=house.clock() + _PAUSE,
        )  # fmt: skip


def _by_key(house: House, key: str) -> Crisis | None:
    with house.read() as session:
        row = session.exec(select(CrisisRow).where(CrisisRow.plan == key)).first()
        return Crisis.model_validate(row) if row else None
