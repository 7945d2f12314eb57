"""What was learnt, and what is to be done about it, by whom and when."""

from datetime import date

from schemas.base import Noun, UtcTime


class Finding(Noun):
    """With `owner` and `due` it is a follow-up item; without them a thing learnt."""

    id: str
    crisis_id: str
    text: str
    owner: str | None = None
    due: date | None = None
    written_by: str
    written_at: UtcTime
    done_by: str | None = None
    done_at: UtcTime | None = None
