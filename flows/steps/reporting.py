"""Writing the report: a page for people in every language, a PDF in the municipality's own, JSON and CSV for machines.

A PDF takes seconds to draw; in another language it is made when somebody asks for it (the desk, `crisis report`).
"""

import json
from pathlib import Path

import structlog

from config.language.texts import LANGUAGES
from config.process import memory
from config.report import csv, html
from flows.work.context import WorkerContext
from schemas.errors import ConfigInvalid, NotDrawn
from schemas.evaluation.report import CrisisReport, Measures
from store.evaluation.report import gather
from store.notices import troubles

log = structlog.get_logger()
_TRIES = 3


def write_report(worker: WorkerContext, crisis_id: str) -> Path:
    """Returns the page's path; writing it again gives the newest facts. `ID.html` is in the municipality's own language."""
    report = gather(worker.ctx, crisis_id)
    folder = worker.settings.data / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / f"{crisis_id}.json", report.model_dump_json(indent=1).encode())
    _replace(folder / f"{crisis_id}.csv", csv(report).encode("utf-8-sig"))
    own = worker.ctx.municipality.organisation.words
    for lang in LANGUAGES:
        name = f"{crisis_id}.html" if lang == own else f"{crisis_id}.{lang}.html"
        _replace(folder / name, html(report, worker.ctx.municipality, lang).encode())
    _write_pdf(worker, report, folder / f"{crisis_id}.pdf", own)
    memory.give_back()
    return folder / f"{crisis_id}.html"


def measures(worker: WorkerContext, crisis_id: str) -> Measures | None:
    """As the newest report has them; None where there is none."""
    path = worker.settings.data / "reports" / f"{crisis_id}.json"
    if not path.exists():
        return None
    return Measures.model_validate(json.loads(path.read_text(encoding="utf-8"))["measures"])


def _write_pdf(worker: WorkerContext, report: CrisisReport, path: Path, lang: str) -> None:
    """The page stands also where the PDF cannot be made, or not after a few tries; those who keep the system are told then."""
    page = html(report, worker.ctx.municipality, lang)
    for _ in range(_TRIES):
        try:
            _replace(path, worker.ctx.draw_pdf(page))
            return
        except ConfigInvalid as error:
            log.warning("report.no_pdf", why=str(error))
            return
        except NotDrawn as error:
            log.warning("report.pdf_again", why=str(error))
    troubles.tell_of_report(worker.ctx, report.crisis.id)


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.write_bytes(data)
    draft.replace(path)
