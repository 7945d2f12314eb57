"""What others write to the account on X: mentions, and what stands under our latest posts; answered and hidden.

X takes money for every post and name that it gives, so reading keeps to the dollars a day that the account's `read_budget` says, and
ends for the day (X's, in UTC) when they are used. X charges a post once a day however often it is read; what was counted today is not
counted again. A post that is edited there is another post. Only what stands under our own posts can be hidden, behind a click.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from notifiers.base import clocks
from notifiers.base.allowance import Allowance, today, used_up
from notifiers.base.hosted import HostedPlugin
from notifiers.base.http import GONE
from notifiers.base.newest_first import Found, Listed, look
from notifiers.base.pages import Turned, each
from schemas.base import Noun
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

BUDGET = Decimal(5)
"""Dollars a day, where the account says nothing."""
OWNED, OTHERS, NAME = Decimal("0.001"), Decimal("0.005"), Decimal("0.010")
"""Dollars, in November 2026, for a post that mentions us, another one, and who wrote it."""
FIELDS = "created_at,author_id,conversation_id,referenced_tweets,entities,note_tweet"
_UTC = ZoneInfo("UTC")
_MENTIONS, _UNDER = "mentions", "under"
_MOST, _LEAST = 100, 10
"""Posts of a page; the least that X takes in a search."""
_SEARCHED = timedelta(days=6, hours=23)
"""How far back X searches, less an hour."""
_POSTS = 10
"""Of ours that are searched under: what a query has room for."""


class _Place(Noun):
    look: str | None = None
    counted: dict[str, int] = {}
    """Listing to the newest post that was counted today."""

    @classmethod
    def of(cls, kept: Allowance) -> "_Place":
        try:
            place = cls.model_validate_json(kept.own or "{}")
        except ValidationError:
            return cls()
        return place if kept.used else cls(look=place.look)


class PaidMentions:
    def __init__(self, plugin: HostedPlugin, words: Callable[[dict[str, Any]], str]) -> None:
        """`words` reads a post's text."""
        self._plugin, self._words = plugin, words

    def page(self, cursor: str | None, own_posts: Sequence[str], budget: Decimal) -> RemarkPage:
        kept = Allowance.read(cursor, today(_UTC))
        reading = _Reading(self, _Place.of(kept), own_posts, budget - kept.used)
        listings = (_MENTIONS, _UNDER) if reading.posts else (_MENTIONS,)
        page = look(reading.place.look, reading.listed, listings)
        place = _Place(look=page.cursor, counted=reading.counted)
        return kept.after(page.model_copy(update={"cursor": place.model_dump_json()}), reading.used)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        asked = {"tweet.fields": FIELDS}
        there = (self._plugin.there(self._path(f"tweets/{known.remote_id}"), params=asked) or {}).get("data")
        return known.model_copy(update={"text": self._text(there)}) if isinstance(there, dict) else None

    def set_hidden(self, remark: RemoteRemark, *, hidden: bool) -> None:
        if remark.post_id is None:
            sentence = say("On X only what stands under our own posts can be hidden. Look there.")
            raise NotifierError(sentence, RetryClass.PERMANENT)
        path = self._path(f"tweets/{remark.remote_id}/hidden")
        self._plugin.ask("PUT", path, json={"hidden": hidden}, accept=GONE)

    def asked(self, listing: str, asked: dict[str, str], posts: Sequence[str]) -> dict[str, Any]:
        common = {"tweet.fields": FIELDS, "expansions": "author_id", "user.fields": "username"}
        if listing == _MENTIONS:
            path, query = f"users/{self._plugin.host}/mentions", {}
        else:
            path, query = "tweets/search/recent", {"query": " OR ".join(f"conversation_id:{post}" for post in posts)}
        return self._plugin.read_json(
            self._plugin.ask("GET", self._path(path), params={**common, **query, **asked}), "meta"
        )

    def found(self, told: dict[str, Any], posts: Sequence[str]) -> Turned[Found]:
        """Our own posts among them are none."""
        try:
            names = {str(user["id"]): str(user["username"]) for user in told.get("includes", {}).get("users", [])}
        except (TypeError, KeyError, AttributeError):
            raise self._plugin.unreadable() from None

        def turn(post: dict[str, Any]) -> Found:
            remark = self._remark(post, names, posts)
            return Found(remark.written_at, None if remark.remote_id in posts else remark)

        return self._plugin.turned(told.get("data", []), turn)

    def _remark(self, post: dict[str, Any], names: dict[str, str], posts: Sequence[str]) -> RemoteRemark:
        number, author = str(post["id"]), str(post["author_id"])
        above, begun = replied_to(post), str(post.get("conversation_id", ""))
        root = above if above in posts else begun if begun in posts else None
        return RemoteRemark(
            remote_id=number,
            kind=_kind(above, root),
            parent_id=None if above == root else above,
            post_id=root,
            author=names.get(author, author),
            text=self._text(post),
            remote_url=f"https://x.com/i/status/{number}",
            written_at=clocks.read(post["created_at"]),
            ours=author == self._plugin.host,
        )

    def _text(self, post: dict[str, Any]) -> str:
        """Of a long one, the whole."""
        return self._words(post.get("note_tweet") or post)

    def _path(self, path: str) -> str:
        return f"/{self._plugin.version}/{path}"


class _Reading:
    """One page, and what it costs. `left` are dollars."""

    def __init__(self, mentions: PaidMentions, place: _Place, own_posts: Sequence[str], left: Decimal) -> None:
        self._mentions, self.place, self._left = mentions, place, left
        self.posts = [post for post in own_posts if post.isdigit()][:_POSTS]
        self.used, self.counted = Decimal(0), dict(place.counted)

    def listed(self, listing: str, page: str | None, since: datetime) -> Listed:
        earliest = since if listing == _MENTIONS else max(since, datetime.now(UTC) - _SEARCHED)
        asked = {"start_time": clocks.written(earliest), "max_results": str(self._room(listing))}
        token = {"pagination_token" if listing == _MENTIONS else "next_token": page} if page else {}
        told = self._mentions.asked(listing, asked | token, self.posts)
        self._count(listing, told)
        return Listed.of(self._mentions.found(told, self.posts), told["meta"].get("next_token"))

    def _room(self, listing: str) -> int:
        """So many that their price is there, all of them new and each by another."""
        room = min(_MOST, int(self._left / (_price(listing) + NAME)))
        if room < _LEAST:
            raise used_up(say("The money for reading on X is used up for today."), _UTC)
        return room

    def _count(self, listing: str, told: dict[str, Any]) -> None:
        """One that cannot be read counts each time, as one by somebody new: the budget is kept, whatever X writes."""
        before = self.counted.get(listing, 0)
        posts = each(told.get("data", []), lambda post: (int(post["id"]), str(post["author_id"])))
        new = [(number, author) for number, author in posts.read if number > before]
        broken = len(posts.unreadable)
        self.used += (len(new) + broken) * _price(listing) + (len({author for _, author in new}) + broken) * NAME
        self.counted[listing] = max([before, *(number for number, _ in new)])


def replied_to(post: dict[str, Any]) -> str | None:
    """Id of the post that it answers."""
    above = (one["id"] for one in post.get("referenced_tweets", []) if one.get("type") == "replied_to")
    return next((str(one) for one in above), None)


def _price(listing: str) -> Decimal:
    return OWNED if listing == _MENTIONS else OTHERS


def _kind(above: str | None, root: str | None) -> RemarkKind:
    if root is None:
        return RemarkKind.MENTION
    return RemarkKind.COMMENT if above == root else RemarkKind.REPLY
