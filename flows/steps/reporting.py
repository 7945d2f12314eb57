"""Writing the report: one page for people, one JSON file for machines."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from config.texts import read, read_time
from config.vocabulary import word
from flows.place import Place
from schemas.report import CrisisReport
from schemas.sentence import say
from schemas.states import DeliveryStatus, MessageStatus
from store.house import House
from store.report import gather

_SPOKEN = (MessageStatus, DeliveryStatus)


def write_report(place: Place, crisis_id: str) -> Path:
    """Returns the page's path; writing it again gives the newest facts."""
    report = gather(place.house, crisis_id)
    folder = place.settings.data / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / f"{crisis_id}.json", report.model_dump_json(indent=1))
    page = folder / f"{crisis_id}.html"
    _replace(page, _page(place.house, report))
    return page


def _page(house: House, report: CrisisReport) -> str:
    loader = Environment(loader=PackageLoader("flows", "pages"), autoescape=True, undefined=StrictUndefined)
    loader.filters["when"] = lambda moment: read_time(moment, "nb")
    loader.globals["status"] = {s.value: read(word(s) or say("—"), "nb") for kind in _SPOKEN for s in kind}
    organisation = house.municipality.organisation
    name = {p.id: p.name for p in house.municipality.people}
    return loader.get_template("report.html").render(report=report, organisation=organisation, name=name)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
