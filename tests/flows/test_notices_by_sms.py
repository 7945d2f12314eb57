"""In a crisis our own people are told by SMS too, with the link that lets an editor approve at night."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from notifiers.facade import Channels
from schemas.accounts.account import Account, Platform
from schemas.identity.login import TicketKind
from schemas.messages.delivery import Outgoing
from schemas.messages.notice import NoticeStatus
from schemas.messages.receipt import Receipt
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.drafts import drafts
from store.identity import passwords
from store.logins import links
from tests.cast import ACCOUNTS, EVERYONE, MUNICIPALITY, account, content, request
from tests.fakes.sms import FakeElks
from tests.flows.conftest import opened
from tests.flows.stage import Stage

MOBILES = {"ola": "+4791111100", "kari": "+4791111101"}
TOWN = MUNICIPALITY.model_copy(
    update={
        "people": tuple(p.model_copy(update={"mobile": MOBILES.get(p.id)}) for p in EVERYONE),
        "accounts": (*ACCOUNTS, account("sms", Platform.SMS, url=None, secret="sms")),
        "notices_sms": "sms",
    }
)


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
    passwords.set_pin(made.ctx, "ola", "483920")
    yield made
    engine.dispose()


def waiting(stage: Stage, *, exercise: bool = False) -> str:
    """A draft handed in in a fresh crisis; its id."""
    crisis = lifecycle.establish(stage.ctx, "kari", request(exercise=exercise))
    stage.forward(seconds=5)
    return drafts.submit(stage.ctx, "lars", drafts.new(stage.ctx, "lars", crisis.id, content(), ["tavle"]).id).id


def test_fake_an_editor_gets_the_link_as_sms(stage: Stage, fake: FakeElks) -> None:
    draft = waiting(stage)
    assert {sms["to"] for sms in fake.sent} == set(MOBILES.values()), "called out"
    fake.sent.clear()
    stage.forward(seconds=5)
    (sms,) = fake.sent
    assert sms["to"] == MOBILES["ola"] and "Kok drikkevannet" in sms["message"]
    word = sms["message"].rpartition("/l/")[2].strip()
    assert links.look(stage.ctx, stage.worker.vault, word, TicketKind.DRAFT).draft_id == draft


def test_fake_a_notice_is_in_hand_while_it_is_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that its lease is kept for as long as the request takes."""
    channels, in_hand, seen = stage.worker.channels, stage.worker.in_hand, []
    send = channels.send

    def watched(account: Account, out: Outgoing) -> Receipt:
        seen.append(out.delivery_id in in_hand.all())
        return send(account, out)

    monkeypatch.setattr(channels, "send", watched)
    waiting(stage)
    assert len(seen) >= 2 and all(seen)
    assert in_hand.all() == frozenset()


def test_fake_a_drill_reaches_no_phone(stage: Stage, fake: FakeElks) -> None:
    waiting(stage, exercise=True)
    stage.forward(seconds=5)
    assert fake.sent == []
    assert any("Kok drikkevannet" in line["text"] for line in stage.lines("sms-ovelse"))


def test_fake_an_sms_that_fails_takes_no_letter_with_it(stage: Stage, fake: FakeElks) -> None:
    fake.balance = 0
    waiting(stage)
    stage.forward(seconds=5)
    with Session(stage.ctx.engine) as session:
        rows = session.exec(select(NoticeRow).where(NoticeRow.person_id == "ola")).all()
    told = {(row.by_sms, row.status) for row in rows}
    assert told == {(False, NoticeStatus.SENT), (True, NoticeStatus.FAILED)}
