"""What the page remembers of each message, and how messages hang together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.base import Noun, UtcTime
from schemas.drafts.content import MessageKind

ENDING = {MessageKind.RETRACTION, MessageKind.ALL_CLEAR}
NOT_ONGOING = {*ENDING, MessageKind.ANSWER}


class CapHeader(Noun):
    """Frozen when the message first reached the page: an issued CAP file is never edited.

    `sent` is ISO 8601 with a numeric offset (CAP 1.2, 3.3.2); `references` are `sender,identifier,sent`.
    """

    identifier: str
    sender: str
    sent: str
    msg_type: str
    references: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return f"{self.sender},{self.identifier},{self.sent}"


class PublicVersion(Noun):
    """The same message in another language. `description` is the text as CAP has it."""

    language: str
    """BCP 47."""
    title: str
    text: str
    description: str = ""


class PublicEntry(Noun):
    """One message as it reached the page.

    `cap` is None for one that was overtaken before it arrived, and for a unit's own post (no crisis):
    neither may alarm anyone.
    """

    message_id: str
    key: str
    crisis_id: str | None
    refers_to: str | None
    kind: MessageKind
    title: str
    text: str
    facts: dict[str, str]
    language: str
    versions: tuple[PublicVersion, ...] = ()
    exercise: bool
    approved_at: UtcTime
    published_at: UtcTime
    """Whole seconds, and always later than what the same thread held before."""
    host: str
    """Of the page's address on that day: keeps the Atom id where the page moves."""
    cap: CapHeader | None


class Thread(Noun):
    """A message and everything that corrects it, retracts it or calls it off, in order of approval."""

    id: str
    """Message id of the first one, also where that one never reached this page."""
    entries: tuple[PublicEntry, ...]

    @property
    def current(self) -> PublicEntry:
        return self.entries[-1]

    @property
    def is_answer(self) -> bool:
        """To what many ask; it is no message of its own."""
        return self.current.kind is MessageKind.ANSWER

    @property
    def first(self) -> PublicEntry:
        """The first to arrive, which may not be the first approved."""
        return min(self.entries, key=lambda entry: entry.published_at)

    @property
    def ongoing(self) -> bool:
        return self.current.crisis_id is not None and self.current.kind not in NOT_ONGOING

    @property
    def updated_at(self) -> UtcTime:
        return max(entry.published_at for entry in self.entries)


class Answers(NamedTuple):
    """To what many ask: `hold` now, or are `past`, said in a crisis of which no message here stands any more."""

    hold: list[Thread]
    past: list[Thread]

    @classmethod
    def among(cls, every: Sequence[Thread]) -> "Answers":
        """`every` thread of the page, in its order."""
        answers = [one for one in every if one.is_answer]
        messages = [one for one in every if not one.is_answer]
        over = {one.current.crisis_id for one in messages} - {one.current.crisis_id for one in messages if one.ongoing}
        over.discard(None)
        hold = [one for one in answers if one.current.crisis_id not in over]
        return cls(hold, [one for one in answers if one.current.crisis_id in over])


def threads(entries: Iterable[PublicEntry]) -> list[Thread]:
    """Newest change first."""
    by_id = {entry.message_id: entry for entry in entries}
    grouped: dict[str, list[PublicEntry]] = defaultdict(list)
    for entry in by_id.values():
        grouped[root_of(entry.refers_to, by_id) or entry.message_id].append(entry)
    made = [Thread(id=root, entries=tuple(sorted(group, key=_order))) for root, group in grouped.items()]
    return sorted(made, key=lambda thread: (thread.updated_at, thread.id), reverse=True)


def root_of(refers_to: str | None, by_id: dict[str, PublicEntry]) -> str | None:
    """Follow the references to the first message; a circle ends where it was entered."""
    seen: set[str] = set()
    while refers_to in by_id and refers_to not in seen:
        seen.add(refers_to)
        refers_to = by_id[refers_to].refers_to or refers_to
    return refers_to


def _order(entry: PublicEntry) -> tuple[UtcTime, UtcTime, str]:
    return entry.approved_at, entry.published_at, entry.message_id
