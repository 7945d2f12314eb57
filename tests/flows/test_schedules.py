"""Plans become occurrences: announced once, held once, left out with a reason, and seen in Prefect's own schedules."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pendulum import DateTime
from prefect.server.schemas.schedules import CronSchedule, RRuleSchedule
from sqlmodel import Session, select

from config.machine.settings import SHIPPED as STJORDAL
from config.town.municipality import load_municipality
from flows.deployments import deployments
from notifiers.platforms import PLATFORMS
from policy.exercises.times import next_start, with_anchor
from schemas.crises.crisis import Crisis
from schemas.errors import NotFound
from schemas.exercises.run import SkipReason
from schemas.municipality import ExercisePlan
from schemas.states import CrisisStatus
from store.crises import find, lifecycle
from store.db.tables import NoticeRow
from store.evidence import audit
from store.exercises import announcements
from store.exercises import plans as exercises
from tests.cast import MUNICIPALITY, PLAN, request
from tests.flows.stage import Stage
from tests.journeys.town import FILE

pytestmark = pytest.mark.one_database

DAILY = PLAN.model_copy(
    update={"id": "daglig", "cron": "0 10 * * *", "announced": True, "lead_time": timedelta(hours=2)}
)


def skipped(stage: Stage) -> list[str]:
    return [e.data["why"] for e in audit.events(stage.ctx) if e.action == "exercise.skipped"]


def with_plans(stage: Stage, *plans: ExercisePlan) -> None:
    stage._live_in(MUNICIPALITY.model_copy(update={"exercises": plans}))


def occurrence(stage: Stage, plan: ExercisePlan) -> str:
    return exercises.next_occurrence(stage.ctx, plan).isoformat()


def test_the_staff_and_the_unit_leaders_are_told_once_and_only_of_the_date(stage: Stage) -> None:
    stage.plan(DAILY)
    due = occurrence(stage, DAILY)
    stage.until(lambda: "exercise.announced" in [e.action for e in audit.events(stage.ctx)])
    assert stage.clock.now.isoformat()[:16] == "2026-11-24T07:00", "two hours before ten in Norwegian winter"
    assert announcements.announce(stage.ctx, "daglig", due) is False
    with Session(stage.ctx.engine) as session:
        told = [row for row in session.exec(select(NoticeRow)) if "planlagt" in row.subject]
    assert sorted(row.person_id for row in told) == ["kari", "lars", "liv", "ola", "tor"]
    assert all(not row.exercise and row.crisis_id is None and "Bakterier" not in row.text for row in told)


def test_a_plan_that_is_not_announced_is_a_surprise(stage: Stage) -> None:
    stage.plan(DAILY.model_copy(update={"announced": False}))
    stage.until(lambda: find.listing(stage.ctx))
    assert "exercise.announced" not in [e.action for e in audit.events(stage.ctx)]


@pytest.mark.parametrize("why", ["crisis_open", "not_planned", "too_late", "cannot_start"])
def test_what_is_not_held_is_in_the_log_with_its_reason(stage: Stage, why: str) -> None:
    with_plans(stage, DAILY)
    due = occurrence(stage, DAILY)
    stage.clock.now = datetime.fromisoformat(due)
    match why:
        case "crisis_open":
            lifecycle.establish(stage.ctx, "kari", request())
        case "not_planned":
            with_plans(stage, DAILY.model_copy(update={"cron": "0 11 * * *"}))
        case "too_late":
            stage.clock.forward(hours=1, seconds=1)
        case _:
            with_plans(stage, DAILY.model_copy(update={"scenario": "borte"}))
    assert exercises.start_scheduled(stage.ctx, "daglig", due) == why
    assert skipped(stage) == [why]
    assert [c for c in find.listing(stage.ctx) if c.exercise] == []


def test_a_late_worker_does_not_wake_people_in_the_quiet_hours(stage: Stage) -> None:
    evening = DAILY.model_copy(update={"cron": "45 21 * * *", "quiet_hours": "22:00-07:00"})
    with_plans(stage, evening)
    due = occurrence(stage, evening)
    stage.clock.now = datetime.fromisoformat(due) + timedelta(minutes=20)
    assert exercises.start_scheduled(stage.ctx, "daglig", due) is SkipReason.TOO_LATE
    assert skipped(stage) == ["too_late"]


def test_prefect_s_schedule_and_the_outbox_hold_the_same_one(stage: Stage) -> None:
    with_plans(stage, DAILY)
    due = datetime.fromisoformat(occurrence(stage, DAILY))
    stage.clock.now = due
    first = exercises.on_schedule(stage.ctx, "daglig", due)
    second = exercises.start_scheduled(stage.ctx, "daglig", due.isoformat())
    assert isinstance(first, Crisis) and first == second


def test_who_presses_run_has_it_held_now_and_once_per_run(stage: Stage) -> None:
    with_plans(stage, DAILY)
    first, again = (exercises.hold_now(stage.ctx, "daglig", "run 1") for _ in range(2))
    assert isinstance(first, Crisis) and first == again and first.exercise
    stage.until(lambda: find.show(stage.ctx, first.id).status is CrisisStatus.STOOD_DOWN)
    another = exercises.hold_now(stage.ctx, "daglig", "run 2")
    assert isinstance(another, Crisis) and another.id != first.id
    lifecycle.establish(stage.ctx, "kari", request())
    assert exercises.hold_now(stage.ctx, "daglig", "run 3") is SkipReason.CRISIS_OPEN


def test_what_the_quiet_hours_move_is_left_to_the_outbox(stage: Stage) -> None:
    night = DAILY.model_copy(update={"cron": "0 3 * * *", "quiet_hours": "22:00-07:00"})
    with_plans(stage, night)
    stage.clock.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert exercises.on_schedule(stage.ctx, "daglig", stage.clock.now) is None
    assert find.listing(stage.ctx) == [] and skipped(stage) == []
    stage.plan(night.model_copy(update={"id": "natt"}))
    stage.until(lambda: find.listing(stage.ctx))
    assert stage.clock.now.isoformat()[:16] == "2026-11-24T06:00"


def made(*scenarios: str) -> dict[str, Any]:
    return {one.name: one for one in deployments(load_municipality(STJORDAL, PLATFORMS), scenarios)}


def test_prefect_sees_cron_and_rrule_in_the_municipality_s_own_time() -> None:
    found = {name: made()[name].schedules[0].schedule for name in ("kvartal", "aarlig")}
    assert (found["kvartal"].cron, found["kvartal"].timezone) == ("0 10 5 2,5,8,11 *", "Europe/Oslo")
    assert found["aarlig"].rrule.startswith("DTSTART:20200101T000000\nRRULE:FREQ=YEARLY")
    assert found["aarlig"].timezone == "Europe/Oslo"


@pytest.mark.parametrize("name", ["kvartal", "aarlig", "safety-net"])
def test_what_is_scheduled_never_runs_beside_itself(name: str) -> None:
    one = made()[name]
    assert one.concurrency_limit == 1 and one.concurrency_options.collision_strategy == "CANCEL_NEW"


def test_a_drill_is_chosen_among_the_scenarios_there_are() -> None:
    form = made("flom", "storm")["drill"]._parameter_openapi_schema
    assert form.properties["scenario"]["enum"] == ["flom", "storm"] and form.required == ["scenario"]


def test_a_drill_of_a_scenario_is_held_now_and_once_per_run(stage: Stage) -> None:
    stage.scenario("lekkasje", "name: Lekkasje\ntype: functional\ntitle: Øvelse\nwhat: Vann\nwhere: Lånke\n")
    first, again = (exercises.drill_now(stage.ctx, "lekkasje", "run 1", scripted=False) for _ in range(2))
    assert isinstance(first, Crisis) and first == again and first.exercise and first.plan == "lekkasje@run 1"
    with pytest.raises(NotFound):
        exercises.drill_now(stage.ctx, "kvartal", "run 2", scripted=False)
    lifecycle.establish(stage.ctx, "kari", request())
    assert exercises.drill_now(stage.ctx, "lekkasje", "run 3", scripted=False) is SkipReason.CRISIS_OPEN


@pytest.mark.parametrize("wrong", ["prefect.auth", "town.yaml"])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, wrong: str) -> None:
    """A folder in its place: root reads whatever is forbidden."""
    (tmp_path / "town.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / wrong).unlink(missing_ok=True)
    (tmp_path / wrong).mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
    ours = {"KRISEKANAL_DATA": str(tmp_path), "KRISEKANAL_MUNICIPALITY": str(tmp_path / "town.yaml")}
    done = subprocess.run(
        [sys.executable, "-m", "flows.schedules"], env=clean | ours, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 5 and wrong in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.parametrize("night", ["2026-10-24T20:00", "2026-03-28T20:00", "2027-03-27T22:30", "2027-10-30T23:15"])
@pytest.mark.parametrize(
    "rule",
    [
        {"cron": "30 2 * * *"},
        {"cron": "0 2 * * *"},
        {"cron": "30 * * * *"},
        {"cron": "*/20 2 * * *"},
        {"cron": "0 3 * * *"},
        {"cron": "59 1 * * 0"},
        {"cron": "15 2 * * sun"},
        {"cron": "0 2 28 3 *"},
        {"rrule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"},
        {"rrule": "DTSTART:{month}01T003000\nRRULE:FREQ=HOURLY"},
        {"rrule": "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU;BYHOUR=2,3;BYMINUTE=0;BYSECOND=0"},
        {"rrule": "DTSTART:20260101T023000\nRRULE:FREQ=WEEKLY;BYDAY=SU"},
    ],
)
def test_both_nights_of_the_clock_are_planned_as_prefect_plans_them(rule: dict[str, str], night: str) -> None:
    near = {name: words.replace("{month}", night[:7].replace("-", "")) for name, words in rule.items()}
    plan, began = (
        ExercisePlan.model_validate({"id": "p", "name": "P", **near}),
        datetime.fromisoformat(f"{night}+00:00"),
    )
    ours, at = [], began
    for _ in range(8):
        at = next_start(plan, ZoneInfo("Europe/Oslo"), at)
        ours.append(at)
    schedule = (
        RRuleSchedule(rrule=with_anchor(plan.rrule), timezone="Europe/Oslo")
        if plan.rrule
        else CronSchedule(cron=plan.cron or "", timezone="Europe/Oslo")
    )
    after = DateTime.instance(began + timedelta(seconds=1))
    theirs = [moment.astimezone(UTC) for moment in asyncio.run(schedule.get_dates(n=8, start=after))]
    assert ours == theirs
