"""What was given to somebody, or is rumoured, and has no answer in time is told of, and after as long again to the deputies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from config.machine.settings import load_settings
from flows.steps import dialogue as steps
from flows.work.context import WorkerContext
from schemas.dialogue.question import QuestionKind, Standing
from schemas.drafts.content import AnsweredRemark
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.dialogue import question_answers, questions, unanswered
from store.evidence import audit
from store.identity.vault import Vault
from store.remarks import inbox, remarks, taking, untaken
from tests.cast import MUNICIPALITY, request
from tests.fakes import FakeClock
from tests.flows.conftest import opened
from tests.flows.test_dialogue import told
from tests.remark_cast import FakeInboxes, one
from tests.store.test_questions import with_page


@pytest.fixture
def town(small: Path, clock: FakeClock) -> AppContext:
    made = AppContext(opened(small), MUNICIPALITY, FakeInboxes(), clock, gate_patience=timedelta(seconds=0.2))
    accounts.sync(made)
    return made


def test_what_was_given_to_somebody_is_told_of_when_they_do_not_answer(town: AppContext, clock: FakeClock) -> None:
    given = one(town)
    clock.forward(minutes=14)
    taking.assign(town, "liv", given, "anne")
    clock.forward(minutes=14)
    assert untaken.tell(town) == 0, "whoever was given it has the same time"
    clock.forward(minutes=2)
    assert untaken.tell(town) == 1 and told(town) == ["anne", "liv"]
    clock.forward(minutes=16)
    assert untaken.tell(town) == 1 and told(town) == ["ingrid", "ola"]
    clock.forward(minutes=60)
    assert untaken.tell(town) == 0


def test_a_rumour_that_nobody_answers_is_told_of(town: AppContext, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    heard = remarks.show(town, one(town, "Noen er døde"))
    said = [AnsweredRemark(remark_id=heard.id, seen=heard.hash)]
    questions.begin(town, "ola", QuestionKind.RUMOUR, "Noen er døde", said)
    clock.forward(minutes=16)
    assert untaken.tell(town) == 1 and told(town) == ["ingrid", "ola"]
    clock.forward(minutes=16)
    assert untaken.tell(town) == 1 and told(town) == ["siri"]


def test_a_question_that_was_gathered_and_left_is_told_of_too(town: AppContext, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    found = remarks.show(town, one(town, "Når kommer vannet?"))
    said = [AnsweredRemark(remark_id=found.id, seen=found.hash)]
    questions.begin(town, "ola", QuestionKind.QUESTION, "Når kommer vannet?", said)
    clock.forward(minutes=16)
    assert untaken.tell(town) == 1 and told(town) == ["ingrid", "ola"]


def test_a_rumour_by_telephone_is_chased_until_it_has_an_answer_that_waits(town: AppContext, clock: FakeClock) -> None:
    town = with_page(town)
    lifecycle.establish(town, "kari", request())
    rumour = questions.begin(town, "ola", QuestionKind.RUMOUR, "Er demningen brutt?")
    answered = questions.begin(town, "ola", QuestionKind.QUESTION, "Er skolen åpen?")
    question_answers.answer(town, "ola", answered.id, "Ja.", Standing.SAID, "Rektor")
    clock.forward(minutes=14)
    assert unanswered.tell(town) == 0
    clock.forward(minutes=2)
    assert unanswered.tell(town) == 1 and letters(town) == [("ingrid", rumour.id), ("ola", rumour.id)]
    assert unanswered.tell(town) == 0
    clock.forward(minutes=16)
    assert unanswered.tell(town) == 1 and letters(town) == [("siri", rumour.id)]
    clock.forward(minutes=60)
    assert unanswered.tell(town) == 0
    assert [len(audit.events(town, action=f"question.{what}")) for what in ("unanswered", "escalated")] == [1, 1]


def test_what_an_exercise_left_unanswered_is_told_to_nobody(town: AppContext, clock: FakeClock) -> None:
    held = lifecycle.establish(town, "kari", request(exercise=True))
    questions.begin(town, "ola", QuestionKind.RUMOUR, "Er demningen brutt?", exercise=True)
    lifecycle.stand_down(town, "kari", held.id)
    clock.forward(minutes=60)
    assert unanswered.tell(town) == 0


def _in_prefect(worker: WorkerContext, tick: int) -> None:
    from flows import dialogue  # noqa: PLC0415  # Prefect, for which no other test here should wait

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dialogue, "current_worker", lambda: worker)
        dialogue.dialogue.fn(tick)


@pytest.mark.parametrize("look", [steps.listen, _in_prefect])
def test_every_look_chases_both(town: AppContext, clock: FakeClock, look: Callable[[WorkerContext, int], None]) -> None:
    """The worker's own, and the flow that Prefect runs."""
    rumour = questions.begin(town, "ola", QuestionKind.RUMOUR, "Er demningen brutt?")
    one(town)
    town = replace(town, channels=FakeInboxes(readable=()))
    clock.forward(minutes=16)
    inbox.keep_going(town)
    settings = load_settings()
    look(WorkerContext(settings, town, town.channels, Vault(town.engine, settings.key_file), "w"), 1)  # type: ignore[arg-type]  # a fake
    assert letters(town) == [("ingrid", rumour.id), ("ola", rumour.id)] and told(town) == ["anne", "liv"]


def letters(ctx: AppContext) -> list[tuple[str, str]]:
    """Who has had one since the last call, and of which question."""
    with ctx.write() as session:
        rows = [row for row in session.exec(select(NoticeRow)) if row.subject == "Et spørsmål som ingen har svart på"]
        for row in rows:
            session.delete(row)
        return sorted((row.person_id, (row.page or "").removeprefix("/questions/")) for row in rows)
