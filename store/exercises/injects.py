"""An inject happens: it breaks something in the sandbox, tries a post, or is a word to whoever must deal with it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlmodel import Session

from policy.roles import editors
from schemas.accounts.account import SANDBOX_SUFFIX, Account
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from schemas.exercises.run import ExerciseRun
from schemas.exercises.scenario import WRITTEN, Inject, InjectKind
from schemas.identity.person import Person
from schemas.sentence import say
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import faults, find
from store.db.tables import CrisisRow, InjectRow
from store.deliveries import unit_posts
from store.evidence import audit
from store.exercises import runs
from store.notices import notices
from store.notices.other_letters import HAPPENINGS, PLAYED

_RESIDENT = say("Resident (exercise)")
WORD_FIRST = timedelta(seconds=30)
"""The word that the directory is down leaves before the notices do not."""


def happen(ctx: AppContext, crisis_id: str, inject_id: str) -> bool:
    """Once; False where the exercise is over, or this has happened before."""
    run = runs.find(ctx, crisis_id)
    inject = run.scenario.inject(inject_id) if run else None
    if run is None or inject is None or find.show(ctx, crisis_id).status is not CrisisStatus.ESTABLISHED:
        return False
    if runs.has_happened(ctx, crisis_id, inject_id):
        return False
    _try_post(ctx, crisis_id, inject)
    with ctx.write() as session:
        row, crisis = session.get_one(InjectRow, (crisis_id, inject_id)), find.get(session, crisis_id)
        if row.happened_at or crisis.status != CrisisStatus.ESTABLISHED:
            return False
        row.happened_at = ctx.clock()
        audit.append(
            session,
            ctx,
            audit.SYSTEM,
            "exercise.inject",
            inject.id,
            crisis_id,
            kind=inject.kind.value,
            text=inject.text,
        )
        _break(session, ctx, crisis, inject)
        _tell(session, ctx, crisis, run, inject)
        return True


def as_remarks(ctx: AppContext, crisis_id: str, inject_id: str) -> list[tuple[Account, RemoteRemark]]:
    """What residents write, and on which sandbox account; nothing where nothing is written, or it has been.

    Their ids are the exercise's and the inject's: given twice each is one.
    """
    run = runs.find(ctx, crisis_id)
    inject = run.scenario.inject(inject_id) if run else None
    is_open = find.show(ctx, crisis_id).status is CrisisStatus.ESTABLISHED
    if inject is None or inject.kind not in WRITTEN or not is_open or runs.has_happened(ctx, crisis_id, inject_id):
        return []
    texts, first = inject.says or (inject.text,), f"{crisis_id}-{inject_id}"
    ids = [first, *(f"{first}-{number}" for number in range(2, len(texts) + 1))]
    accounts = _spread(ctx, inject) if inject.kind is InjectKind.RUMOUR else [_sandbox_account(ctx, inject)]
    return [
        (
            accounts[number % len(accounts)],
            RemoteRemark(
                remote_id=ids[number],
                kind=RemarkKind.REPLY if _answers(inject, number) else RemarkKind.COMMENT,
                parent_id=ids[number - 1] if _answers(inject, number) else None,
                author=f"{notices.words(ctx, _RESIDENT)} {number + 1}"
                if len(texts) > 1
                else notices.words(ctx, _RESIDENT),
                text=text,
                written_at=ctx.clock(),
            ),
        )
        for number, text in enumerate(texts)
    ]


def _answers(inject: Inject, number: int) -> bool:
    return inject.kind is InjectKind.ANGRY_THREAD and number > 0


def _spread(ctx: AppContext, inject: Inject) -> list[Account]:
    """From the account where it begins to all the others; nobody but the desk writes on the public page."""
    first = _sandbox_account(ctx, inject)
    every = [ctx.account(name + SANDBOX_SUFFIX) for name in _outward(ctx)]
    return [first, *(one for one in every if one.id != first.id and not ctx.channels.lists_answers(one))]


def _try_post(ctx: AppContext, crisis_id: str, inject: Inject) -> None:
    """The leader of the account really tries. Not refused would be a finding, and is logged as one."""
    if inject.kind is not InjectKind.LEADER_POSTS:
        return
    sandbox = _sandbox_account(ctx, inject)
    if not unit_posts.try_on_sandbox_account(ctx, _leader(ctx, sandbox).id, sandbox.id, crisis_id):
        with ctx.write() as session:
            audit.append(session, ctx, audit.SYSTEM, "exercise.post_not_refused", sandbox.id, crisis_id)


def _break(session: Session, ctx: AppContext, crisis: CrisisRow, inject: Inject) -> None:
    now, lasts = ctx.clock(), timedelta(seconds=inject.lasts)
    match inject.kind:
        case InjectKind.CHANNEL_FAILS:
            sandbox = _sandbox_account(ctx, inject).id
            faults.break_account(session, ctx, crisis, sandbox, inject.fault, now, now + lasts)
        case InjectKind.DIRECTORY_DOWN:
            sandbox, begins = ctx.municipality.notices + SANDBOX_SUFFIX, now + WORD_FIRST
            faults.break_account(session, ctx, crisis, sandbox, inject.fault, begins, begins + lasts)
        case InjectKind.EDITOR_SILENT:
            faults.silence(session, ctx, crisis, _first_editor(session, ctx, crisis).id, now + lasts)


def _tell(session: Session, ctx: AppContext, crisis: CrisisRow, run: ExerciseRun, inject: Inject) -> None:
    """Role players get their part to play; without any, the words go to those who must deal with them."""
    people, letter = _players(ctx, run), HAPPENINGS[inject.kind]
    told = {"text": inject.text, "id": crisis.id}
    if people and inject.kind not in (InjectKind.EDITOR_SILENT, InjectKind.LEADER_POSTS):
        notices.tell(session, ctx, people, PLAYED, crisis, subject=letter.subject, **told)
        return
    notices.tell(session, ctx, _RECEIVERS[inject.kind](session, ctx, crisis, inject), letter, crisis, **told)


def _players(ctx: AppContext, run: ExerciseRun) -> list[Person]:
    return [ctx.person(name) for name in run.players if ctx.municipality.person(name)]


def _editors(session: Session, ctx: AppContext, crisis: CrisisRow, inject: Inject) -> Sequence[Person]:
    return editors(ctx.municipality)


def _staff(session: Session, ctx: AppContext, crisis: CrisisRow, inject: Inject) -> Sequence[Person]:
    return [p for name in ctx.municipality.staff if (p := ctx.municipality.person(name))]


def _silent(session: Session, ctx: AppContext, crisis: CrisisRow, inject: Inject) -> Sequence[Person]:
    """Told after the row is written, so it is the one who has just been made silent."""
    people = editors(ctx.municipality)
    return [p for p in people if faults.silent_until(session, ctx, crisis.id, p.id)][-1:]


def _poster(session: Session, ctx: AppContext, crisis: CrisisRow, inject: Inject) -> Sequence[Person]:
    return [_leader(ctx, _sandbox_account(ctx, inject))]


def _first_editor(session: Session, ctx: AppContext, crisis: CrisisRow) -> Person:
    """The first in line who still answers; the last one is never taken away."""
    people = editors(ctx.municipality)
    left = [p for p in people if not faults.silent_until(session, ctx, crisis.id, p.id)]
    return left[0] if len(left) > 1 else people[0]


def _sandbox_account(ctx: AppContext, inject: Inject) -> Account:
    """The one named, else the first that is not the account our own notices go through."""
    name = inject.account or next(iter(_outward(ctx)), ctx.municipality.notices)
    return ctx.account(name + SANDBOX_SUFFIX)


def _outward(ctx: AppContext) -> list[str]:
    return [a.id for a in ctx.municipality.accounts if a.id != ctx.municipality.notices]


def _leader(ctx: AppContext, sandbox: Account) -> Person:
    unit = ctx.municipality.unit(sandbox.unit)
    if unit is None:
        raise AssertionError("the municipality file is refused where an account has no unit")
    return ctx.person(unit.leader)


Receivers = Callable[[Session, AppContext, CrisisRow, Inject], Sequence[Person]]
_RECEIVERS: dict[InjectKind, Receivers] = {
    InjectKind.PHONE_CALL: _editors,
    InjectKind.JOURNALIST: _editors,
    InjectKind.COMMENTS: _editors,
    InjectKind.ANGRY_THREAD: _editors,
    InjectKind.RUMOUR: _editors,
    InjectKind.CHANNEL_FAILS: _staff,
    InjectKind.EDITOR_SILENT: _silent,
    InjectKind.DIRECTORY_DOWN: _staff,
    InjectKind.LEADER_POSTS: _poster,
}
