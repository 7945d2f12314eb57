"""Reports of an SMS centre in the ledger: fetched over a line of their own, once each, and told in the message's numbers."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from flows.steps.sms_reports import fetch_reports
from notifiers.facade import Channels
from schemas.accounts.account import Platform
from store.batches import figures
from store.crises import lifecycle
from tests.cast import ACCOUNTS, MUNICIPALITY, account, request
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.flows.test_drains import drains
from tests.servers.smpp import AS_ANSWERED, GIVEN_UP, IN_DECIMAL, IN_HEX, SILENT, SmppServer
from tests.store.many_world import publish

NUMBERS = (*(f"+479200{n:02}01" for n in range(27)), "+4792000" + GIVEN_UP, "+4792001" + GIVEN_UP, "+4792000" + SILENT)
TOWN = MUNICIPALITY.model_copy(
    update={"accounts": (*ACCOUNTS, account("sms", Platform.SMS, url=None, secret="sms", recipients=NUMBERS))}
)


@pytest.fixture(params=[AS_ANSWERED, IN_DECIMAL, IN_HEX], ids=["as answered", "in decimal", "in hex"])
def centre(request: pytest.FixtureRequest) -> Iterator[SmppServer]:
    """Each way of writing an id in a report."""
    with SmppServer() as running:
        running.ids = request.param
        yield running


@pytest.fixture
def stage(small: Path, tmp_path: Path, centre: SmppServer) -> Iterator[Stage]:
    engine = opened(small)
    made = Stage(engine, tmp_path, TOWN)
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = lambda name: centre.url if name == "sms" else None
    yield made
    engine.dispose()


def test_what_the_centre_reports_later_is_counted_once(stage: Stage, centre: SmppServer) -> None:
    message_id = publish(stage.ctx, lifecycle.establish(stage.ctx, "kari", request()).id, ("sms",))

    def numbers() -> tuple[int, int, int]:
        (found,) = figures.of_message(stage.ctx, message_id).values()
        return found.handed_over, found.arrived, found.bounced

    sending = drains(stage, Event())
    sending.start("sms")
    assert sending.wait(60) and numbers() == (30, 0, 0)
    told = list(centre.kept)
    for _ in range(2):
        fetch_reports(stage.worker)
        assert numbers() == (1, 27, 2) and centre.kept == []
        centre.kept = told[::-1]  # the same again, out of turn
