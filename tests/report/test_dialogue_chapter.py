"""What people asked, how fast it was answered, and how long a wrong rumour went on; of a crisis and of an exercise."""

import pytest

from config.report import html
from schemas.dialogue.question import QuestionKind, Standing
from store.context import AppContext
from store.crises import lifecycle
from store.dialogue import questions
from store.evaluation.report import gather
from store.remarks import taking
from tests.cast import MUNICIPALITY, request
from tests.store.test_questions import answer, approve, asked, later, replies_of, seen, send

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("exercise", [False, True])
def test_a_rumour_is_measured_until_its_answer_and_after(ctx: AppContext, exercise: bool) -> None:
    crisis = lifecycle.establish(ctx, "kari", request(exercise=exercise))
    place = "side-ovelse" if exercise else "side"
    told = asked(ctx, "Vannet er forgiftet", "Vannet er forgifta!", on=place)
    (thanks,) = asked(ctx, "Takk", on=place, begin=8)
    rumour = questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Er vannet forgiftet?", [seen(ctx, one) for one in told])
    later(ctx, minutes=6)
    approve(ctx, answer(ctx, rumour, "Nei.", Standing.FALSE))
    later(ctx, minutes=2)
    assert all(send(ctx, one) for one in replies_of(ctx, rumour))
    (late,) = asked(ctx, "Vannet er forgiftet sies det", on=place, begin=5)
    questions.gather(ctx, "ola", rumour.id, [seen(ctx, late)])
    taking.close(ctx, "ola", thanks, "Ros")
    found = gather(ctx, crisis.id).dialogue
    (one,) = found.asked
    assert (one.asked, one.after, round(one.took or 0)) == (3, 1, 360)
    assert (found.remarks, found.answered, found.closed, found.open) == (4, 2, 1, 1)
    assert found.median is not None and round(found.median) == 480
    assert found.unseen is not None
    measured = gather(ctx, crisis.id).measures
    assert (measured.answer, round(measured.rumour or 0)) == (None, 360), "one is open still"
    page = html(gather(ctx, crisis.id), MUNICIPALITY, "nb", log=False)
    assert "Det folk spurte om" in page and "Er vannet forgiftet?" in page and "stemmer ikke (Teknisk vakt)" in page
    assert "Vannet er forgifta!" not in page, "residents' own words are not the report's"
