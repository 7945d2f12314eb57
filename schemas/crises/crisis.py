"""A crisis: open from `established` until `stood_down`. An exercise is one from birth, for good."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Noun, UtcTime
from schemas.crises.zone import Geometry
from schemas.states import CrisisStatus


class Severity(StrEnum):
    """CAP 1.2 `severity`, without `Unknown`: whoever sets up a staff has an opinion."""

    MINOR = "Minor"
    MODERATE = "Moderate"
    SEVERE = "Severe"
    EXTREME = "Extreme"


class Crisis(Noun):
    id: str
    title: str
    what: str
    where: str
    zones: tuple[str, ...] = ()
    area: Geometry | None = None
    """Drawn for this crisis alone."""
    severity: Severity
    exercise: bool
    status: CrisisStatus
    established_at: UtcTime
    established_by: str
    stood_down_at: UtcTime | None = None
    stood_down_by: str | None = None
    plan: str | None = None
    """`plan@occurrence` of a scheduled exercise: each occurrence is held once."""


class Situation(Noun):
    """What has happened, in the words of whoever says so. Few fields: the first message must be out within minutes."""

    title: str = Field(min_length=1, max_length=120)
    what: str = Field(min_length=1, max_length=500)
    where: str = Field(min_length=1, max_length=200)
    severity: Severity = Severity.SEVERE


class CrisisForm(Situation):
    """What whoever sets up the staff says."""

    exercise: bool
    zones: tuple[str, ...] = Field(default=(), max_length=50)
    """Ids of the municipality's zones that it concerns; `where` says it in words."""
    area: Geometry | None = None
    """And what no zone is: drawn on a map, or out of a file."""


class CrisisRequest(CrisisForm):
    plan: str | None = None
    """As in `Crisis`."""
