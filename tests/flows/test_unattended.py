"""A scheduled exercise runs unattended from its schedule to its report, by a fast clock: nobody waits, nothing sleeps."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.machine.settings import SHIPPED as STJORDAL
from config.reading.scenario_library import SHIPPED, files
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from policy.exercises.sandbox import MARK
from schemas.crises.crisis import Crisis
from schemas.event import EventKind
from schemas.municipality import ExercisePlan
from schemas.states import AccountState, CrisisStatus
from store.accounts import accounts
from store.crises import attendance, find, lifecycle
from store.db.database import open_engine
from store.drafts import drafts
from store.evaluation import exercises_held
from store.evidence import audit
from store.exercises import obligation, plans
from store.outbox import outbox
from tests.cast import content
from tests.flows.stage import Stage

pytestmark = pytest.mark.one_database

STORY = """\
name: Alt på en gang
type: full
title: Vannbrudd i Lånke
what: Et rør har sprukket og vannet er borte
where: Lånke
template: generell
fields: {what: Vannet er borte i Lånke, what_to_do: Kok vannet}
lasts: 3600
injects:
  - {id: ring, at: 60, kind: phone_call, text: Når kommer vannet tilbake?}
  - {id: kanal, at: 1, kind: channel_fails, fault: down, lasts: 120, account: tavle, text: Tavla svarer ikke}
  - {id: stille, at: 90, kind: editor_silent, lasts: 600, text: Den første svarer ikke}
  - {id: avis, at: 120, kind: journalist, text: Hva skjer?}
  - {id: rykte, at: 150, kind: rumour, text: Vannet er giftig}
  - {id: nede, at: 180, kind: directory_down, lasts: 120, text: Katalogen er nede}
  - {id: post, at: 240, kind: leader_posts, account: skole, text: Skolen er stengt}
expected:
  - {id: stab, what: Staben er samlet, within: 60, milestone: staff_all}
  - {id: ute, what: Ute i en kanal, within: 60, milestone: first_channel}
  - {id: alle, what: Ute i alle kanaler, within: 5, milestone: all_channels}
  - {id: svart, what: Avisa har fått svar, within: 60, after: avis, milestone: logged}
  - {id: rettet, what: Feilen er rettet, within: 3600, milestone: corrected}
  - {id: rolig, what: Stemningen var rolig, within: 3600}
"""
PLAN = ExercisePlan(
    id="stor",
    name="Stor øvelse",
    rrule="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;BYHOUR=3;BYMINUTE=0;BYSECOND=0",
    quiet_hours="22:00-07:30",
    announced=True,
    lead_time=timedelta(days=3),
    scenario="alt",
)


def newest(stage: Stage) -> Crisis | None:
    return next(iter(find.listing(stage.ctx)), None)


def actions(stage: Stage, crisis_id: str | None = None) -> list[str]:
    return [event.action for event in audit.events(stage.ctx, crisis_id)]


def test_from_schedule_to_report(stage: Stage) -> None:
    """Announced three days before, moved out of the quiet hours, every kind of inject, ended and measured."""
    stage.scenario("alt", STORY)
    stage.plan(PLAN)
    stage.until(lambda: "exercise.announced" in actions(stage))
    assert stage.clock.now.isoformat()[:16] == "2026-12-21T06:30", "three days before 07:30 in Norwegian winter"
    crisis = stage.until(lambda: newest(stage))
    assert crisis.established_at.isoformat()[:16] == "2026-12-24T06:30"
    assert crisis.established_by == "kari"
    report = stage.until(lambda: stage.report(crisis.id))
    found = report["measures"]
    assert report["crisis"]["status"] == "stood_down" and report["exercise"]["scenario"]["id"] == "alt"
    assert report["chain"]["first_bad"] is None
    _what_was_measured(found)
    assert "exercise.time_is_up" not in actions(stage, crisis.id), "the script ended it, not the clock"
    assert {s.state for s in accounts.statuses(stage.ctx, sandbox=True)} == {AccountState.OPEN}
    assert [e for e in outbox.pending(stage.ctx) if e.kind is EventKind.EXERCISE_STEP_DUE] == []


def _what_was_measured(found: dict[str, Any]) -> None:
    expected = {e["id"]: e["met"] for e in found["expected"]}
    assert expected == {"stab": True, "ute": True, "alle": False, "svart": True, "rettet": True, "rolig": None}
    assert found["confirm_by_unit"].keys() == {"info", "skole"}
    assert found["staff_by_person"].keys() == {"kari", "ola", "lars"}
    times = [
        found[name]
        for name in (
            "staff",
            "lock",
            "confirm",
            "first_submission",
            "first_approval",
            "first_delivery",
            "last_delivery",
            "correction",
        )
    ]
    assert all(isinstance(time, float) and 0 <= time < 3600 for time in times), times
    assert 0 < found["first_delivery"] < 60 < found["last_delivery"]  # the broken channel came later
    assert found["refused_posts"] == 1


def test_what_every_inject_left_in_the_log(stage: Stage) -> None:
    stage.scenario("alt", STORY)
    crisis = plans.start(stage.ctx, "kari", "alt", scripted=True)
    stage.until(lambda: stage.report(crisis.id))
    events = audit.events(stage.ctx, crisis.id)
    happened = {e.subject: e.data["kind"] for e in events if e.action == "exercise.inject"}
    assert list(happened) == ["kanal", "ring", "stille", "avis", "rykte", "nede", "post"]
    refused = [(e.actor, e.subject) for e in events if e.action == "post.refused"]
    assert refused == [("tor", "skole-ovelse")]
    approvers = [e.actor for e in events if e.action == "draft.approved"]
    assert approvers[0] == "script:ingrid", "the first editor wrote it"
    assert {e.subject for e in events if e.action == "exercise.fault"} == {"tavle-ovelse", "ola", "side-ovelse"}
    assert [e.action for e in events].count("log.entry") == 6


def test_a_person_who_is_silent_cannot_decide(stage: Stage) -> None:
    stage.scenario(
        "stille",
        "name: S\ntitle: T\nwhat: W\nwhere: H\ninjects: [{id: a, at: 5, kind: editor_silent, text: Borte, lasts: 60}]\n",
    )
    crisis = plans.start(stage.ctx, "kari", "stille")
    stage.forward(seconds=6)
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis.id, content(), ["side"]).id)
    with pytest.raises(Exception, match="Ola Redaktør does not answer"):
        drafts.give_back(stage.ctx, "ola", draft.id, "mer")
    stage.forward(seconds=61)
    drafts.give_back(stage.ctx, "ola", draft.id, "mer")


def test_people_who_do_nothing_are_measured_and_the_exercise_ends_by_itself(stage: Stage) -> None:
    stage.scenario("alt", STORY)
    crisis = plans.start(stage.ctx, "kari", "alt")
    report = stage.until(lambda: stage.report(crisis.id))
    assert "exercise.time_is_up" in actions(stage, crisis.id)
    assert report["measures"]["first_submission"] is None and report["measures"]["confirm"] is None
    assert {e["id"]: e["met"] for e in report["measures"]["expected"]} == {
        "stab": False,
        "ute": False,
        "alle": False,
        "svart": False,
        "rettet": False,
        "rolig": None,
    }
    assert len(stage.lines("side-ovelse")) > 0, "the staff and the players were told"


@pytest.mark.parametrize("name", sorted(files((SHIPPED,))))
def test_every_ready_scenario_can_be_played_to_its_end(name: str, small: Path) -> None:
    stage = Stage(open_engine(f"sqlite:///{small}"), small.parent, load_municipality(STJORDAL, PLATFORMS))
    crisis = plans.start(stage.ctx, "kari", name, scripted=True)
    report = stage.until(lambda: stage.report(crisis.id))
    measured = report["measures"]
    assert find.show(stage.ctx, crisis.id).status is CrisisStatus.STOOD_DOWN
    assert [e for e in measured["expected"] if e["met"] is False] == []
    first = measured["quality"][0]
    assert [c["reason"] for c in first["criteria"] if not c["met"]] == []
    for path in (small.parent / "sandbox").glob("*.jsonl"):
        assert path.name.endswith(("-ovelse.jsonl", "-ovelse.remarks.jsonl")) or path.stem == "skjerm"
    assert all(line["text"].startswith(MARK) or MARK in line["title"] for line in stage.lines("x-ovelse"))


def test_the_history_and_what_counts(stage: Stage) -> None:
    """Only an exercise of people, held to its end, is one by the regulation."""
    stage.scenario("alt", STORY)
    assert obligation.due(stage.ctx).overdue
    played = plans.start(stage.ctx, "kari", "alt", scripted=True)
    stage.until(lambda: stage.report(played.id))
    assert obligation.due(stage.ctx).last_id is None
    alone = plans.start(stage.ctx, "kari", "alt")
    lifecycle.stand_down(stage.ctx, "kari", alone.id)
    assert obligation.due(stage.ctx).last_id is None, "nobody but the one who started it did anything"
    held = plans.start(stage.ctx, "kari", "alt")
    attendance.confirm(stage.ctx, "ola", held.id)
    lifecycle.stand_down(stage.ctx, "kari", held.id)
    due = obligation.due(stage.ctx)
    assert (due.last_id, due.overdue) == (held.id, False)
    assert due.by.isoformat()[:10] == "2028-11-23"
    rows = exercises_held.listing(stage.ctx)
    assert [(r.crisis_id, r.scripted) for r in rows] == [(held.id, False), (alone.id, False), (played.id, True)]
    assert rows[2].expected_met == 4 and rows[2].expected_judged == 5
    stage.forward(days=731)
    assert obligation.due(stage.ctx).overdue
