"""Of the gallery's crisis what is said to readers: what many ask, who was not reached by SMS, and the second way to them."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.crises.crisis import Crisis
from schemas.dialogue.question import QuestionKind, Standing
from schemas.drafts.content import AnsweredRemark, Content
from schemas.drafts.draft import Draft
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm
from store.context import AppContext
from store.dialogue import question_answers, questions
from store.drafts import drafts, second_way
from store.recipients import register
from store.remarks import remarks
from tests.store.test_second_way import ADDRESSED, approved, drain


class Screen(NamedTuple):
    name: str
    person: str | None
    path: str
    press: str = ""
    """A button to press before the picture is taken."""
    fill: tuple[tuple[str, str], ...] = ()
    """Fields to fill before, with their words."""


def asked_by_many(ctx: AppContext, remark_ids: tuple[str, str]) -> Iterator[Screen]:
    named = [AnsweredRemark(remark_id=one, seen=remarks.show(ctx, one).hash) for one in remark_ids]
    yield Screen("24-questions-offered", "ola", "/questions")
    question = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Gjelder det Hell stasjon også?", named)
    questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Vannet er giftig i hele kommunen.")
    yield Screen("24-questions", "ola", "/questions")
    yield Screen("24-question", "ola", f"/questions/{question.id}")
    words = ("Ja, det gjelder også Hell stasjon. Kok vannet der.", Standing.SAID, "Teknisk vakt")
    draft = question_answers.answer(ctx, "ingrid", question.id, *words)
    if isinstance(draft, Draft):
        yield Screen("24-question-approve", "ola", f"/drafts/{draft.id}")


def not_reached(ctx: AppContext, crisis: Crisis) -> Iterator[Screen]:
    """By SMS to all in the register; some numbers are none."""
    for name, street, mobiles, emails in ADDRESSED.values():
        form = EntryForm(name=name, street=street, mobiles=mobiles, emails=emails, purpose="Samtykke")
        register.add(ctx, "ola", form)
    text = Content(title="Vann hentes på Hell", body="Vann hentes på Hell stasjon.", audience=Audience(everyone=True))
    draft = drafts.new(ctx, "anne", crisis.id, text, ("sms",))
    yield Screen("25-readers-before", "anne", f"/drafts/{draft.id}/edit")
    message = approved(ctx, draft)
    drain(ctx, "sms", ("+4791111100", "+4791111101", "+4791111102"))
    yield Screen("25-readers-message", "ola", f"/messages/{message}")
    yield Screen("25-readers-missed", "ola", f"/messages/{message}/missed")
    second = second_way.by_email(ctx, "ingrid", message)
    yield Screen("25-readers-second-way", "ingrid", f"/drafts/{second.id}")
    drafts.submit(ctx, "ingrid", second.id)
    yield Screen("25-readers-second-way-approve", "ola", f"/drafts/{second.id}")
