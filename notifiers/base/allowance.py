"""What reading may use of a platform in a day (quota units, money), kept in the cursor together with how far it came.

So it counts over all workers and restarts, and what was used and what was read are written down in one transaction.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schemas.base import Noun
from schemas.dialogue.remark import RemarkPage
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import Sentence


class Allowance(Noun):
    """`own` is the reader's own cursor."""

    day: date
    used: Decimal = Decimal(0)
    own: str | None = None

    @classmethod
    def read(cls, cursor: str | None, today: date) -> "Allowance":
        """A new day begins at nothing. A cursor that is none of ours is forgotten: it is read from the start."""
        try:
            kept = cls.model_validate_json(cursor or "")
        except ValidationError:
            return cls(day=today)
        return kept if kept.day == today else cls(day=today, own=kept.own)

    def after(self, page: RemarkPage, used: Decimal) -> RemarkPage:
        """`page` with its cursor inside one that knows what is used."""
        kept = Allowance(day=self.day, used=self.used + used, own=page.cursor)
        return page.model_copy(update={"cursor": kept.model_dump_json()})


def today(zone: ZoneInfo) -> date:
    return datetime.now(zone).date()


def used_up(sentence: Sentence, zone: ZoneInfo) -> NotifierError:
    """Nothing more is read until the platform's day is over."""
    now = datetime.now(zone)
    over = datetime.combine(now.date() + timedelta(days=1), time(), zone)
    return NotifierError(sentence, RetryClass.RETRY_AFTER, retry_after=over.timestamp() - now.timestamp())
