"""Writing the report: a page and a PDF for people, in every language; JSON and CSV for machines."""

from pathlib import Path

import structlog

from config.report import csv, html, pdf
from config.texts import LANGUAGES
from flows.place import Place
from schemas.errors import ConfigInvalid
from schemas.report import CrisisReport
from store.report import gather

log = structlog.get_logger()


def write_report(place: Place, crisis_id: str) -> Path:
    """Returns the page's path; writing it again gives the newest facts. `ID.html` is in the municipality's own language."""
    report = gather(place.house, crisis_id)
    folder = place.settings.data / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / f"{crisis_id}.json", report.model_dump_json(indent=1).encode())
    _replace(folder / f"{crisis_id}.csv", csv(report).encode("utf-8-sig"))
    own = place.house.municipality.organisation.language
    for lang in LANGUAGES:
        _write(place, report, folder / (crisis_id if lang == own else f"{crisis_id}.{lang}"), lang)
    return folder / f"{crisis_id}.html"


def _write(place: Place, report: CrisisReport, path: Path, lang: str) -> None:
    """The page stands also where the PDF cannot be made."""
    page = html(report, place.house.municipality, lang)
    _replace(path.with_name(path.name + ".html"), page.encode())
    try:
        _replace(path.with_name(path.name + ".pdf"), pdf(page))
    except ConfigInvalid as error:
        log.warning("report.no_pdf", why=str(error))


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.write_bytes(data)
    draft.replace(path)
