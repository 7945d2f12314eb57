"""Reading listings that show the newest first, from the top down to what was read before; the platforms offer hardly any others.

What is read by the time it was written can come late (another server's clock, an index), so each look goes a while further back
than the last one began, and always takes the whole first page: there edits are seen. A cursor names, for each listing, when the
last look at it began that came to its end; a look that was broken off goes on at its page. No entry is passed over when entries
come while pages are turned: it stands above where the look began, and the next look takes it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from notifiers.base.pages import Turned
from schemas.base import Noun, UtcTime
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass

FIRST = timedelta(days=7)
"""How far back the first look goes."""
AGAIN = timedelta(minutes=15)
"""How much further back than the last look began the next one goes: platforms' clocks and indexes are slower than that seldom."""
ALL = ""
"""Name of the one listing of a platform that lists everything together."""
SMALLEST = datetime(1970, 1, 1, tzinfo=UTC)


class Found(NamedTuple):
    """`at`: by what the listing is sorted. Without a remark it is none of what is read."""

    at: datetime
    remark: RemoteRemark | None

    @classmethod
    def by_age(cls, remark: RemoteRemark) -> "Found":
        """In a listing that is sorted by when they were written."""
        return cls(remark.written_at, remark)


class Listed(NamedTuple):
    """A page. `following`: what asks for the next one; None after the last."""

    entries: Sequence[Found]
    following: str | None
    unreadable: tuple[str, ...] = ()
    """As in `RemarkPage`."""

    @classmethod
    def of(cls, page: Turned[Found], following: object) -> "Listed":
        return cls(page.read, str(following) if following else None, page.unreadable)


Marks = Callable[[], dict[str, str]]
"""Listing to something that changes whenever anything is written in it; one request for all. Raises `NotifierError`."""
Fetch = Callable[[str, str | None, datetime], Listed]
"""(listing, what the page before gave or None, since when it is wanted) -> page. Raises `NotifierError`."""


class _Look(Noun):
    since: dict[str, UtcTime] = {}
    """Listing to when the last whole look at it began."""
    marks: dict[str, str] = {}
    """Listing to its mark as of that look."""
    news: dict[str, str] = {}
    """The marks as of this look."""
    left: tuple[str, ...] = ()
    """Listings that this look has not come to the end of; the first is being read."""
    began: UtcTime = SMALLEST
    page: str | None = None

    @classmethod
    def read(cls, cursor: str | None) -> "_Look":
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()

    def begun(self, listings: Sequence[str], most: int, news: Mapping[str, str]) -> "_Look":
        """With the newest listings, those in which something is new, and of the others those that nobody has looked at for longest."""
        kept = {name: at for name, at in self.since.items() if name in listings}
        marks = {name: mark for name, mark in self.marks.items() if name in listings}
        newest, others = listings[: -(-most // 2)], listings[-(-most // 2) :]
        changed = [name for name in others if name in news and news[name] != marks.get(name)]
        quiet = [name for name in others if name not in changed]
        longest = sorted(quiet, key=lambda name: kept.get(name, SMALLEST))[: most // 2]
        left = (*newest, *changed, *longest)
        return _Look(
            since=kept,
            marks=marks,
            news={name: news[name] for name in left if name in news},
            left=left,
            began=datetime.now(UTC),
        )

    def wanted_from(self) -> datetime:
        return self.since.get(self.left[0], self.began - FIRST) - AGAIN

    def ended(self) -> "_Look":
        name, *left = self.left
        known = {name: self.news[name]} if name in self.news else {}
        done = {"since": self.since | {name: self.began}, "marks": self.marks | known, "left": tuple(left)}
        return self.turned(None).model_copy(update=done if left else done | {"news": {}})

    def turned(self, page: str | None) -> "_Look":
        return self.model_copy(update={"page": page})


def look(
    cursor: str | None, fetch: Fetch, listings: Sequence[str] = (ALL,), most: int = 10, marks: Marks = dict
) -> RemarkPage:
    """One page. Of many `listings` (newest first) so many in one look, in turn, since each costs a request; and all whose mark says
    that something is new in them."""
    at = _Look.read(cursor)
    at = at if at.left else at.begun(listings, most, _told(marks) if len(listings) > most else {})
    if not at.left:
        return RemarkPage(cursor=at.model_dump_json())
    page = _fetched(fetch, at)
    if page is None:
        return RemarkPage(cursor=at.turned(None).model_dump_json())
    further = bool(page.following) and all(entry.at >= at.wanted_from() for entry in page.entries)
    then = at.turned(page.following) if further else at.ended()
    found = tuple(entry.remark for entry in page.entries if entry.remark is not None)
    cursor = then.model_dump_json()
    return RemarkPage(remarks=found, unreadable=page.unreadable, cursor=cursor, more=bool(then.left))


def _told(marks: Marks) -> dict[str, str]:
    """None where the platform does not say: then each has its turn."""
    try:
        return marks()
    except NotifierError as error:
        if error.kind in (RetryClass.PERMANENT, RetryClass.AMBIGUOUS):
            return {}
        raise


def _fetched(fetch: Fetch, at: _Look) -> Listed | None:
    """None where the platform no longer knows the page that it named: the look begins at the top again."""
    try:
        return fetch(at.left[0], at.page, at.wanted_from())
    except NotifierError as error:
        if at.page is None or error.kind is not RetryClass.PERMANENT:
            raise
        return None
