"""A text that somebody has begun: the form as it stands, before it is a draft."""

from schemas.base import Noun, UtcTime


class Unfinished(Noun):
    """`fields` are the form's names and values, in order; `address` is the page they were written on."""

    id: str
    person_id: str
    address: str
    fields: tuple[tuple[str, str], ...]
    kept_at: UtcTime
