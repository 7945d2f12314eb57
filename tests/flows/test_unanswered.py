"""What was given to somebody, or is rumoured, and has no answer in time is told of, and after as long again to the deputies."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.content import AnsweredRemark
from schemas.question import QuestionKind
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.dialogue import questions
from store.remarks import remarks, taking, untaken
from tests.cast import MUNICIPALITY, request
from tests.fakes import FakeClock
from tests.flows.conftest import opened
from tests.flows.test_dialogue import told
from tests.remark_cast import FakeInboxes, one


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
