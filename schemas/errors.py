"""The one error tree. Every error holds a sentence that says what to do next.

KrisekanalError           exit 1   something we did not foresee
├── InvalidInput          exit 2   the words or numbers given cannot be used
│   └── TooLarge                   they are too many
├── Refused               exit 3   a role, the lock, the two-person rule or a state says no
├── NotFound              exit 4   no such id
├── ConfigInvalid         exit 5   the municipality file or a setting is wrong; lists all problems
├── StoreUnavailable      exit 6   the database is locked, full, unreachable or of another version
├── NotifierError         exit 7   a channel did not take the message; `kind` says what to try
├── NotDrawn              exit 9   a PDF took too long or too much; another try may succeed
├── PrefectUnavailable    exit 13  Prefect does not answer, or does not let us in
└── AlreadyRunning        exit 14  somebody else runs there, or has the port
"""

from enum import StrEnum
from typing import ClassVar

from schemas.base import Noun
from schemas.sentence import Sentence


class KrisekanalError(Exception):
    """Root of the tree; `sentence` is for people, `str(error)` (English) for logs."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class InvalidInput(KrisekanalError):
    exit_code = 2
    http_status = 422


class TooLarge(InvalidInput):
    http_status = 413


class Refused(KrisekanalError):
    exit_code = 3
    http_status = 403


class NotFound(KrisekanalError):
    exit_code = 4
    http_status = 404


class Problem(Noun):
    """One thing wrong in a file: `where` is a path such as `accounts[2].opened`, `line` counts from 1."""

    file: str
    line: int | None = None
    where: str = ""
    sentence: Sentence


class ConfigInvalid(KrisekanalError):
    exit_code = 5

    def __init__(self, sentence: Sentence, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


class StoreUnavailable(KrisekanalError):
    exit_code = 6
    http_status = 503


class NotDrawn(KrisekanalError):
    exit_code = 9
    http_status = 503
    AGAIN: ClassVar[int] = 60
    """Seconds after which another try is worth it (`Retry-After`)."""


class PrefectUnavailable(KrisekanalError):
    """Nothing waits for it but what somebody wants done in Prefect itself."""

    exit_code = 13
    http_status = 503


class AlreadyRunning(KrisekanalError):
    exit_code = 14
    http_status = 409


class RetryClass(StrEnum):
    """What to do after a failed send (CHANNELS facts, section 16)."""

    RETRY_NOW = "retry_now"
    """Nothing left the machine (refused connection, DNS, TLS): safe to try again at once."""
    RETRY_AFTER = "retry_after"
    """The platform named a time (429, 503 with Retry-After)."""
    RETRY_BACKOFF = "retry_backoff"
    """The platform failed, and asking again does no harm (500, 502, 503, 504, 408 to what creates nothing; 425): try later,
    with growing pauses."""
    AMBIGUOUS = "ambiguous"
    """The body left, and no answer came or the platform failed (5xx, 408), maybe after it had taken it: read back before
    anything is sent again."""
    REAUTH = "reauth"
    """The token is no longer good; a person must connect the account again."""
    OPERATOR = "operator"
    """Credit, policy block, identity check, version end: a person must act at the platform."""
    PERMANENT = "permanent"
    """This content will never be taken (400, 403, 404, 409, 410, 413, 415, 422)."""


class NotifierError(KrisekanalError):
    """A channel's refusal. `retry_after` is in seconds: set for `RETRY_AFTER`, and where the platform named it for `AMBIGUOUS`."""

    exit_code = 7
    http_status = 502

    def __init__(self, sentence: Sentence, kind: RetryClass, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.retry_after = retry_after
