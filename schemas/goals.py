"""What the municipality demands of itself, in seconds from the setting up of the staff."""

from pydantic import Field

from schemas.base import Noun


class Goals(Noun):
    """None: no goal. `correction` counts from the arrival of the message that was wrong."""

    staff: float | None = Field(default=None, gt=0)
    lock: float | None = Field(default=None, gt=0)
    confirm: float | None = Field(default=None, gt=0)
    """Every unit leader."""
    first_submission: float | None = Field(default=None, gt=0)
    first_approval: float | None = Field(default=None, gt=0)
    first_delivery: float | None = Field(default=None, gt=0)
    last_delivery: float | None = Field(default=None, gt=0)
    correction: float | None = Field(default=None, gt=0)
