"""What the municipality demands of itself, in seconds from the setting up of the staff."""

from pydantic import Field

from schemas.base import Noun


class Goals(Noun):
    """None: no goal. `correction` counts from the arrival of the message that was wrong."""

    staff: int | None = Field(default=None, gt=0)
    lock: int | None = Field(default=None, gt=0)
    confirm: int | None = Field(default=None, gt=0)
    """Every unit leader."""
    first_submission: int | None = Field(default=None, gt=0)
    first_approval: int | None = Field(default=None, gt=0)
    first_delivery: int | None = Field(default=None, gt=0)
    last_delivery: int | None = Field(default=None, gt=0)
    correction: int | None = Field(default=None, gt=0)
    seen: int | None = Field(default=None, gt=0)
    """From what somebody wrote to us to its being seen here, of what took longest."""
    answer: int | None = Field(default=None, gt=0)
    """To the first answer of whoever waited longest for one; not met while anything that was written to us is open."""
    rumour: int | None = Field(default=None, gt=0)
    """From the first that was seen of a rumour to its approved answer, of the one that took longest."""
