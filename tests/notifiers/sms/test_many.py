"""Many by one request of Sinch's, against its fake: keyed, looked for, and one wrong number spoils nothing for the others."""

from pathlib import Path

import pytest

from notifiers.channels.sms import Sinch
from schemas.bulk import Addressee, Batch
from schemas.errors import RetryClass
from tests.fakes.sms import FakeSinch
from tests.notifiers.scenes import bound, outgoing


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


@pytest.mark.parametrize(("status", "kind"), [(429, RetryClass.RETRY_AFTER), (500, RetryClass.AMBIGUOUS)])
def test_fake_an_answer_for_all_is_everybodys(tmp_path: Path, status: int, kind: RetryClass) -> None:
    with FakeSinch() as fake:
        fake.fail("POST", status, {})
        sent = sinch(fake, tmp_path).deliver_many(batch("+4791200001", "+4791200002"), always)
    assert {one.kind for one in sent} == {kind} and fake.batches == []


def test_fake_nothing_leaves_where_it_is_not_to_go_on(tmp_path: Path) -> None:
    with FakeSinch() as fake:
        sent = sinch(fake, tmp_path).deliver_many(batch("+4791200001"), lambda: False)
        assert fake.batches == [] and sent[0].kind is RetryClass.RETRY_NOW


def test_a_report_says_who_of_the_batch(tmp_path: Path) -> None:
    body = (
        b'{"type": "recipient_delivery_report_sms", "batch_id": "01FC", "recipient": "4791200001", "status": "Delivered", '
        b'"client_reference": "b-1.1"}'
    )
    with FakeSinch() as fake:
        (told,) = sinch(fake, tmp_path).delivery_reports(body, {})
    assert (told.key, told.recipient, told.arrived) == ("b-1.1", "+4791200001", True)
