"""A crisis with a real home page: WordPress is locked, watched and restored, and workers are killed on the way."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.test_whole_crisis import ESTABLISH
from tests.journeys.town import FILE, Town, eventually
from tests.servers import warm
from tests.servers.wordpress import WordPressServer

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.timeout(2400)]
HOME = "  - {id: hjemmeside, platform: homepage, handle: kk, unit: info, opened: 2026-01-01, secret: hjemmeside}\n"
BEFORE = {
    "admin": ["administrator"],
    "krise": ["administrator"],
    "sjef": ["administrator"],
    "redaktor": ["editor"],
    "skribent": ["author", "contributor"],
    "leser": ["subscriber"],
}
LOWERED = BEFORE | {"redaktor": ["subscriber"], "skribent": ["subscriber"]}
ROUNDS = 3


@pytest.fixture(scope="module")
def server() -> Iterator[WordPressServer]:
    with WordPressServer() as made:
        yield made


@pytest.fixture
def wordpress(server: WordPressServer) -> WordPressServer:
    """As new each time: what an earlier town has posted would be a stranger's post in the next."""
    server.reset()
    return server


@pytest.fixture
def home(town: Town, wordpress: WordPressServer) -> Town:
    (town.data / "town.yaml").write_text(FILE.replace("templates:\n", HOME + "templates:\n", 1), encoding="utf-8")
    town.store("hjemmeside", wordpress.url())
    return town


def lock_of(town: Town) -> dict[str, Any]:
    return dict(town.ok("account", "lock-status", "hjemmeside"))


def published(wordpress: WordPressServer) -> dict[str, str]:
    """Title to status of every post there is."""
    code = "$all = array(); foreach (get_posts(array('numberposts' => -1, 'post_status' => array('publish', 'trash', 'draft'))) as $p) { $all[$p->post_title] = $p->post_status; } echo json_encode((object) $all);"
    return dict(wordpress.php(code))


def test_the_home_page_in_a_crisis(home: Town, wordpress: WordPressServer) -> None:
    assert wordpress.roles() == BEFORE
    with home.worker():
        home.ok(*ESTABLISH, as_="kari")
        eventually(lambda: wordpress.roles() == LOWERED)
        found = eventually(lambda: (s := lock_of(home))["platform_lock"] == "locked" and s)
        assert [lock["mode"] for lock in found["locks"]] == ["at_platform"] and found["leader"] == "liv"
        assert wordpress.post_as("redaktor", "Slipper ikke ut")[0] == 403
        _the_desk_publishes_and_corrects(home, wordpress)
        _an_outsider_is_found_and_taken_down(home, wordpress)
        home.ok("crisis", "stand-down", as_="kari")
        eventually(lambda: wordpress.roles() == BEFORE)
        eventually(lambda: lock_of(home)["platform_lock"] is None)
    assert wordpress.post_as("redaktor", f"Hverdag {home.data.name}")[0] == 201
    assert home.ok("log", "verify")["first_bad"] is None


def _the_desk_publishes_and_corrects(home: Town, wordpress: WordPressServer) -> None:
    title = f"Kok vannet {home.data.name}"
    draft = home.ok(
        "draft",
        "new",
        "--title",
        title,
        "--text",
        "Kok [alt] vann & vent.",
        "--submit",
        "--account",
        "hjemmeside",
        as_="anne",
    )
    message = home.approve(draft)
    assert message["deliveries"][0]["status"] == "delivered" and published(wordpress)[title] == "publish"
    draft = home.ok(
        "message",
        "correct",
        message["id"],
        "--field",
        "right=tre minutter",
        "--text",
        "Kok [alt] vann i tre minutter.",
        as_="anne",
    )
    home.approve(draft, "ingrid")
    corrected = published(wordpress)
    assert title not in corrected and corrected[f"Rettelse: {title}"] == "publish"


def _an_outsider_is_found_and_taken_down(home: Town, wordpress: WordPressServer) -> None:
    """An administrator keeps the keys; what comes from there is found by the watch."""
    title = f"Alt er bra {home.data.name}"
    status, _ = wordpress.post_as("sjef", title, "Ingen grunn til uro.")
    assert status == 201
    eventually(
        lambda: (
            {m.recipient for m in home.smtp.messages if "ALARM" in str(m.message["Subject"])}
            == {"ola@kk.example", "ingrid@kk.example"}
        )
    )
    (found,) = home.ok("account", "foreign")
    assert (found["account_id"], found["title"], found["text"]) == ("hjemmeside", title, "Ingen grunn til uro.")
    assert home.run("account", "ignore", found["id"], "--reason", "x", as_="liv").code == 3
    draft = home.ok("account", "take-over", found["id"], "--account", "skjerm", as_="ola")
    assert draft["revision"]["content"]["body"] == "Ingen grunn til uro."
    home.ok("account", "retract", found["id"], as_="ola")
    eventually(lambda: home.ok("account", "foreign")[0]["status"] == "retracted")
    assert published(wordpress)[title] == "trash"


def test_workers_are_killed_while_locking_and_restoring(home: Town, wordpress: WordPressServer) -> None:
    chance = random.Random(20261123)
    for _ in range(ROUNDS):
        home.ok(*ESTABLISH, as_="kari")
        _kill_one(home, chance)
        with home.worker():
            eventually(lambda: lock_of(home)["platform_lock"] == "locked")
            assert wordpress.roles() == LOWERED
        home.ok("crisis", "stand-down", as_="kari")
        _kill_one(home, chance)
        with home.worker():
            eventually(lambda: lock_of(home)["platform_lock"] is None)
            assert wordpress.roles() == BEFORE
    assert home.ok("log", "verify")["first_bad"] is None


def _kill_one(home: Town, chance: random.Random) -> None:
    """A worker that dies somewhere in its first second of work."""
    log = home.data / "worker.log"
    process = warm.Program("flows.runtime.worker", (), home.environment, log, log)
    eventually(lambda: process.poll() is not None or "event.done" in _tail(home))
    time.sleep(chance.uniform(0, 0.4))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (home.data / "worker.log").write_bytes(b"")


def _tail(home: Town) -> str:
    return (home.data / "worker.log").read_text(errors="replace")


def test_account_list_says_how_far_each_lock_reaches(home: Town) -> None:
    home.ok(*ESTABLISH, as_="kari")
    found = {row["account"]["id"]: row["locks"][0]["mode"] for row in home.ok("account", "list")}
    assert found == {
        "side": "here",
        "epost": "here",
        "mastodon": "watched",
        "varsling": "here",
        "skjerm": "here",
        "facebook": "here",
        "hjemmeside": "here",
    }, json.dumps(found)
