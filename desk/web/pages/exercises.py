"""Exercises: what is planned, what was held, and starting one. And every report, of exercises and real events."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import FormData

from desk.web.forms import attempt, read_form, words
from desk.web.view import page
from desk.web.visitor import Visitor
from schemas.errors import KrisekanalError, NotFound
from schemas.sentence import say
from store import crises, exercise_due, exercises

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/exercises")
def listing(request: Request) -> Response:
    return _page(request)


@router.post("/exercises/{plan_id}")
def run(request: Request, plan_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        exercises.start(visitor.room.house, visitor.id, plan_id, scripted=words(form, "scripted") == "yes")
        return "/"

    return attempt(work, lambda error: _page(request, error))


@router.get("/reports")
def reports(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    return page(request, "reports.html", past=crises.listing(visitor.room.house), written=_written(visitor))


@router.get("/reports/{name}")
def report(request: Request, name: str) -> Response:
    """A written report, by its file name."""
    visitor: Visitor = request.state.visitor
    if name not in _files(visitor):
        raise NotFound(say("This report is not written (yet)."))
    return FileResponse(visitor.room.settings.data / "reports" / name)


def _files(visitor: Visitor) -> list[str]:
    folder = visitor.room.settings.data / "reports"
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _written(visitor: Visitor) -> dict[str, list[str]]:
    """Crisis id to its files."""
    found: dict[str, list[str]] = {}
    for name in _files(visitor):
        found.setdefault(name.split(".")[0], []).append(name)
    return found


def _page(request: Request, error: KrisekanalError | None = None) -> Response:
    house = request.state.visitor.room.house
    plans = [(plan, exercises.next_occurrence(house, plan)) for plan in house.municipality.exercises]
    held = [c for c in crises.listing(house) if c.exercise]
    return page(request, "exercises.html", error=error, plans=plans, held=held[:20], due=exercise_due.due(house),
                written=_written(request.state.visitor))  # fmt: skip
