"""Two workers share Prefect's work pool: each event is done once, by whoever takes it up; a worker that dies, or a pool that
nobody works for, costs nobody their notice.
"""

import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.machine.settings import PREFIX, Settings
from flows.work.once import DONE_PLAINLY
from notifiers.facade import open_channels
from notifiers.platforms import PLATFORMS
from schemas.event import EventKind, OutboxEvent, RunMode
from store.approvals import approvals
from store.context import AppContext
from store.db.tables import NoticeRow
from store.drafts import drafts
from store.opening import open_context
from store.outbox import outbox, workers
from tests.cast import content
from tests.journeys.test_prefect import Prefect, program
from tests.journeys.test_prefect_deployments import SITUATION, Pages
from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import READERS, Town, eventually
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.servers.prefect import many_machines
from tests.servers.redis import RedisServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
MANY = tuple(f"leser{n}@kk.example" for n in range(60))
EVENTS = int(os.environ.get("POOL_EVENTS", "16"))
"""`make torture` has forty."""


@pytest.mark.parametrize("town", ["postgresql"], indirect=True)
def test_two_workers_share_a_pool(town: Town, postgres: Postgres, tmp_path: Path) -> None:
    """As docs/scale.md says: Prefect's own database is PostgreSQL, since many who ask at once lock its SQLite, and it talks by Redis."""
    with RedisServer(tmp_path) as redis:
        _shared(town, many_machines(postgres.fresh(), redis.port))
        assert redis.client.dbsize(), "Prefect talked through it"


def _shared(town: Town, scale: dict[str, str]) -> None:
    port = free_port()
    town.environment |= {
        "KRISEKANAL_PREFECT": "pool",
        "KRISEKANAL_PREFECT_PORT": str(port),
        "KRISEKANAL_PREFECT_DEADLINE": "30",
        "KRISEKANAL_LEASE_SECONDS": "10",
    } | scale
    _many_readers(town)
    pages = Pages(port, town.data / "prefect.auth")
    ctx = _opened(town)
    with program(town, "flows.runtime.prefect_server", town.environment):
        eventually(pages.alive, 180)
        with (
            program(town, "flows.schedules", town.environment),
            program(town, "flows.runtime.worker", town.environment) as one,
            program(town, "flows.runtime.worker", town.environment) as other,
        ):
            eventually(lambda: _modes(ctx) == [RunMode.PREFECT, RunMode.PREFECT], 300)
            crisis = town.ok(*ESTABLISH, as_="kari")["id"]
            _a_burst_is_shared(ctx, pages, crisis, {one.pid, other.pid})
            _help_is_called(town, ctx, pages, crisis)
            _in_its_place(pages, crisis)
            _a_worker_dies(ctx, crisis, one.pid)
            town.ok("crisis", "stand-down", as_="kari")
            _a_button(pages)
    assert town.ok("log", "verify")["first_bad"] is None


def _many_readers(town: Town) -> None:
    """More than one worker sends to alone."""
    file = town.data / "town.yaml"
    more = file.read_text(encoding="utf-8").replace(", ".join(READERS), ", ".join(MANY))
    file.write_text(f"{more}many: {{over: 20, share_over: 20}}\n", encoding="utf-8")


def _opened(town: Town) -> AppContext:
    ours = {
        name.removeprefix(PREFIX).lower(): value for name, value in town.environment.items() if name.startswith(PREFIX)
    }
    settings = Settings.model_validate(ours)
    return open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS).ctx


def _modes(ctx: AppContext) -> list[RunMode]:
    return [RunMode(worker.mode) for worker in workers.at_work(ctx)]


def _submitted(ctx: AppContext, crisis: str, number: int) -> list[str]:
    """All at once: written first, handed in one after the other without a pause."""
    made = [
        drafts.new(ctx, "anne", crisis, content(f"Kok vannet, utkast {n}.", title=f"Utkast {n}")) for n in range(number)
    ]
    return [drafts.submit(ctx, "anne", draft.id).id for draft in made]


def _events(ctx: AppContext, crisis: str, kind: EventKind) -> Sequence[OutboxEvent]:
    return [event for event in outbox.all_events(ctx, crisis) if event.kind is kind]


def _all_done(ctx: AppContext, crisis: str, kind: EventKind) -> bool:
    return all(event.done_at for event in _events(ctx, crisis, kind))


def _a_burst_is_shared(ctx: AppContext, pages: Prefect, crisis: str, pids: set[int]) -> None:
    submitted = _submitted(ctx, crisis, EVENTS)
    eventually(lambda: _all_done(ctx, crisis, EventKind.DRAFT_SUBMITTED), 300)
    events = _events(ctx, crisis, EventKind.DRAFT_SUBMITTED)
    assert len(events) == EVENTS and {event.payload["draft_id"] for event in events} == set(submitted)
    _told_once_of_each(ctx, crisis)
    eventually(lambda: _ended(pages, crisis), 300)
    eventually(lambda: _one_more(ctx, crisis) and set(_by_process(pages, crisis)) == pids, 300)
    _told_once_of_each(ctx, crisis)
    ran_by = Counter(event.ran_by for event in _events(ctx, crisis, EventKind.DRAFT_SUBMITTED))
    print("done by", dict(ran_by), "runs by process", dict(_by_process(pages, crisis)))
    assert ran_by[RunMode.PREFECT] > 0


def _one_more(ctx: AppContext, crisis: str) -> bool:
    """On a machine that is too busy for the pool the burst may have been done plainly; what comes after it is not."""
    _submitted(ctx, crisis, 1)
    return bool(eventually(lambda: _all_done(ctx, crisis, EventKind.DRAFT_SUBMITTED), 300))


def _told_once_of_each(ctx: AppContext, crisis: str) -> None:
    """Ola and Ingrid, the editors, of each draft."""
    told = Counter((notice.person_id, notice.draft_id) for notice in _notices(ctx, crisis))
    drafts_ = {event.payload["draft_id"] for event in _events(ctx, crisis, EventKind.DRAFT_SUBMITTED)}
    assert told == {(editor, draft): 1 for editor in ("ola", "ingrid") for draft in drafts_}


def _notices(ctx: AppContext, crisis: str) -> Sequence[NoticeRow]:
    """Of new drafts; other letters of the crisis are about no draft."""
    with ctx.read() as session:
        found = select(NoticeRow).where(NoticeRow.crisis_id == crisis, col(NoticeRow.draft_id).is_not(None))
        return session.exec(found).all()


def _by_process(pages: Prefect, crisis: str) -> Counter[int]:
    runs = [run for run in pages.runs(crisis) if run["name"] == "route-draft" or run["name"].startswith("route ")]
    return Counter(int(run["infrastructure_pid"]) for run in runs if run["infrastructure_pid"])


def _ended(pages: Prefect, crisis: str) -> bool:
    return all(run["end_time"] for run in pages.runs(crisis) if run["name"].startswith("route"))


def _help_is_called(town: Town, ctx: AppContext, pages: Pages, crisis: str) -> None:
    """By the worker that begins, for the other one: by a run, or plainly where the machine is too busy for it."""
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis, content("Kok vannet."), ("epost",)).id)
    eventually(lambda: _all_done(ctx, crisis, EventKind.DRAFT_SUBMITTED), 300)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    (call,) = eventually(lambda: [event for event in _events(ctx, crisis, EventKind.DRAIN_DUE) if event.done_at], 300)
    ended = "drained" if call.ran_by is RunMode.PREFECT else DONE_PLAINLY
    eventually(lambda: pages.states(crisis).get("drain") == [ended], 300)
    eventually(lambda: len(_letters_to(town, MANY)) >= len(MANY), 300)
    assert _letters_to(town, MANY) == dict.fromkeys(MANY, 1)


def _letters_to(town: Town, readers: Sequence[str]) -> dict[str, int]:
    return {each: number for each in readers if (number := len(town.smtp.to(each)))}


def _in_its_place(pages: Prefect, crisis: str) -> None:
    parentless = [run["name"] for run in pages.runs(crisis) if run["parent_task_run_id"] is None]
    assert parentless == [f"crisis {crisis}"]


def _a_worker_dies(ctx: AppContext, crisis: str, pid: int) -> None:
    _submitted(ctx, crisis, 10)
    os.killpg(pid, signal.SIGKILL)
    eventually(lambda: _all_done(ctx, crisis, EventKind.DRAFT_SUBMITTED), 300)
    _told_once_of_each(ctx, crisis)


def _a_button(pages: Pages) -> None:
    """What people start runs in the pool too, and what waits for a person keeps nobody from the next one."""
    waits = pages.press("set-up-crisis-staff", situation=SITUATION)
    pages.ends(waits, "waiting for confirmation")
    assert pages.ends(pages.press("kvartal"), "held")
    assert pages.state(waits)[0] == "waiting for confirmation"
