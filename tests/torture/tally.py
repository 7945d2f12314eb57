"""The ledger against what the servers got, row by row."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from schemas.messages.message import Message
from schemas.states import DeliveryStatus
from tests.torture.scene import READERS, Scene


@dataclass
class Tally:
    """`units` are messages times recipients. Everything else must be zero but `uncertain`, and that only where it may be."""

    units: int = 0
    delivered: int = 0
    uncertain: int = 0
    doubled: int = 0
    wrongly_marked: int = 0
    """Said to be delivered and not there, or said to have failed and there."""
    wrongly_uncertain: int = 0

    def holds(self) -> bool:
        return not (self.doubled or self.wrongly_marked or self.wrongly_uncertain)

    def words(self) -> dict[str, int]:
        return dict(vars(self))


def received(scene: Scene, readers: Sequence[str] = READERS) -> dict[str, Counter[str]]:
    """Per channel or reader, how often each title (“Runde 007”) arrived, read from the servers and files themselves."""
    page = [json.loads(path.read_text())["title"] for path in (scene.data / "public" / "entries").glob("*.json")]
    screen = scene.data / "sandbox" / "skjerm.jsonl"
    console = [json.loads(line) for line in (screen.read_text() if screen.exists() else "").splitlines()]
    counts = {
        "side": Counter(page),
        "skjerm": Counter(line["title"] for line in console if line["title"].startswith("Runde")),
        "mastodon": Counter(title_in(status["content"]) for status in scene.mastodon.statuses()),
        "varsling": Counter(json.loads(r.body)["title"] for r in scene.webhook.requests),
    }
    return counts | {reader: Counter(str(letter["Subject"]) for letter in scene.smtp.to(reader)) for reader in readers}


def compare(
    found: Sequence[Message],
    got: dict[str, Counter[str]],
    may_be_uncertain: Collection[str] = (),
    readers: Sequence[str] = READERS,
) -> Tally:
    tally = Tally()
    for message in found:
        for delivery in message.deliveries:
            places = readers if delivery.account_id == "epost" else (delivery.account_id,)
            counts = [got[place][message.content.title] for place in places]
            _add(tally, delivery.status, counts, known=delivery.account_id not in may_be_uncertain)
    return tally


def title_in(text: str) -> str:
    start = text.find("Runde ")
    return text[start : start + 9] if start >= 0 else ""


def _add(tally: Tally, status: DeliveryStatus, counts: list[int], *, known: bool) -> None:
    tally.units += len(counts)
    tally.delivered += sum(count == 1 for count in counts)
    tally.doubled += sum(count > 1 for count in counts)
    if status is DeliveryStatus.UNCERTAIN:
        tally.uncertain += 1
        tally.wrongly_uncertain += known
    elif (status is DeliveryStatus.DELIVERED) != all(counts):
        tally.wrongly_marked += 1
