"""A sending to many on the message's page and in JSON: paused, gone on with, stopped; buttons for those who may."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desk.web.answers import ANSWERS
from schemas.identity.token import Scope
from schemas.messages.bulk import BulkState
from store.crises import lifecycle
from store.messages import messages
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import Machine
from tests.store.many_world import in_town, order, progress, publish


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    inside.opened = replace(inside.opened, ctx=in_town(inside.ctx, 300, send_again=()))
    inside.reopen()
    yield inside


@pytest.fixture
def message_id(town: Inside) -> str:
    made = publish(town.ctx, lifecycle.establish(town.ctx, "kari", request()).id)
    order(town.ctx)
    return made


def test_on_the_page(town: Inside, message_id: str) -> None:
    (delivery,) = messages.show(town.ctx, message_id).deliveries
    ola, at = town.client("ola"), f"/messages/{message_id}/deliveries/{delivery.id}/sending"
    page = f"/messages/{message_id}"
    assert 'value="pause"' in ola.get(page).text and 'value="go_on"' not in ola.get(page).text
    assert at not in town.client("liv").get(page).text
    assert town.post(town.client("liv"), at, way="stop").status_code == 403
    for way, state in (("pause", "PAUSED"), ("go_on", "RUNNING"), ("stop", "STOPPED")):
        done = town.post(ola, at, way=way)
        assert done.status_code == 303 and done.headers["location"].endswith(f"said=sending-{way}")
        assert f"sending-{way}" in ANSWERS and progress(town.ctx, message_id).state is BulkState[state]
    assert at not in ola.get(page).text, "what is stopped is stopped"
    assert town.post(ola, at, way="pause").status_code == 403
    assert town.post(ola, at, way="fly").status_code == 422


def test_what_is_paused_stands_first_on_the_desk(town: Inside, message_id: str) -> None:
    (delivery,) = messages.show(town.ctx, message_id).deliveries
    ola, paused = town.client("ola"), "har stått på pause i"
    assert paused not in ola.get("/").text
    town.post(ola, f"/messages/{message_id}/deliveries/{delivery.id}/sending", way="pause")
    page = ola.get("/").text
    assert page.count(paused) == 1 and page.index(paused) < page.index("</section>")
    assert f'href="/messages/{message_id}">Fortsett, eller stopp den' in page
    town.post(ola, f"/messages/{message_id}/deliveries/{delivery.id}/sending", way="go_on")
    assert paused not in ola.get("/").text


def test_in_json(town: Inside, message_id: str) -> None:
    (delivery,) = messages.show(town.ctx, message_id).deliveries
    at = f"/deliveries/{delivery.id}/sending"
    ola = Machine(town, "ola", Scope.DECIDE)
    assert ola.post(f"{at}/pause")["state"] == "paused"
    assert ola.post(f"{at}/go_on")["state"] == "running"
    assert (stopped := ola.post(f"{at}/stop"))["state"] == "stopped" and stopped["left_out"] == 200 + 100
    Machine(town, "ola", Scope.WRITE).post(f"{at}/pause", status=403)
    Machine(town, "liv", Scope.DECIDE).post(f"{at}/stop", status=403)
    ola.post(f"{at}/fly", status=422)
