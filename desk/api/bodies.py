"""What is sent to the interface: what a noun of `schemas` asks of whoever fills it in, and what is said besides.

A field of a noun is declared there and inherited here (`tests/desk/test_bodies.py`).
"""

from typing import Annotated, Any

from pydantic import Field, model_validator

from schemas.accounts.request import AccountForm
from schemas.base import Noun, UtcTime
from schemas.crises.crisis import CrisisForm
from schemas.crises.proposal import ProposalRequest
from schemas.dialogue.question import QuestionKind, Standing
from schemas.dialogue.remark import HideReason
from schemas.drafts.content import AnsweredRemark, ContentForm
from schemas.errors import InvalidInput
from schemas.evaluation.finding import FindingForm
from schemas.identity.token import WebhookForm
from schemas.recipients.register import EntryForm
from schemas.text_door import let_all_in
from store.deliveries.deliveries import Settlement

Words = Annotated[str, Field(min_length=1, max_length=5000)]
Id = Annotated[str, Field(min_length=1, max_length=60)]


class Body(Noun):
    @model_validator(mode="before")
    @classmethod
    def _at_the_door(cls, sent: Any) -> Any:
        try:
            return let_all_in(sent)
        except InvalidInput:
            raise ValueError("a text holds a control character, or one that turns the direction of writing") from None


class Establish(CrisisForm, Body):
    """`beside`: ids of open crises that this one is meant to stand beside."""

    beside: list[Id] = []


class Text(ContentForm, Body):
    """Without media: pictures are put in at the desk, and stay with a draft that is edited here."""


class Learnt(FindingForm, Body):
    """`owner` is a person id; with it goes `due`."""


class AskAccount(AccountForm, Body):
    pass


class Hook(WebhookForm, Body):
    pass


class Suggest(ProposalRequest, Body):
    """`identifier` is the sender's own: the same one twice is one proposal."""


class Edit(Body):
    """Without `accounts` every connected one."""

    content: Text
    accounts: list[Id] = []


class NewDraft(Edit):
    """Without `crisis_id` the one that is open."""

    crisis_id: Id | None = None
    submit: bool = False


class Approve(Body):
    """`seen` names what was looked at, `number:content_hash` of the revision; `answers` by check id.

    Which files were seen is known here: those that were fetched with the same token.
    """

    seen: str = Field(min_length=66, max_length=71)
    answers: dict[str, Words] = {}


class Reason(Body):
    reason: Words


class PutEntry(EntryForm, Body):
    """The whole entry."""


class AddressOf(Body):
    """A mobile or a mail address, however it is written."""

    address: str = Field(min_length=3, max_length=200)


class AnswerRemark(Body):
    """`seen` is the `hash` of the remark as it was read."""

    text: Words
    seen: str = Field(pattern=r"^[0-9a-f]{64}$")
    signature: str | None = Field(default=None, max_length=80)
    privately: bool = False
    """To whoever wrote it alone, where the channel can."""


class BeginQuestion(Body):
    """With the remarks that ask it, each as it was read; without any, `exercise` says which world it is of."""

    kind: QuestionKind = QuestionKind.QUESTION
    text: str = Field(min_length=1, max_length=200)
    remarks: tuple[AnsweredRemark, ...] = Field(default=(), max_length=500)
    exercise: bool = False


class GatherRemarks(Body):
    remarks: tuple[AnsweredRemark, ...] = Field(min_length=1, max_length=500)


class MergeQuestion(Body):
    """`into` stays."""

    into: Id


class AnswerQuestion(Body):
    """`source`: who says so."""

    text: Words
    standing: Standing
    source: str = Field(min_length=1, max_length=200)
    signature: str | None = Field(default=None, max_length=80)


class AssignRemark(Body):
    """To a person, a unit, or both; with neither it is nobody's again."""

    person: Id | None = None
    unit: Id | None = None


class HideRemark(Body):
    """`remove`: for good."""

    why: HideReason
    remove: bool = False


class Settle(Body):
    verdict: Settlement
    note: str = Field(default="", max_length=500)


class Post(Body):
    content: Text
    publish_at: UtcTime | None = None


class Held(Body):
    publish: bool


class AnswerAccount(Body):
    approve: bool
    reason: str = Field(default="", max_length=500)


class LogEntry(Body):
    text: Words


class Run(Body):
    scripted: bool = False
