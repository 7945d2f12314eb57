"""Workers that send to many, through a real line: nobody is left out, nobody gets it twice, and who dies leaves one batch a line."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine

from flows.work.drains import Drains
from flows.work.in_hand import InHand
from notifiers.facade import Channels
from schemas.accounts.account import Platform
from schemas.event import EventKind, RunMode
from schemas.municipality import ManyRecipients
from schemas.states import DeliveryStatus
from store.crises import lifecycle
from store.messages import messages
from store.outbox import outbox, workers
from tests.cast import ACCOUNTS, MUNICIPALITY, account, request
from tests.flows.stage import Stage
from tests.servers.pipelining import PipeliningServer
from tests.store.many_world import MAIL, progress, publish, readers, status

COUNT = 350


@pytest.fixture
def mail() -> Iterator[PipeliningServer]:
    with PipeliningServer() as server:
        yield server


def town(engine: Engine, folder: Path, server: PipeliningServer, **rules: object) -> Stage:
    letters = account(MAIL, Platform.EMAIL, url=None, secret="epost", recipients=readers(COUNT))
    made = Stage(
        engine,
        folder,
        MUNICIPALITY.model_copy(
            update={"accounts": (*ACCOUNTS, letters), "many": ManyRecipients.model_validate(rules)}
        ),
    )
    channels = made.ctx.channels
    assert isinstance(channels, Channels)
    channels._secret = lambda _: f"krisemail://127.0.0.1:{server.port}/?from=k@kk.example&connections=3"
    return made


def test_all_of_them_get_the_approved_letter_once(engine: Engine, tmp_path: Path, mail: PipeliningServer) -> None:
    stage = town(engine, tmp_path, mail)
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    message_id = publish(stage.ctx, crisis.id, (MAIL, "side"))
    work(stage)
    assert dict(mail.taken) == dict.fromkeys(readers(COUNT), 1)
    assert mail.connections <= 3 and all(b"Kok vannet" in letter for letter in mail.letters.values())
    found = messages.show(stage.ctx, message_id)
    assert {each.status for each in found.deliveries} == {DeliveryStatus.DELIVERED}
    assert progress(stage.ctx, message_id).handed_over == COUNT


def test_several_workers_share_it(engine: Engine, tmp_path: Path, mail: PipeliningServer) -> None:
    stage = town(engine, tmp_path, mail)
    message_id = publish(stage.ctx, lifecycle.establish(stage.ctx, "kari", request()).id)
    helpers = [drains(stage, Event()) for _ in range(2)]
    for each in helpers:
        each.start(MAIL)
    assert all(each.wait(60) for each in helpers)
    assert dict(mail.taken) == dict.fromkeys(readers(COUNT), 1)
    assert status(stage.ctx, message_id) is DeliveryStatus.DELIVERED


@pytest.mark.parametrize(("share_over", "others", "called"), [(COUNT - 1, 2, 2), (COUNT, 2, 0), (COUNT - 1, 0, 0)])
def test_who_begins_with_very_many_calls_each_of_the_others(
    engine: Engine, tmp_path: Path, mail: PipeliningServer, share_over: int, others: int, called: int
) -> None:
    stage = town(engine, tmp_path, mail, share_over=share_over)
    for _ in range(others):
        workers.sign_in(stage.ctx, "plain")
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    message_id = publish(stage.ctx, crisis.id, (MAIL,))
    work(stage)
    work(stage)
    (delivery,) = messages.show(stage.ctx, message_id).deliveries
    calls = [event for event in outbox.all_events(stage.ctx, crisis.id) if event.kind is EventKind.DRAIN_DUE]
    assert [event.payload for event in calls] == [
        {"delivery_id": delivery.id, "account_id": MAIL, "slot": slot} for slot in range(1, called + 1)
    ]
    assert all(event.ran_by is RunMode.PLAIN for event in calls)
    assert dict(mail.taken) == dict.fromkeys(readers(COUNT), 1)


def test_a_worker_that_is_told_to_stop_writes_down_what_it_knows(
    engine: Engine, tmp_path: Path, mail: PipeliningServer
) -> None:
    """In the middle of its batches: who has had no letter is left to the next worker, without any doubt."""
    stage = town(engine, tmp_path, mail)
    message_id = publish(stage.ctx, lifecycle.establish(stage.ctx, "kari", request()).id)
    stopping = Event()
    mail.after_taking = lambda taken: stopping.set() if taken == 120 else None
    first = drains(stage, stopping)
    first.start(MAIL)
    assert first.wait(60)
    sent = progress(stage.ctx, message_id)
    assert 120 <= sent.handed_over == sum(mail.taken.values()) < COUNT and sent.uncertain == 0
    stage.clock.forward(seconds=2)
    second = drains(stage, Event())
    second.start(MAIL)
    assert second.wait(60)
    assert dict(mail.taken) == dict.fromkeys(readers(COUNT), 1)
    assert status(stage.ctx, message_id) is DeliveryStatus.DELIVERED


def drains(stage: Stage, stopping: Event) -> Drains:
    """Of another worker."""
    name = workers.sign_in(stage.ctx, "plain")
    channels = stage.ctx.channels
    assert isinstance(channels, Channels)
    return Drains(lambda: stage.ctx, channels, name, timedelta(seconds=30), stopping, InHand())


def work(stage: Stage) -> None:
    stage.forward(seconds=1)
    assert stage.worker.drains.wait(60)
