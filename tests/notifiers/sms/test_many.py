"""Many by one request of Sinch's, against its fake: keyed, looked for, and one wrong number spoils nothing for the others."""

from pathlib import Path
from threading import Barrier, Lock

import pytest

from notifiers.channels.sms import Sinch
from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from schemas.messages.bulk import Addressee, Batch
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from tests.fakes.sms import FakeElks, FakeSinch
from tests.notifiers.scenes import account, bound, outgoing, places_in


def batch(*numbers: str) -> Batch:
    to = tuple(Addressee(n, number, f"nokkel-{n}") for n, number in enumerate(numbers))
    return Batch("b-1", "b-1.1", outgoing("Kok vannet."), to)


def sinch(fake: FakeSinch, folder: Path) -> Sinch:
    plugin = bound(fake.url, folder)
    assert isinstance(plugin, Sinch)
    return plugin


def always() -> bool:
    return True


def test_fake_a_hundred_are_one_request_and_found_again(tmp_path: Path) -> None:
    all_of_them = batch(*(f"+47912{n:05}" for n in range(100)))
    with FakeSinch() as fake:
        plugin = sinch(fake, tmp_path)
        assert plugin.find_many(all_of_them) == {}
        sent = plugin.deliver_many(all_of_them, always)
        (made,) = fake.batches
        found = plugin.find_many(all_of_them)
    assert made["client_reference"] == "b-1.1" and len(made["to"]) == 100
    assert {one.remote_id for one in sent} == {made["id"]} and {one.kind for one in sent} == {None}
    assert set(found) == set(range(100)) and {one.remote_id for one in found.values()} == {made["id"]}


def test_fake_one_number_that_is_refused_spoils_nothing_for_the_others(tmp_path: Path) -> None:
    with FakeSinch() as fake:
        sent = sinch(fake, tmp_path).deliver_many(batch("+4791200001", "ni", "+4791200002"), always)
        assert [each["to"] for each in fake.batches] == [["+4791200001"], ["+4791200002"]]
    assert [one.kind for one in sent] == [None, RetryClass.PERMANENT, None]


@pytest.mark.parametrize(("window", "together"), [(4, 1), (8, 2), (None, 2), (20, 5)])
def test_fake_where_each_number_is_a_request_some_are_on_their_way_abreast(
    tmp_path: Path, window: int | None, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits until as many are there, and never are there more."""
    with FakeElks() as fake:
        plugin = bound(fake.url, tmp_path)
        plugin.bind(account(Platform.SMS, window=window), places_in(tmp_path))
        there, most, barrier, lock = 0, 0, Barrier(together, timeout=30), Lock()

        def deliver(out: Outgoing) -> Receipt:
            nonlocal there, most
            with lock:
                there += 1
                most = max(most, there)
            barrier.wait()
            with lock:
                there -= 1
            return Receipt(remote_id=out.recipient)

        monkeypatch.setattr(plugin, "deliver", deliver)
        to = [f"+4791200{n:03}" for n in range(together * 4)]
        sent = plugin.deliver_many(batch(*to), always)
    assert [each.remote_id for each in sent] == to and most == together and plugin.at_once == 4


@pytest.mark.parametrize(("status", "kind"), [(429, RetryClass.RETRY_AFTER), (500, RetryClass.AMBIGUOUS)])
def test_fake_an_answer_for_all_is_everybodys(tmp_path: Path, status: int, kind: RetryClass) -> None:
    with FakeSinch() as fake:
        fake.fail("POST", status, {})
        sent = sinch(fake, tmp_path).deliver_many(batch("+4791200001", "+4791200002"), always)
    assert {one.kind for one in sent} == {kind} and fake.batches == []


def test_fake_nothing_leaves_where_it_is_not_to_go_on(tmp_path: Path) -> None:
    with FakeSinch() as fake:
        sent = sinch(fake, tmp_path).deliver_many(batch("+4791200001"), lambda: False)
        assert fake.batches == [] and (sent[0].kind, sent[0].retry_after) == (RetryClass.RETRY_NOW, 1.0)


def test_a_report_says_who_of_the_batch(tmp_path: Path) -> None:
    body = (
        b'{"type": "recipient_delivery_report_sms", "batch_id": "01FC", "recipient": "4791200001", "status": "Delivered", '
        b'"client_reference": "b-1.1"}'
    )
    with FakeSinch() as fake:
        (told,) = sinch(fake, tmp_path).delivery_reports(body, {})
    assert (told.key, told.recipient, told.arrived) == ("b-1.1", "+4791200001", True)
