"""Exercises: what is planned, what was held, and starting one. And every report, of exercises and real events."""

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import FormData

from config.language.texts import LANGUAGES
from config.reading import scenario_library
from config.report import html
from config.town import read_scenario
from desk.drawings import Wanted
from desk.exercise_chart import panels
from desk.web.answers import answered
from desk.web.forms import attempt, read_form, words
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.access import Action
from schemas.accounts.account import SANDBOX_SUFFIX
from schemas.errors import InvalidInput, KrisekanalError, NotFound
from schemas.evidence.package import Residents
from schemas.exercises.scenario import Scenario
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.crises import find
from store.evaluation import archive, exercises_held, findings
from store.evaluation.report import gather
from store.evidence import audit
from store.exercises import obligation, plans

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/exercises")
def listing(request: Request) -> Response:
    return _page(request)


@router.post("/exercises/{plan_id}")
def run(request: Request, plan_id: str, form: Form) -> Response:
    """First who will be called and what it is about is read back; with `sure` it begins."""
    visitor: Visitor = request.state.visitor

    scripted = words(form, "scripted") == "yes"

    def work() -> str:
        plans.start(visitor.app_state.ctx, visitor.id, plan_id, scripted=scripted)
        return answered("/", "exercise")

    if words(form, "sure") != "yes":
        return _second_look(request, plan_id, scripted=scripted)
    return attempt(work, lambda error: _page(request, error))


def _second_look(request: Request, plan_id: str, *, scripted: bool) -> Response:
    """Of a plan, or of a scenario that needs none."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    try:
        visitor.authorize(Action.EXERCISE)
        plan, scenario = plans.what(ctx, plan_id)
    except KrisekanalError as error:
        return _page(request, error)
    town = ctx.municipality
    ids = [*town.staff, *(unit.leader for unit in town.units), *(plan.players if plan else ())]
    called = [p for name in dict.fromkeys(ids) if (p := town.person(name)) and p.active]
    return page(
        request,
        "exercise_sure.html",
        plan_id=plan_id,
        scenario=scenario,
        scripted=scripted,
        called=called,
        way=ctx.account(town.notices + SANDBOX_SUFFIX),
    )


@router.get("/reports")
def reports(request: Request) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    return page(request, "reports.html", past=find.listing(ctx), todo=findings.listing(ctx), written=_written(visitor))


@router.get("/reports/{name}")
def report(request: Request, name: str) -> Response:
    """A written report, by its file name."""
    visitor: Visitor = request.state.visitor
    if name not in _files(visitor):
        raise NotFound(say("This report is not written (yet)."))
    return FileResponse(visitor.app_state.settings.data / "reports" / name)


@router.get("/evaluation/{crisis_id}")
def evaluate(request: Request, crisis_id: str) -> Response:
    return _evaluation(request, crisis_id)


@router.post("/evaluation/{crisis_id}")
def write(request: Request, crisis_id: str, form: Form) -> Response:
    """A finding, or the end of the evaluation."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx

    def work() -> str:
        if words(form, "do") == "close":
            findings.close(ctx, visitor.id, crisis_id)
        else:
            due = words(form, "due")
            findings.add(
                ctx,
                visitor.id,
                crisis_id,
                words(form, "text"),
                words(form, "owner") or None,
                _day(due) if due else None,
            )
        return answered(f"/evaluation/{crisis_id}", "closed" if words(form, "do") == "close" else "finding")

    return attempt(work, lambda error: _evaluation(request, crisis_id, error, form))


@router.get("/evaluation/{crisis_id}/report/{lang}")
def as_pdf(request: Request, crisis_id: str, lang: str, log: bool = True) -> Response:
    """The report as a PDF in any of our languages, drawn now or within the last minute; with or without the log."""
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    if lang not in LANGUAGES:
        raise NotFound(say("There is no such page."))
    wanted = Wanted(crisis_id, lang, audit.newest(ctx), log)
    data = visitor.app_state.drawings.pdf(wanted, lambda: _draw(ctx, wanted), ctx.let_go)
    name = f'inline; filename="krisekanal-{crisis_id}-{lang}.pdf"'
    return Response(data, media_type="application/pdf", headers={"content-disposition": name})


def _draw(ctx: AppContext, wanted: Wanted) -> bytes:
    page = html(gather(ctx, wanted.crisis_id), ctx.municipality, wanted.lang, log=wanted.log)
    ctx.let_go()
    return ctx.draw_pdf(page)


@router.post("/evaluation/{crisis_id}/{finding_id}/done")
def done(request: Request, crisis_id: str, finding_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        findings.done(visitor.app_state.ctx, visitor.id, finding_id)
        return answered(f"/evaluation/{crisis_id}", "done")

    return attempt(work, lambda error: _evaluation(request, crisis_id, error))


@router.post("/evaluation/{crisis_id}/package")
def package(request: Request, crisis_id: str, form: Form) -> Response:
    """The signed package for the archive, as a download."""
    visitor: Visitor = request.state.visitor
    settings = visitor.app_state.settings
    try:
        residents = _residents(words(form, "residents"))
        data, key = archive.export(
            visitor.app_state.ctx, visitor.id, crisis_id, settings.key_file, settings.data / "reports", residents
        )
    except KrisekanalError as error:
        return _evaluation(request, crisis_id, error)
    name = f'attachment; filename="krisekanal-{crisis_id}-{key[:8]}.zip"'
    return Response(data, media_type="application/zip", headers={"content-disposition": name})


def _residents(given: str) -> Residents:
    if given not in ("", *Residents):
        raise InvalidInput(say("Choose whose names and words the package is to hold."))
    return Residents(given) if given else Residents.WITHHELD


def _evaluation(
    request: Request, crisis_id: str, error: KrisekanalError | None = None, form: FormData | None = None
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    return page(
        request,
        "evaluation.html",
        error=error,
        past=find.show(ctx, crisis_id),
        form=form or FormData(),
        findings=findings.listing(ctx, crisis_id),
        people=[p for p in ctx.municipality.people if p.active],
        files=_written(visitor).get(crisis_id, []),
        residents=list(Residents),
    )


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InvalidInput(say("“{at}” is no date. Write it like 2027-02-01.", at=given)) from None


def _files(visitor: Visitor) -> list[str]:
    folder = visitor.app_state.settings.data / "reports"
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _written(visitor: Visitor) -> dict[str, list[str]]:
    """Crisis id to its files."""
    found: dict[str, list[str]] = {}
    for name in _files(visitor):
        found.setdefault(name.split(".")[0], []).append(name)
    return found


def _page(request: Request, error: KrisekanalError | None = None) -> Response:
    ctx = request.state.visitor.app_state.ctx
    planned = [(plan, plans.next_occurrence(ctx, plan)) for plan in ctx.municipality.exercises]
    held = [c for c in find.listing(ctx) if c.exercise]
    history = exercises_held.listing(ctx, 20)
    return page(
        request,
        "exercises.html",
        error=error,
        plans=planned,
        held=held[:20],
        due=obligation.due(ctx),
        scenarios=_scenarios(ctx),
        history=history,
        panels=panels(history),
        written=_written(request.state.visitor),
    )


def _scenarios(ctx: AppContext) -> list[tuple[str, Scenario | None, Sentence | None]]:
    """Name, scenario, or why it cannot be used. Read once for each change of a file."""
    files = scenario_library.files(ctx.scenario_folders)
    for path in files.values():
        key = (path, path.stat().st_mtime_ns)
        if key not in _known:
            _known[key] = _read(path, ctx.municipality)
    return [(name, *_known[path, path.stat().st_mtime_ns]) for name, path in sorted(files.items())]


_known: dict[tuple[Path, int], tuple[Scenario | None, Sentence | None]] = {}


def _read(path: Path, municipality: Municipality) -> tuple[Scenario | None, Sentence | None]:
    try:
        return read_scenario.load(path, municipality), None
    except KrisekanalError as error:
        return None, error.sentence
