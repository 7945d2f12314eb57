"""From a channel that refuses to the letter an editor reads, through the worker's own handlers and a real server."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import messages
from tests.cast import content, request
from tests.flows.conftest import hooked
from tests.flows.stage import Stage
from tests.servers.recorder import Recorder

HOOKS = ("en", "to", "tre")


@pytest.fixture
def stage(engine: Engine, tmp_path: Path, server: Recorder) -> Stage:
    return hooked(engine, tmp_path, server, HOOKS)


def publish(stage: Stage, crisis_id: str) -> str:
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis_id, content(), HOOKS).id)
    return approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen).id


def letters(stage: Stage, account_id: str = "side") -> list[str]:
    return [line["text"] for line in stage.lines(account_id) if "Kanskje ikke ute" in line["title"]]


def test_the_editors_read_of_all_channels_in_one_letter_each(stage: Stage, server: Recorder) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    server.drop_after_body = True
    message = publish(stage, crisis.id)
    stage.forward(seconds=20)
    statuses = {d.status for d in messages.show(stage.ctx, message).deliveries}
    assert statuses == {DeliveryStatus.UNCERTAIN}, "a webhook cannot be read back"
    assert letters(stage) == []
    stage.forward(seconds=20)
    first, second = letters(stage)
    assert first == second and "kom ut i: en, to, tre." in first and f"/messages/{message}" in first
    stage.forward(hours=2)
    assert len(letters(stage)) == 2, "and no more"


def test_a_notice_that_fails_itself_makes_no_other(stage: Stage, server: Recorder) -> None:
    """The account that carries notices refuses like the rest: nobody is told, and nothing goes round."""
    stage._live_in(stage.ctx.municipality.model_copy(update={"notices": "en"}))
    server.drop_after_body = True
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    publish(stage, crisis.id)
    stage.forward(hours=3)
    told = [request for request in server.requests if b"kom ut i: en, to, tre." in request.body]
    assert len(told) == 2, "once for each editor"
