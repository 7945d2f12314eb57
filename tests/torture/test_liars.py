"""Platforms that take a post and say that they did not, or need longer than anybody waits: it stands there once.

X and the SMS provider are fakes, strict after their documents; neither knows keys.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.states import DeliveryStatus
from store.crises import lifecycle
from tests.cast import request
from tests.fakes.sms import FakeElks
from tests.fakes.x import FakeX
from tests.servers.dripping import dripping
from tests.torture.scene import open_scene, publish, settle_all, town, working
from tests.torture.tally import title_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
Record = Callable[[str, object], None]
NUMBER = "+4790000001"
ACCOUNTS = (
    "id: x, platform: x, handle: x, secret: x",
    f'id: sms, platform: sms, handle: s, secret: sms, recipients: ["{NUMBER}"]',
)
LIES = (500, 502, 503, 504, 408)
SLOW = 12.0
"""Seconds: more than the ten that an answer is waited for, and well within what a platform is given to settle."""


def test_fake_platforms_that_take_it_and_say_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    with FakeX() as x, FakeElks() as sms:
        secrets = {"x": x.url, "sms": sms.url}
        with open_scene(tmp_path, monkeypatch, municipality=town(more=ACCOUNTS), secrets=secrets) as scene:
            crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
            for fake, path in ((x, "/tweets"), (sms, "/sms")):
                for status in LIES:
                    fake.lie("POST", status, path)
                fake.lose("POST", path)
                fake.dawdle("POST", SLOW, path)
            with working(scene):
                ids = [publish(scene, crisis.id, number, ["x", "sms"]) for number in range(len(LIES) + 3)]
                found = settle_all(scene, ids)
        got = {
            "x": Counter(title_in(text) for text in x.texts()),
            "sms": Counter(title_in(sent["message"]) for sent in sms.sent),
        }
        asked = sum(wire.method == "POST" for fake in (x, sms) for wire in fake.requests)
    record_property("reached", {"requests": asked, "units": 2 * len(ids)})
    assert asked == 2 * len(ids), "nothing is sent a second time"
    for message in found:
        assert {delivery.status for delivery in message.deliveries} == {DeliveryStatus.DELIVERED}, message.deliveries
        assert [got[d.account_id][message.content.title] for d in message.deliveries] == [1, 1]


def test_a_channel_that_drips_takes_no_hands_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """Sixteen messages hang in one channel; page, e-mail and the rest have them all, and a stop is not held up."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with (
        dripping(head, b"x" * 100_000) as server,
        open_scene(tmp_path, monkeypatch, secrets={"webhook": f"json://{server.at}/hook"}) as scene,
    ):
        crisis = lifecycle.establish(scene.opened.ctx, "kari", request())
        with working(scene):
            ids = [publish(scene, crisis.id, number) for number in range(16)]
            found = settle_all(scene, ids, without=["varsling"])
        letters = Counter(str(letter.message["Subject"]) for letter in scene.smtp.messages)
    page = {json.loads(path.read_text())["title"] for path in (tmp_path / "public" / "entries").glob("*.json")}
    titles = {message.content.title for message in found}
    record_property("reached", {"messages": len(titles), "on the page": len(page), "letters": sum(letters.values())})
    assert page == titles and letters == dict.fromkeys(titles, 2)
