"""A report's PDF that is not drawn is tried again a few times; the page stands in any case."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.pdf.twin import pdf_twin
from flows.steps.reporting import write_report
from schemas.errors import NotDrawn
from schemas.sentence import say
from store.crises import lifecycle
from store.evidence import audit
from tests.cast import MUNICIPALITY, request
from tests.flows.conftest import opened
from tests.flows.stage import Stage


class Dies:
    """A fake drawer that dies so many times before it draws."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, page: str) -> bytes:
        self.left -= 1
        if self.left >= 0:
            raise NotDrawn(say("The PDF was not drawn (code {code}). Try again, or read the page itself.", code=-9))
        return pdf_twin(page)


@pytest.mark.parametrize(("times", "drawn"), [(0, True), (2, True), (3, False)])
def test_a_drawer_that_dies(small: Path, tmp_path: Path, times: int, drawn: bool) -> None:
    stage = Stage(opened(small), tmp_path, MUNICIPALITY)
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    worker = replace(stage.worker, ctx=replace(stage.ctx, draw_pdf=Dies(times)))
    page = write_report(worker, crisis.id)
    assert page.is_file() and page.with_suffix(".pdf").exists() is drawn
    write_report(worker, crisis.id)
    told = [event.action for event in audit.events(stage.ctx, crisis.id)].count("report.not_drawn")
    assert told == (not drawn), "those who keep the system, once"
    stage.ctx.engine.dispose()


@pytest.mark.parametrize(("language", "words"), [("nb", "nb"), ("nn", "nn"), ("en", "en"), ("se", "nb")])
def test_there_is_always_a_report_in_the_municipalitys_own_words(
    small: Path, tmp_path: Path, language: str, words: str
) -> None:
    """Nobody has translated it to Northern Sámi: whoever reads that reads bokmål, too."""
    own = MUNICIPALITY.organisation.model_copy(update={"language": language})
    stage = Stage(opened(small), tmp_path, MUNICIPALITY.model_copy(update={"organisation": own}))
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    page = write_report(stage.worker, crisis.id)
    assert f'<html lang="{words}"' in page.read_text(encoding="utf-8")
    stage.ctx.engine.dispose()
