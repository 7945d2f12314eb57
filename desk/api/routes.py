"""`/api/v1`, and its own description."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi

from desk.api import (
    accounts,
    crises,
    drafts,
    hooks,
    missed,
    problems,
    questions,
    register,
    remarks,
    reports,
    sending,
    watch,
)
from desk.api.problems import RESPONSES

PREFIX = "/api/v1"
router = APIRouter(prefix=PREFIX, responses=RESPONSES)
for _part in (crises, drafts, sending, remarks, questions, register, missed, accounts, hooks, reports, watch):
    router.include_router(_part.router)

problem, invalid, about_blank = problems.of, problems.invalid, problems.about_blank


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> dict[str, Any]:
    """OpenAPI 3.1."""
    return get_openapi(
        title="Krisekanal",
        version="1",
        routes=request.app.routes,
        description="Everything the desk does. Times are UTC, ISO 8601.",
    )
