"""A worker on a restored database: it looks, it asks a person, it sends nothing of before."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.backups import new_life
from store.crises import lifecycle
from store.deliveries import deliveries
from store.drafts import drafts
from store.messages import messages
from tests.cast import content, request
from tests.flows.conftest import hooked
from tests.flows.stage import Stage
from tests.servers.recorder import Recorder


@pytest.fixture
def stage(engine: Engine, tmp_path: Path, server: Recorder) -> Stage:
    return hooked(engine, tmp_path, server, ("krok",))


def test_nothing_of_before_is_sent_until_a_person_wants_it(stage: Stage, server: Recorder) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis.id, content(), ("krok",)).id)
    message = approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen).id
    life = new_life.begin(stage.ctx, "kari")
    assert [each.message_id for each in life.waiting] == [message] and life.notices > 0
    stage.forward(hours=2)
    assert server.requests == []
    (delivery,) = messages.show(stage.ctx, message).deliveries
    assert delivery.status is DeliveryStatus.UNCERTAIN
    told = [line["text"] for line in stage.lines("side") if "Kanskje ikke ute" in line["title"]]
    assert told and all("krok" in text for text in told), "the editors are asked"
    assert not any("kriseledelse" in line["title"].lower() for line in stage.lines("side")), "no call-out a second time"
    deliveries.settle(stage.ctx, "ola", delivery.id, deliveries.Settlement.RETRY)
    stage.forward(minutes=1)
    assert len(server.requests) == 1
    assert messages.show(stage.ctx, message).deliveries[0].status is DeliveryStatus.DELIVERED
