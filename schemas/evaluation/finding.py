"""What was learnt, and what is to be done about it, by whom and when."""

from datetime import date

from pydantic import Field

from schemas.base import Noun, UtcTime

LONGEST = 2000


class FindingForm(Noun):
    """With `owner` (a person id) and `due` it is a follow-up item; without them a thing learnt."""

    text: str = Field(min_length=1, max_length=LONGEST)
    owner: str | None = None
    due: date | None = None


class Finding(FindingForm):
    id: str
    crisis_id: str
    written_by: str
    written_at: UtcTime
    done_by: str | None = None
    done_at: UtcTime | None = None
