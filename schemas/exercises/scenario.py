"""What an exercise is played from: a story, what happens in it and when, and what people are expected to do."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.accounts.account import ACCOUNT_ID
from schemas.base import Noun
from schemas.crises.crisis import Severity
from schemas.exercises.fault import FaultKind

SLUG = r"^[a-z0-9][a-z0-9-]{0,39}$"
Slug = Annotated[str, Field(pattern=SLUG)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
"""At most a day: what takes longer is several exercises."""


class ExerciseType(StrEnum):
    """DSB's guides for exercises know these four."""

    NOTIFICATION = "notification"
    """Varslingsøvelse: are people reached, and how soon."""
    TABLE_TOP = "table_top"
    """Diskusjonsøvelse: people talk it through."""
    FUNCTIONAL = "functional"
    """Spilløvelse: one part of the staff acts against played surroundings."""
    FULL = "full"
    """Fullskalaøvelse: everybody acts."""


class InjectKind(StrEnum):
    PHONE_CALL = "phone_call"
    JOURNALIST = "journalist"
    COMMENTS = "comments"
    """Residents write, each for themselves."""
    ANGRY_THREAD = "angry_thread"
    """One writes, and others answer, each the one before."""
    RUMOUR = "rumour"
    """It spreads: each who tells it does so on the next account."""
    CHANNEL_FAILS = "channel_fails"
    EDITOR_SILENT = "editor_silent"
    DIRECTORY_DOWN = "directory_down"
    LEADER_POSTS = "leader_posts"


WRITTEN = (InjectKind.COMMENTS, InjectKind.ANGRY_THREAD, InjectKind.RUMOUR)
"""Kinds that stand on the accounts, for everybody to read."""


class Milestone(StrEnum):
    """An expected action that the log itself shows."""

    STAFF = "staff"
    """Somebody of the staff has confirmed the call."""
    STAFF_ALL = "staff_all"
    LOCKS_CONFIRMED = "locks_confirmed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    FIRST_CHANNEL = "first_channel"
    ALL_CHANNELS = "all_channels"
    """A message has arrived in every channel it was meant for."""
    CORRECTED = "corrected"
    ALL_CLEAR = "all_clear"
    SEEN = "seen"
    """Something that was written to us has come to the desk."""
    ANSWERED = "answered"
    """Something that was written to us is answered."""
    RUMOUR_ANSWERED = "rumour_answered"
    """The one answer to a rumour is approved."""
    LOGGED = "logged"
    """The log keeper or the desk has written in the log."""


class Inject(Noun):
    """`at` is seconds from the setting up of the staff. `text` is what is said, posted or broken, in plain words."""

    id: Slug
    at: Seconds
    kind: InjectKind
    text: str = Field(min_length=1, max_length=2000)
    says: tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...] = Field(default=(), max_length=50)
    """What residents write, in their own words, each a remark; without any, `text` is the one."""
    account: str | None = Field(default=None, pattern=ACCOUNT_ID)
    """The channel that fails, that is written on, or that the unit leader posts on, by the name people know; None for the first that
    fits."""
    fault: FaultKind = FaultKind.DOWN
    lasts: Seconds = 600
    """Seconds until a failing channel, a silent editor or the directory is back."""


class Expected(Noun):
    """`within` is seconds from the start, or from the inject named in `after`."""

    id: Slug
    what: str = Field(min_length=1, max_length=500)
    within: Seconds
    after: str | None = Field(default=None, pattern=SLUG)
    milestone: Milestone | None = None
    """None: the log cannot know; the exercise's leader ticks it off (`krisekanal exercise tick`)."""


class Scenario(Noun):
    """`template` and `fields` are what the desk is likely to write; a script writes exactly that."""

    id: Slug
    name: str = Field(min_length=1, max_length=120)
    type: ExerciseType = ExerciseType.FUNCTIONAL
    title: str = Field(min_length=1, max_length=120)
    story: str = Field(default="", max_length=5000)
    what: str = Field(min_length=1, max_length=500)
    where: str = Field(min_length=1, max_length=200)
    severity: Severity = Severity.MODERATE
    template: str | None = Field(default=None, pattern=SLUG)
    fields: dict[str, str] = {}
    injects: tuple[Inject, ...] = ()
    expected: tuple[Expected, ...] = ()
    target_groups: tuple[str, ...] = ()
    lasts: Seconds = 7200
    """Seconds until the exercise ends by itself."""

    def inject(self, inject_id: str) -> Inject | None:
        return next((inject for inject in self.injects if inject.id == inject_id), None)
