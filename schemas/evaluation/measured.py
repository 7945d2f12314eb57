"""Small nouns that a report's measures are made of."""

from schemas.base import Noun, UtcTime
from schemas.sentence import Sentence


class Criterion(Noun):
    """One demand on a good crisis message: `what`, `where`, `do`, `next_update` or `sender`."""

    id: str
    met: bool
    reason: Sentence


class MessageQuality(Noun):
    message_id: str
    title: str
    criteria: tuple[Criterion, ...]


class Promise(Noun):
    """A promised update. `kept` is None where nobody can tell: no time was given, or the crisis was over before."""

    message_id: str
    words: str
    due_at: UtcTime | None = None
    kept: bool | None = None
    kept_by: str | None = None
    """Message id of the update."""


class ExpectedResult(Noun):
    """`limit` and `took` are seconds from the start, or from the inject it follows; `met` is None where nobody judged."""

    id: str
    what: str
    limit: float
    after: str | None = None
    took: float | None = None
    met: bool | None = None


class GoalResult(Noun):
    """Seconds. `met` is False where it never came to that."""

    id: str
    goal: float
    measured: float | None = None
    met: bool
