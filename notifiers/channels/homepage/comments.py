"""Comments on a WordPress site: read, answered, hidden and removed.

Source: WordPress' own `WP_REST_Comments_Controller`. Several statuses cannot be asked for together, but `all` is what is shown and
what waits; the listing knows when a comment was written, never when it was changed, so the last day is read again each time.
A reply carries our key as the name of the program that wrote it (`author_user_agent`), and is looked for before it is made.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

from notifiers.base import clocks, web
from notifiers.base.http import GONE, classify, same_words_refused
from notifiers.base.markup import words
from notifiers.channels.homepage.site import Site, code
from schemas.dialogue.remark import RemarkKind, RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import say

_FIRST = timedelta(days=7)
"""How far back the first read goes."""
_AGAIN = timedelta(days=1)
_PAGE = 100
_CLOSED, _SAME, _NO_TRASH = "rest_comment_closed", "comment_duplicate", 501
_SHOWN = "approved"
_GONE_TOO = ("trash",)


class Cursor(NamedTuple):
    """`since` is what is asked for, `newest` what the next read is asked for from."""

    since: datetime
    newest: datetime
    page: int = 1

    @classmethod
    def read(cls, written: str | None, now: datetime) -> "Cursor":
        try:
            since, newest, page = (written or "").split(" ")
            return cls(clocks.read(since), clocks.read(newest), int(page))
        except ValueError:
            return cls(now - _FIRST, now - _FIRST)

    def __str__(self) -> str:
        return f"{clocks.written(self.since)} {clocks.written(self.newest)} {self.page}"


class Comments:
    def __init__(self, site: Site, name: str) -> None:
        self._site, self._name = site, name
        self._me: int | None = None

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        at = Cursor.read(cursor, datetime.now(UTC))
        asked = _listing(per_page=_PAGE, after=clocks.written(at.since), page=at.page)
        answer = self._site.ask("GET", "comments", params=asked)
        found = self._site.turned(answer, self._remark)
        newest = max([at.newest, *(one.written_at for one in found.read)])
        more = at.page < self._site.last_page(answer)
        then = Cursor(at.since, newest, at.page + 1) if more else Cursor(newest - _AGAIN, newest)
        return RemarkPage(remarks=tuple(found.read), unreadable=found.unreadable, cursor=str(then), more=more)

    def one(self, known: RemoteRemark) -> RemoteRemark | None:
        entry = self._site.there(f"comments/{known.remote_id}")
        return self._site.only(entry, self._remark) if entry and entry.get("status") not in _GONE_TOO else None

    def reply(self, out: Outgoing) -> Receipt:
        there = self.replied(out)
        if there:
            return Receipt(remote_id=there.remote_id, remote_url=there.remote_url, detail="was there")
        answer = self._site.ask("POST", "comments", accept=(403, 409), json=_form(out))
        if not answer.is_success:
            raise self._refused(answer)
        made = self._site.read(answer)
        return Receipt(remote_id=str(made["id"]), remote_url=made.get("link"), detail="answered")

    def replied(self, out: Outgoing) -> RemotePost | None:
        if out.answers is None:
            return None
        asked = _listing(post=out.answers.post_id, parent=out.answers.remote_id)
        found = self._site.every("comments", asked)
        ours = next((entry for entry in found if entry.get("author_user_agent") == _mark(out)), None)
        return _post(ours) if ours else None

    def set(self, remote_id: str, status: str) -> None:
        self._site.ask("POST", f"comments/{remote_id}", accept=GONE, json={"status": status}, creates=False)

    def remove(self, remote_id: str) -> None:
        """To the trash; where the site has none, for good."""
        answer = self._site.ask("DELETE", f"comments/{remote_id}", accept=(*GONE, _NO_TRASH))
        if answer.status_code == _NO_TRASH:
            self._site.ask("DELETE", f"comments/{remote_id}", accept=GONE, params={"force": "true"})

    def _remark(self, entry: dict[str, Any]) -> RemoteRemark:
        parent = int(entry.get("parent") or 0)
        return RemoteRemark(
            remote_id=str(entry["id"]),
            kind=RemarkKind.REPLY if parent else RemarkKind.COMMENT,
            parent_id=str(parent) if parent else None,
            post_id=str(entry.get("post") or "") or None,
            author=str(entry.get("author_name") or "?"),
            text=_text(entry),
            remote_url=entry.get("link"),
            written_at=clocks.read(f"{entry['date_gmt']}+00:00"),
            hidden=entry.get("status") != _SHOWN,
            ours=int(entry.get("author") or 0) == self._our_id(),
        )

    def _our_id(self) -> int:
        if self._me is None:
            self._me = int(self._site.one("GET", "users/me", params={"context": "edit"})["id"])
        return self._me

    def _refused(self, answer: web.Response) -> NotifierError:
        why = code(answer)
        if why == _SAME:
            return same_words_refused(self._name)
        if why == _CLOSED:
            sentence = say("The post takes no comments any more, so nothing can be answered there.")
            return NotifierError(sentence, RetryClass.PERMANENT)
        sentence = say("The WordPress user may not answer comments ({code}). Give it the role that it needs.", code=why)
        return NotifierError(sentence, RetryClass.OPERATOR if answer.status_code == 403 else classify(409))


def _listing(**asked: Any) -> dict[str, Any]:
    return {"context": "edit", "status": "all", "orderby": "id", "order": "asc"} | asked


def _form(out: Outgoing) -> dict[str, Any]:
    """Their markup and shortcodes work in comments too; ours is text."""
    post, parent = (out.answers.post_id, out.answers.remote_id) if out.answers else (None, out.target)
    content = escape(out.rendering.text, quote=False)
    return {"post": int(post or 0), "parent": int(parent or 0), "content": content, "author_user_agent": _mark(out)}


def _mark(out: Outgoing) -> str:
    return f"Krisekanal {out.key}"


def _post(entry: dict[str, Any]) -> RemotePost:
    return RemotePost(remote_id=str(entry["id"]), remote_url=entry.get("link"), text=_text(entry))


def _text(entry: dict[str, Any]) -> str:
    content = entry.get("content")
    return words(str(content.get("raw", ""))) if isinstance(content, dict) else ""
