"""The door for delivery reports: its address is its secret. And what the message's page makes of them, with few recipients."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from config.machine.report_address import PATH, word
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.identity.token import Scope
from schemas.states import Outcome
from store.accounts import accounts
from store.crises import lifecycle
from store.db.tables import AttemptRow, DeliveryRow, ReportRow
from store.reached import reached
from store.remarks import inbox, remarks
from tests.cast import ACCOUNTS, account, request
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import Machine
from tests.fakes.sms import FakeElks, FakeSinch, signed_by
from tests.store.many_world import publish

SMS = "sms"
NUMBERS = ("+4791111100", "+4791111101", "+4791111102")


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    with FakeElks() as fake:
        ours = account(SMS, Platform.SMS, url=None, secret=SMS, recipients=NUMBERS)
        made = inside.ctx.municipality.model_copy(update={"accounts": (*ACCOUNTS, ours)})
        inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=made))
        inside.opened.vault.put(inside.ctx, "kari", SMS, fake.url)
        accounts.sync(inside.ctx)
        inside.reopen()
        yield inside


def report(inside: Inside, body: str, at: str | None = None) -> httpx.Response:
    path = f"{PATH}/{SMS}/{at or word(inside.settings.key_file, SMS)}"
    answer: httpx.Response = inside.client().post(
        path, content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    return answer


def kept(inside: Inside) -> dict[str, bool]:
    with inside.ctx.read() as session:
        return {row.remote_id: row.arrived for row in session.exec(select(ReportRow))}


def test_a_report_is_taken_by_the_accounts_own_address_alone(town: Inside) -> None:
    assert report(town, "id=s1&status=failed").status_code == 204
    assert report(town, "id=s1&status=delivered&delivered=2026-11-23T13:00:05").status_code == 204
    assert report(town, "id=s1&status=failed").status_code == 204, "told again, out of turn"
    assert kept(town) == {"s1": True}
    for at in ("0" * 32, word(town.settings.key_file, "facebook"), "æ"):
        assert report(town, "id=s2&status=failed", at).status_code == 404
    assert report(town, "id=s2&status=lost").status_code == 422
    assert report(town, "id=s2&status=failed&x=" + "y" * 20_000).status_code == 413
    assert kept(town) == {"s1": True}


def test_an_sms_to_us_is_brought_at_the_same_address_and_stands_once(town: Inside) -> None:
    with FakeElks() as fake:
        town.opened.vault.put(town.ctx, "kari", SMS, fake.url.replace("://Kommunen/", "://4799999991/"))
        town.reopen()
        number = fake.hears("+4799999991", "Når kommer vannet?", datetime.now(UTC))
        sms = {
            "direction": "incoming",
            "id": number,
            "from": "+4791111100",
            "to": "+4799999991",
            "message": "Når kommer vannet?",
        }
        sms["created"] = "2026-11-23T12:00:00"
        for _ in range(2):
            answer = report(town, urlencode(sms))
            assert answer.status_code == 204 and answer.content == b"", "46elks would send a text back as an SMS"
        assert report(town, urlencode(sms | {"id": ""})).status_code == 422
        assert report(town, urlencode(sms), "0" * 32).status_code == 404
        inbox.keep_going(town.ctx)
        page = town.opened.channels.remarks(town.ctx.account(SMS), None, [])
        inbox.seen(town.ctx, SMS, page)
    (found,) = remarks.listing(town.ctx)
    assert (found.remote_id, found.kind, found.author) == (number, RemarkKind.SMS, "+4791111100")


def test_of_few_the_page_says_what_came_of_it_also_where_the_report_came_first(town: Inside) -> None:
    crisis = lifecycle.establish(town.ctx, "kari", request())
    message_id = publish(town.ctx, crisis.id, (SMS,))
    begun = town.ctx.clock()
    report(town, "id=s1&status=failed")
    with town.ctx.write() as session:
        (row,) = session.exec(select(DeliveryRow).where(DeliveryRow.message_id == message_id))
        row.started_at = town.ctx.clock()
        outcomes = (Outcome.DELIVERED, Outcome.DELIVERED, Outcome.FAILED)
        for n, outcome in enumerate(outcomes):
            session.add(
                AttemptRow(
                    id=f"t-{n}",
                    delivery_id=row.id,
                    recipient=NUMBERS[n],
                    number=1,
                    round=1,
                    started_at=begun,
                    finished_at=town.ctx.clock(),
                    outcome=outcome,
                    remote_id=f"s{n}" if outcome is Outcome.DELIVERED else None,
                )
            )
    report(town, "id=s0&status=delivered")
    ((found, curve),) = reached.of_message(town.ctx, message_id)
    assert (found.addressed, found.handed_over, found.arrived, found.bounced, found.failed) == (3, 0, 1, 1, 1)
    assert (curve[-1].handed_over, curve[-1].arrived, curve[-1].failed) == (2, 1, 2)
    (told,) = Machine(town, "ola", Scope.READ).get(f"/messages/{message_id}/reached")
    last = told["curve"][-1]
    assert told["addressed"] == 3 and len(told["curve"]) == len(curve)
    assert (last["handed_over"], last["arrived"], last["failed"]) == (2, 1, 2) and last["at"].endswith("Z")
    page = town.client("ola").get(f"/messages/{message_id}").text
    assert "Hva det ble til" in page and 'class="curve-arrived"' in page
    assert "<dt>Kom fram</dt><dd>1</dd>" in page and "<dt>Feilet</dt><dd>2</dd>" in page
    assert NUMBERS[0] not in page


@pytest.fixture
def signing(town: Inside) -> Iterator[Inside]:
    with FakeSinch() as fake:
        url = fake.url.replace("://Kommunen/", "://4799999991/").replace("://4799999999/", "://4799999991/")
        town.opened.vault.put(town.ctx, "kari", SMS, f"{url}&callback_secret={SECRET}")
        town.reopen()
        yield town


def callback(inside: Inside, told: dict[str, Any], headers: dict[str, str] | None = None, nonce: str = "n-1") -> int:
    body = json.dumps(told).encode()
    given = signed_by(SECRET, body, inside.ctx.clock(), nonce) if headers is None else headers
    path = f"{PATH}/{SMS}/{word(inside.settings.key_file, SMS)}"
    return int(inside.client().post(path, content=body, headers=given).status_code)


SECRET = "avtalt"
INBOUND = {
    "type": "mo_text",
    "id": "i1",
    "from": "4791111100",
    "to": "4799999991",
    "body": "Når?",
    "received_at": "2026-11-23T12:00:00Z",
}
DELIVERED = {
    "type": "recipient_delivery_report_sms",
    "batch_id": "01FC",
    "recipient": "4791111100",
    "code": 0,
    "status": "Delivered",
}


@pytest.mark.parametrize("told", [INBOUND, DELIVERED], ids=["an SMS", "a report"])
def test_signed_callbacks_are_taken_once_and_no_others(signing: Inside, told: dict[str, Any]) -> None:
    def there() -> int:
        return len(remarks.listing(signing.ctx)) + len(kept(signing))

    body = json.dumps(told).encode()
    now = signing.ctx.clock()
    for wrong in ({}, signed_by("feil", body, now, "n-0"), signed_by(SECRET, body, now - timedelta(minutes=6), "n-0")):
        assert callback(signing, told, wrong) == 403 and there() == 0
    good = signed_by(SECRET, body, now, "n-1")
    assert callback(signing, told, good) == 204 and there() == 1
    assert callback(signing, told, good) == 403, "the very same, brought by somebody who listened"
    assert callback(signing, told, nonce="n-2") == 204 and there() == 1, "told again by Sinch itself"


def test_what_could_not_be_read_has_not_used_its_nonce(signing: Inside) -> None:
    assert callback(signing, INBOUND | {"from": ""}, nonce="n-7") == 422
    assert callback(signing, INBOUND, nonce="n-7") == 204
