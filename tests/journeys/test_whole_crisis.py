"""A whole crisis through the command line, read back from the servers and files, never from our own tables."""

import json
from typing import Any

import pytest
from lxml import etree

from tests.cast import seen_of
from tests.journeys.town import READERS, Town, eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ESTABLISH = ("crisis", "establish", "--title", "Vannbrudd", "--what", "Bakterier i vannet", "--where", "Lånke")


def toots(town: Town) -> list[str]:
    return [status["content"] for status in town.mastodon.statuses()]


def console(town: Town) -> list[dict[str, Any]]:
    return [json.loads(line) for line in town.file("sandbox", "skjerm.jsonl").splitlines()]


def caps(town: Town) -> list[str]:
    """msgType of every CAP file, in the order they were sent."""
    found = [etree.parse(path).getroot() for path in (town.data / "public" / "cap").glob("*.xml")]
    return [str(a.findtext(f"{CAP}msgType")) for a in sorted(found, key=lambda a: str(a.findtext(f"{CAP}sent")))]


def test_a_whole_crisis(town: Town) -> None:
    with town.worker():
        planned = _a_normal_day(town)
        crisis = _the_staff_is_set_up(town)
        message = _a_message_goes_out(town, crisis)
        _it_is_corrected(town, message)
        _it_is_called_off(town, message)
        _a_mistake_is_retracted(town)
        _the_staff_is_stood_down(town, crisis, planned)
        over = next(e["seq"] for e in town.ok("log", "show") if e["action"] == "crisis.stood_down")
        eventually(lambda: (town.data / "public/log-heads/newest.json").exists())
        report = eventually(lambda: _proven(town, over))
    assert report["first_bad"] is None and report["events"] > 60


def _proven(town: Town, line: int) -> Any:
    """What `log verify` says, once what lies in the public page's folder proves this line."""
    found = town.ok("log", "verify")
    return found if found["proven"] >= line else None


def _a_normal_day(town: Town) -> str:
    """One post at once, one planned for the year after next."""
    sent = town.ok(
        "account",
        "post",
        "mastodon",
        "--title",
        "Skolen",
        "--text",
        "Skolen starter mandag.",
        "--wait",
        "60",
        as_="liv",
    )
    assert sent["status"] == "published"
    assert any("Skolen starter mandag." in toot for toot in toots(town))
    planned = town.ok(
        "account",
        "post",
        "skjerm",
        "--title",
        "Fest",
        "--text",
        "Festen er i dag.",
        "--at",
        "2028-11-24T09:00",
        as_="liv",
    )
    return str(planned["id"])


def _the_staff_is_set_up(town: Town) -> str:
    assert town.run(*ESTABLISH, as_="liv").code == 3
    crisis = str(town.ok(*ESTABLISH, as_="per")["id"])
    assert {row["state"] for row in town.ok("account", "list")} == {"locked"}
    eventually(lambda: "Krisestab: Vannbrudd" in [str(m["Subject"]) for m in town.smtp.to("kari@kk.example")])
    eventually(lambda: any("sperret" in str(m["Subject"]) for m in town.smtp.to("liv@kk.example")))
    confirmed = town.ok("account", "confirm", "mastodon", as_="liv")
    assert confirmed["locks"][0]["confirmed_by"] == "liv"
    refused = town.run("account", "post", "mastodon", "--title", "Hei", "--text", "Hei dere", as_="liv")
    assert refused.code == 3
    assert "Ola Redaktør" in refused.error["message"] and "--to-desk" in refused.error["message"]
    offered = town.ok("account", "post", "mastodon", "--title", "Hei", "--text", "Hei dere", "--to-desk", as_="liv")
    assert offered["status"] == "submitted"
    town.ok("draft", "reject", offered["id"], "--reason", "Ikke nå", as_="ola")
    assert not any("Hei dere" in toot for toot in toots(town))
    return crisis


def _a_message_goes_out(town: Town, crisis: str) -> dict[str, Any]:
    draft = town.ok(
        "draft",
        "new",
        "--template",
        "kok",
        "--field",
        "where=Lånke",
        "--next-update",
        "om to timer",
        "--submit",
        as_="ola",
    )
    assert draft["revision"]["accounts"] == ["side", "epost", "mastodon", "varsling", "skjerm"]
    first = seen_of(draft)
    assert town.run("draft", "approve", draft["id"], "--seen", first, as_="ola").code == 3
    town.ok("draft", "return", draft["id"], "--reason", "Si hvor lenge", as_="ingrid")
    town.ok("draft", "edit", draft["id"], "--text", "Kok vannet i Lånke i tre minutter.", as_="ola")
    town.ok("draft", "submit", draft["id"], as_="ola")
    assert town.run("draft", "approve", draft["id"], "--seen", first, as_="ingrid").code == 3
    message = town.approve(draft, "ingrid")
    assert message["status"] == "published" and message["crisis_id"] == crisis
    words = "Kok vannet i Lånke i tre minutter."
    assert words in town.file("public", "index.html") and words in town.file("public", "feed.atom")
    assert [words in str(m.get_content()) for r in READERS for m in town.smtp.to(r)] == [True, True]
    assert sum(words in toot for toot in toots(town)) == 1
    assert [json.loads(r.body)["title"] for r in town.webhook.requests] == ["Kok vannet i Lånke"]
    assert sum(words in line["text"] for line in console(town)) == 1
    assert caps(town) == ["Alert"]
    return message


def _it_is_corrected(town: Town, message: dict[str, Any]) -> None:
    text = message["content"]["body"].replace("tre minutter", "fem minutter")
    field = ("--field", "right=fem minutter")
    assert town.run("message", "correct", message["id"], *field, as_="anne").code == 3, "the text is still wrong"
    draft = town.ok("message", "correct", message["id"], *field, "--text", text, as_="anne")
    assert draft["status"] == "submitted"
    assert town.approve(draft)["status"] == "published"
    assert sum("fem minutter" in toot for toot in toots(town)) == 1
    assert not any("tre minutter" in toot for toot in toots(town)), "Mastodon is edited in place"
    for reader in READERS:
        first, second = town.smtp.to(reader)
        assert second["In-Reply-To"] == first["Message-ID"]
    assert "fem minutter" in town.file("public", "index.html")
    assert caps(town) == ["Alert", "Update"]
    assert town.ok("message", "show", message["id"])["status"] == "corrected"


def _it_is_called_off(town: Town, message: dict[str, Any]) -> None:
    draft = town.ok("message", "all-clear", message["id"], "--field", "where=Lånke", as_="anne")
    town.approve(draft, "ingrid")
    assert any("kan drikkes" in toot for toot in toots(town))
    assert "kan drikkes" in town.file("public", "index.html")


def _a_mistake_is_retracted(town: Town) -> None:
    draft = town.ok("draft", "new", "--title", "Feil", "--text", "Dette var feil melding.", "--submit", as_="anne")
    message = town.approve(draft)
    assert any("Dette var feil" in toot for toot in toots(town))
    town.approve(town.ok("message", "retract", message["id"], "--field", "why=Feil sted", as_="ola"), "ingrid")
    assert not any("Dette var feil" in toot for toot in toots(town)), "Mastodon's post is deleted"
    assert "Trukket tilbake" in town.file("public", "index.html")
    assert caps(town)[-1] == "Cancel"
    assert "Trukket tilbake" in str(town.smtp.to(READERS[0])[-1]["Subject"])
    assert town.ok("message", "show", message["id"])["status"] == "retracted"


def _the_staff_is_stood_down(town: Town, crisis: str, planned: str) -> None:
    town.ok("log", "add", "Lensmannen er orientert", as_="lars")
    assert town.run("crisis", "stand-down", as_="ola").code == 3
    town.ok("crisis", "stand-down", as_="kari")
    assert {row["state"] for row in town.ok("account", "list")} == {"open"}
    assert town.ok("account", "lock-status", "skjerm")["held_posts"] == [planned]
    page = eventually(
        lambda: (town.data / "reports" / f"{crisis}.html").exists() and town.file("reports", f"{crisis}.html")
    )
    assert "Lensmannen er orientert" in page and "fem minutter" in page
    assert not any("Festen er i dag." in line["text"] for line in console(town))
    town.ok("account", "post", "--drop", planned, as_="liv")
    assert town.ok("message", "show", planned)["status"] == "cancelled"
