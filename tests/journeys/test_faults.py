"""Channels that fail, each in its own way: the others are not delayed, nothing is lost, people are asked."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from tests.cast import seen_of
from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import Town, eventually
from tests.servers.ports import refusing_port
from tests.servers.recorder import Recorder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]


def publish(town: Town, *accounts: str, wait: str = "30") -> tuple[int, dict[str, Any]]:
    """Exit code and message."""
    chosen = [word for name in accounts for word in ("--account", name)]
    draft = town.ok("draft", "new", "--title", "Kok", "--text", "Kok vannet.", "--submit", *chosen, as_="anne")
    seen = seen_of(draft)
    answer = town.run("draft", "approve", draft["id"], "--seen", seen, "--wait", wait, as_="ola")
    return answer.code, answer.json


def statuses(town: Town, message: dict[str, Any]) -> dict[str, str]:
    return {d["account_id"]: d["status"] for d in town.ok("message", "show", message["id"])["deliveries"]}


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_faulty_channels(town: Town) -> None:
    town.ok(*ESTABLISH, as_="kari")
    with ExitStack() as dead:
        port = dead.enter_context(refusing_port())
        town.store("webhook", f"json://127.0.0.1:{port}/hook")  # before the worker: it remembers addresses for seconds
        with town.worker():
            _a_dead_channel_delays_no_other(town, port, dead.close)
            _a_channel_that_hangs_up_asks_a_person(town)
            _a_busy_channel_is_tried_again(town)
            _the_fallback_takes_over(town)


def _a_dead_channel_delays_no_other(town: Town, port: int, give_port_back: Callable[[], None]) -> None:
    code, message = publish(town, "varsling", "side", "skjerm", wait="4")
    give_port_back()
    assert code == 7
    found = statuses(town, message)
    assert (found["side"], found["skjerm"]) == ("delivered", "delivered")
    assert found["varsling"] in ("queued", "sending")
    with Recorder(port) as alive:
        eventually(lambda: statuses(town, message)["varsling"] == "delivered")
        assert len(alive.requests) == 1
    town.store("webhook", f"json://127.0.0.1:{town.webhook.port}/hook")


def _a_channel_that_hangs_up_asks_a_person(town: Town) -> None:
    eventually(lambda: town.ok("channel", "test", "varsling")[0]["level"] == "ok")
    town.webhook.drop_after_body = True
    code, message = publish(town, "varsling")
    assert code == 7
    assert statuses(town, message) == {"varsling": "uncertain"}
    assert len(town.webhook.requests) == 1, "never sent a second time by itself"
    delivery = message["deliveries"][0]["id"]
    assert town.run("message", "settle", delivery, "--arrived", as_="anne").code == 3
    assert town.ok("message", "settle", delivery, "--arrived", "--note", "Så den", as_="ola")["status"] == "delivered"
    town.webhook.drop_after_body = False


def _a_busy_channel_is_tried_again(town: Town) -> None:
    town.mastodon.fault("POST", "/api/v1/statuses", {"type": "status", "status": 502})
    _, message = publish(town, "mastodon", wait="1")
    eventually(lambda: statuses(town, message)["mastodon"] == "delivered", 120)
    assert len(town.mastodon.statuses()) == 1


def _the_fallback_takes_over(town: Town) -> None:
    town.mastodon.fault("POST", "/api/v1/statuses", {"type": "status", "status": 403}, remaining=5)
    _, message = publish(town, "mastodon", wait="5")
    eventually(lambda: statuses(town, message) == {"mastodon": "failed", "skjerm": "delivered"})
    town.mastodon.clear_faults()


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_an_exercise_stays_in_its_sandbox(town: Town) -> None:
    """From its start to its report, with everyone played; then a real crisis stops another one."""
    with town.worker():
        exercise = town.ok("exercise", "run", "kvartal", "--scripted", as_="kari")
        assert exercise["exercise"] is True
        eventually(lambda: town.ok("crisis", "show", exercise["id"])["status"] == "stood_down", 120)
        page = eventually(lambda: _report(town, exercise["id"]))
        assert "ØVELSE ØVELSE ØVELSE" in page
        second = town.ok("exercise", "run", "kvartal", as_="ola")
        town.ok(*ESTABLISH, as_="kari")
        assert town.ok("crisis", "show", second["id"])["status"] == "stood_down"
        assert town.run("exercise", "run", "kvartal", as_="kari").code == 3
    assert town.webhook.requests == [] and town.mastodon.statuses() == []
    assert not [m for m in town.smtp.messages if "ØVELSE" in str(m.message["Subject"]) + str(m.message.get_content())]
    assert not (town.data / "public" / "entries").exists() or not list((town.data / "public" / "entries").iterdir())
    lines = [
        json.loads(line)
        for path in (town.data / "sandbox").glob("*-ovelse.jsonl")
        for line in path.read_text().splitlines()
    ]
    assert len(lines) >= 10 and all(line["exercise"] for line in lines)
    texts = [f"{line['title']}\n{line['text']}" for line in lines if "Kok vannet" in line["text"]]
    assert texts and all("ØVELSE ØVELSE ØVELSE" in text for text in texts)


def _report(town: Town, crisis: str) -> str:
    path = town.data / "reports" / f"{crisis}.html"
    return path.read_text() if path.exists() else ""
