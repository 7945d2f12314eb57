"""The two nights on which the clock is changed, played: a post planned in them goes out once, an exercise is held once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.drafts.content import MessageKind
from schemas.municipality import ExercisePlan
from schemas.states import DeliveryStatus
from store.crises import find
from store.deliveries import unit_posts
from store.messages import messages
from tests.cast import MUNICIPALITY, PLAN, content
from tests.flows.conftest import opened
from tests.flows.stage import Stage

EVENINGS = {"winter": datetime(2026, 10, 24, 20, tzinfo=UTC), "summer": datetime(2027, 3, 27, 20, tzinfo=UTC)}


@pytest.fixture
def stage(small: Path, tmp_path: Path) -> Stage:
    return Stage(opened(small), tmp_path, MUNICIPALITY)


@pytest.mark.parametrize(
    ("night", "planned"),
    [
        ("winter", "2026-10-25T02:30+02:00"),
        ("winter", "2026-10-25T02:30+01:00"),
        ("summer", "2027-03-28T01:59+01:00"),
        ("summer", "2027-03-28T03:00+02:00"),
    ],
)
def test_a_planned_post_goes_out_at_its_moment_and_once(stage: Stage, night: str, planned: str) -> None:
    """The moment is written down, not the hour that the wall clock shows twice or never."""
    stage.clock.now, at = EVENINGS[night], datetime.fromisoformat(planned)
    post = content().model_copy(update={"kind": MessageKind.UNIT_POST})
    message = unit_posts.post(stage.ctx, "tor", "skole", post, at).id

    def out() -> bool:
        return {d.status for d in messages.show(stage.ctx, message).deliveries} == {DeliveryStatus.DELIVERED}

    stage.until(out)
    assert timedelta(0) <= stage.clock.now - at < timedelta(minutes=1)
    stage.forward(hours=12)
    assert sum(line["title"] == content().title for line in stage.lines("skole")) == 1


@pytest.mark.parametrize(
    ("night", "cron", "held_at"),
    [
        ("winter", "30 2 * * *", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        ("summer", "30 2 * * *", ["2027-03-28T00:30", "2027-03-29T00:30"]),
        ("summer", "0 10 * * *", ["2027-03-28T08:00", "2027-03-29T08:00"]),
    ],
)
def test_an_exercise_is_held_once_a_night(stage: Stage, night: str, cron: str, held_at: list[str]) -> None:
    """Also at the half hour that there is twice, or not at all: then at half past one, as Prefect plans it."""
    stage.clock.now = EVENINGS[night]
    stage.plan(ExercisePlan.model_validate(PLAN.model_dump() | {"id": "natt", "cron": cron, "quiet_hours": None}))
    stage.forward(hours=36)
    held = sorted(crisis.established_at for crisis in find.listing(stage.ctx) if crisis.exercise)
    assert [moment.astimezone(UTC).isoformat()[:16] for moment in held] == held_at
