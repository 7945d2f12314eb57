"""The code reaches whoever asked for it, through the account that warns; what the provider does not take is tried again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from notifiers.facade import Channels
from schemas.accounts.account import Platform
from schemas.language import Language
from store.recipients import signups
from tests.cast import ACCOUNTS, MUNICIPALITY, account
from tests.fakes.sms import FakeElks
from tests.flows.conftest import opened
from tests.flows.stage import Stage

TOWN = MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, account("sms", Platform.SMS, url=None, secret="sms"))})


@pytest.fixture
def fake() -> Iterator[FakeElks]:
    with FakeElks() as running:
        yield running


@pytest.fixture
def stage(small: Path, tmp_path: Path, fake: FakeElks) -> Iterator[Stage]:
    engine = opened(small)
    made = Stage(engine, tmp_path, TOWN)
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = lambda name: fake.url if name == "sms" else None
    yield made
    engine.dispose()


def test_fake_a_code_comes_once_by_sms_in_the_readers_language(stage: Stage, fake: FakeElks) -> None:
    begun = signups.begin(stage.ctx, "912 34 567", Language.NYNORSK)
    stage.forward(seconds=5)
    (sms,) = fake.sent
    assert sms["to"] == "+4791234567" and "er koden din for varsel frå Prøve kommune" in sms["message"]
    word = signups.prove_by_code(stage.ctx, begun.id, sms["message"].partition(" ")[0])
    assert signups.opened(stage.ctx, word).address == "+4791234567"
    stage.forward(minutes=5)
    assert len(fake.sent) == 1


def test_fake_an_address_that_is_proven_or_too_old_is_sent_nothing(stage: Stage, fake: FakeElks) -> None:
    signups.begin(stage.ctx, "912 34 567", Language.BOKMAAL)
    stage.clock.now += timedelta(minutes=16)
    stage.forward(seconds=5)
    assert fake.sent == []
