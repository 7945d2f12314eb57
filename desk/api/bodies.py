"""What is sent to the interface. Nouns of `schemas` where they fit; else these."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.account import Platform
from schemas.base import UtcTime
from schemas.content import MessageKind
from schemas.crisis import Severity
from store.messages.deliveries import Verdict

Words = Annotated[str, Field(min_length=1, max_length=5000)]
Id = Annotated[str, Field(min_length=1, max_length=60)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _no_nul(self) -> Self:
        """No database keeps it (PostgreSQL refuses it)."""
        if "\\u0000" in self.model_dump_json():
            raise ValueError("a text holds a NUL character")
        return self


class Establish(Body):
    title: str = Field(min_length=1, max_length=120)
    what: str = Field(min_length=1, max_length=500)
    where: str = Field(min_length=1, max_length=200)
    severity: Severity = Severity.SEVERE
    exercise: bool


class Text(Body):
    """As `schemas.content.Content`, without media: pictures are put in at the desk."""

    kind: MessageKind = MessageKind.MESSAGE
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=20_000)
    short: str | None = Field(default=None, max_length=2_000)
    link: str | None = Field(default=None, pattern=r"^https?://\S+$")
    next_update: str | None = Field(default=None, max_length=120)
    next_update_at: UtcTime | None = None
    signature: str | None = Field(default=None, max_length=80)
    target_groups: list[Id] = []


class NewDraft(Body):
    """Without `crisis_id` the one that is open; without `accounts` every connected one."""

    crisis_id: Id | None = None
    content: Text
    accounts: list[Id] = []
    submit: bool = False


class Edit(Body):
    content: Text
    accounts: list[Id] = []


class Approve(Body):
    """`seen` is the `content_hash` of what was looked at; `answers` by check id."""

    seen: str = Field(min_length=8, max_length=64)
    answers: dict[str, Words] = {}


class Reason(Body):
    reason: Words


class Settle(Body):
    verdict: Verdict
    note: str = Field(default="", max_length=500)


class Post(Body):
    content: Text
    publish_at: UtcTime | None = None


class Held(Body):
    publish: bool


class Learnt(Body):
    """`owner` is a person id; with it goes `due`."""

    text: str = Field(min_length=1, max_length=2000)
    owner: Id | None = None
    due: date | None = None


class AskAccount(Body):
    platform: Platform
    handle: str = Field(min_length=1, max_length=193)
    unit: Id
    purpose: str = Field(min_length=1, max_length=500)


class AnswerAccount(Body):
    approve: bool
    reason: str = Field(default="", max_length=500)


class LogEntry(Body):
    text: Words


class Run(Body):
    scripted: bool = False


class Hook(Body):
    url: str = Field(min_length=8, max_length=500)


class Suggest(Body):
    """`identifier` is the sender's own: the same one twice is one proposal."""

    source: str = Field(min_length=1, max_length=120)
    identifier: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=120)
    what: str = Field(min_length=1, max_length=500)
    where: str = Field(min_length=1, max_length=200)
    severity: Severity = Severity.SEVERE
