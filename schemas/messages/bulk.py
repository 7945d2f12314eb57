"""Many recipients at once: a batch that is written down as begun before it leaves, and what came of each recipient."""

from enum import StrEnum
from typing import NamedTuple

from schemas.base import Noun, UtcTime
from schemas.drafts.rendering import Rendering
from schemas.errors import RetryClass
from schemas.messages.delivery import Outgoing


class Fate(StrEnum):
    """How one recipient of a batch stands, in one letter: a batch keeps a word of them, in the recipients' order."""

    ON_ITS_WAY = "."
    """Begun and not answered yet."""
    HANDED_OVER = "h"
    """Taken by the channel; whether it arrived, a report tells."""
    ARRIVED = "d"
    BOUNCED = "b"
    """Taken, and reported as not delivered."""
    AGAIN = "a"
    """Surely not taken; another try follows."""
    IN_DOUBT = "?"
    """May have been taken; it is looked for."""
    UNCERTAIN = "u"
    """May have been taken, and a person has to look."""
    FAILED = "f"
    ERASED = "e"
    """Nobody any more: erased from the register after the set was frozen."""
    STOPPED = "x"
    """A person stopped the sending before its turn."""


class BulkState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Steer(StrEnum):
    """What a person does with a sending to many that is under way."""

    PAUSE = "pause"
    GO_ON = "go_on"
    STOP = "stop"


class Addressee(NamedTuple):
    """One recipient of a batch. `key`, `target` and `stop` as in `Outgoing`."""

    number: int
    """Within the frozen set."""
    recipient: str
    key: str
    target: str | None = None
    stop: str = ""
    language: str = ""
    """What this recipient reads best (ISO 639-1), as the set was frozen."""


class Batch(NamedTuple):
    """What a channel gets at once. `reference` is the same for every look for this try, and another for every new try."""

    id: str
    reference: str
    out: Outgoing
    """What all have in common; its own recipient is ""."""
    to: tuple[Addressee, ...]
    lasts: float = 0.0
    """Seconds that its provider's rate gives it: who sends one by one spreads them over as long. 0: there is no such rate."""

    def one(self, addressee: Addressee) -> Outgoing:
        """What the road for few would hand the channel."""
        _, recipient, key, target, stop, _ = addressee
        return self.out.model_copy(update={"recipient": recipient, "key": key, "target": target, "stop": stop})

    def by_text(self) -> list["Batch"]:
        """A batch for each text that somebody of it reads, the message's own first: no channel is handed two at once."""
        readers: dict[str, list[Addressee]] = {}
        for each in self.to:
            readers.setdefault(self.out.rendering.read_in(each.language).language, []).append(each)
        return [self._in(text, to) for text in self._texts if (to := readers.get(text.language))]

    @property
    def _texts(self) -> tuple[Rendering, ...]:
        return (self.out.rendering.read_in(""), *self.out.rendering.versions)

    def _in(self, text: Rendering, to: list[Addressee]) -> "Batch":
        """Its reference is its own: looked for after a crash, each is found or not by itself."""
        own = text.language == self.out.rendering.language
        reference = self.reference if own else f"{self.reference}.{text.language}"
        lasts = self.lasts * len(to) / len(self.to)
        return Batch(self.id, reference, self.out.model_copy(update={"rendering": text}), tuple(to), lasts)


class Sent(NamedTuple):
    """What came of one recipient: taken where `kind` is None. `retry_after` in seconds."""

    remote_id: str | None = None
    kind: RetryClass | None = None
    retry_after: float | None = None
    error: str = ""
    nobody_there: bool = False
    """The server said at once that the address itself is wrong or gone."""


class Progress(Noun):
    """One delivery of many recipients, in numbers. Each of the `addressed` is in one of the others."""

    delivery_id: str
    message_id: str
    account_id: str
    state: BulkState
    addressed: int
    waiting: int
    """Not tried yet, on its way, to be tried again, or looked for."""
    handed_over: int
    """Taken, and nothing more known."""
    arrived: int
    bounced: int
    failed: int
    uncertain: int
    left_out: int
    """Erased since, or stopped by a person."""
    began_at: UtcTime | None = None
    ended_at: UtcTime | None = None
