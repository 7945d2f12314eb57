"""Those who keep the system hear of what Prefect saw go wrong: each trouble of a run once."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from policy.roles import operators
from schemas.monitoring.trouble import Trouble
from store.context import AppContext
from store.db.tables import NoticeRow
from store.notices import troubles
from tests.cast import MUNICIPALITY

LINK = "https://prefect.kk.example/runs/flow-run/1"
WITH_OPERATORS = MUNICIPALITY.model_copy(update={"operators": ("anne", "nils")})


def told(ctx: AppContext) -> list[tuple[str, str]]:
    with Session(ctx.engine) as session:
        return [(row.person_id, row.text) for row in session.exec(select(NoticeRow))]


@pytest.mark.parametrize("trouble", list(Trouble))
def test_once_per_run_and_trouble(ctx: AppContext, trouble: Trouble) -> None:
    here = replace(ctx, municipality=WITH_OPERATORS)
    assert troubles.tell(here, trouble, "1", LINK) and not troubles.tell(here, trouble, "1", LINK)
    assert troubles.tell(here, trouble, "2", LINK)
    assert [person for person, text in told(ctx) if LINK in text] == ["anne", "anne"]


def test_another_trouble_of_the_same_run_is_told(ctx: AppContext) -> None:
    assert all(troubles.tell(ctx, trouble, "1", LINK) for trouble in Trouble)


def test_without_operators_the_editorial_desk_is_told() -> None:
    assert [p.id for p in operators(WITH_OPERATORS)] == ["anne"], "who has left is not told"
    assert [p.id for p in operators(MUNICIPALITY)] == ["ola", "ingrid"]
    gone = MUNICIPALITY.model_copy(update={"operators": ("nils",)})
    assert [p.id for p in operators(gone)] == ["ola", "ingrid"]
