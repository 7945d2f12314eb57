"""`wordpresss://USER:APPLICATION-PASSWORD@host/folder` (https) and `wordpress://` (http, for loopback).

WordPress has no idempotency key. The post's slug carries ours, and is looked for before anything is posted.
"""

import re
import unicodedata
from collections.abc import Container
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from apprise import NotifyBase

from notifiers.base import clocks, web
from notifiers.base.abilities import Diagnosis
from notifiers.base.http import GONE, TIMEOUT, HttpPlugin, classify
from notifiers.base.inbox import ReadByInbox
from notifiers.base.markup import whole_page, words
from notifiers.channels.homepage import media
from notifiers.channels.homepage.checks import diagnoses
from notifiers.channels.homepage.comments import Comments
from notifiers.channels.homepage.guard import WordPressGuard
from notifiers.channels.homepage.site import Site, code, meant
from policy.reach import is_this_machine
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import say

_NO_TRASH = 501
_READABLE = "publish,future,draft,pending,private"
_PUBLIC = "publish"


class WordPress(ReadByInbox, HttpPlugin):
    service_name = "WordPress"
    protocol = "wordpress"
    secure_protocol = "wordpresss"
    setup_url = "https://developer.wordpress.org/rest-api/reference/posts/"
    templates = tuple(
        f"{{schema}}://{{user}}:{{password}}@{{host}}{rest}"
        for rest in ("", ":{port}", "/{folder}", ":{port}/{folder}")
    )
    template_tokens = {
        **NotifyBase.template_tokens,
        "user": {"name": "User", "type": "string", "required": True},
        "password": {"name": "Application password", "type": "string", "private": True, "required": True},
        "host": {"name": "Host", "type": "string", "required": True},
        "port": {"name": "Port", "type": "int"},
        "folder": {"name": "Folder", "type": "string"},
    }
    body_maxlen = 1_000_000
    title_maxlen = 250
    idempotent = True
    exact_text = True
    titled = True
    guard: WordPressGuard

    inbox: Comments

    def __init__(self, folder: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not (self.user and self.password):
            raise TypeError("wordpress needs a user and an application password before the @")
        if not self.secure and not is_this_machine(self.host):
            raise TypeError("wordpress:// would send the password in the clear; use wordpresss://")
        self.folder = folder.strip("/")
        base = f"{'https' if self.secure else 'http'}://{self.host}" + (f":{self.port}" if self.port else "")
        self.client = web.Client(
            base_url=f"{base}/{self.folder}/" if self.folder else f"{base}/",
            timeout=TIMEOUT,
            auth=(self.user, self.password),
        )
        self.site = Site(self)
        self.guard = WordPressGuard(self.site)
        self.inbox = Comments(self.site, self.service_name)

    def publish(self, out: Outgoing) -> Receipt:
        there = self._by_slug(out, _READABLE)
        if there and there["status"] == _PUBLIC:
            return _receipt(there, "was there")
        if out.rendering.media:
            return self._with_media(out, there)
        post = self._form(out) | {"status": _PUBLIC, "slug": slug(out)}
        return _receipt(self.site.one("POST", f"posts/{there['id']}" if there else "posts", json=post), "published")

    def edit(self, out: Outgoing) -> Receipt:
        target = int(out.target or 0)
        pictures = media.attach(self.site, target, out.rendering.media)
        changes = {"title": out.rendering.title, "content": whole_page(out.rendering, pictures)}
        return _receipt(self.site.one("POST", f"posts/{target}", json=changes, creates=False), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """To the trash, where an administrator can find it; gone already counts as done."""
        there = self.site.there(f"posts/{out.target}")
        if there:
            media.detach(self.site, there["id"])
        answer = self.site.ask("DELETE", f"posts/{out.target}", accept=(*GONE, _NO_TRASH))
        if answer.status_code == _NO_TRASH:
            self.site.one("POST", f"posts/{out.target}", json={"status": "draft"}, creates=False)
        return Receipt(remote_id=out.target, detail=f"HTTP {answer.status_code}")

    def published(self, out: Outgoing) -> RemotePost | None:
        there = self._by_slug(out, _PUBLIC)
        return _remote(there) if there else None

    def shown(self, target: str) -> RemotePost | None:
        there = self.site.there(f"posts/{target}")
        return _remote(there) if there and there["status"] == _PUBLIC else None

    def says(self, post: RemotePost, out: Outgoing) -> bool:
        return super().says(post.model_copy(update={"title": unescape(post.title)}), out)

    def reply(self, out: Outgoing) -> Receipt:
        return self.inbox.reply(out)

    def replied(self, out: Outgoing) -> RemotePost | None:
        return self.inbox.replied(out)

    def hide(self, remark: RemoteRemark) -> None:
        self.inbox.set(remark.remote_id, "hold")

    def unhide(self, remark: RemoteRemark) -> None:
        self.inbox.set(remark.remote_id, "approved")

    def remove_remark(self, remark: RemoteRemark) -> None:
        self.inbox.remove(remark.remote_id)

    def read_back(self, since: datetime) -> list[RemotePost]:
        """What was published or changed since then. A post planned earlier comes out without being changed: two looks."""
        when = clocks.written(since - timedelta(seconds=1))
        asked = {"context": "edit", "status": _PUBLIC}
        found = {
            post["id"]: post
            for name in ("after", "modified_after")
            for post in self.site.every("posts", asked | {name: when})
        }
        return [_remote(post) for post in sorted(found.values(), key=lambda post: (post["date_gmt"], post["id"]))]

    def check(self) -> list[Diagnosis]:
        return diagnoses(self.site)

    def ask(self, method: str, path: str, *, accept: Container[int] = (), **kwargs: Any) -> web.Response:
        """403 is a credential that is known and may not; 401 one that is not known, or none at all."""
        also = [400, 403, *(status for status in range(400, 600) if status in accept)]
        answer = super().ask(method, path, accept=also, **kwargs)
        if answer.is_success or answer.status_code in accept:
            return answer
        status = meant(answer)
        if status != 403:
            raise self._failed(classify(status), f"HTTP {status} {code(answer)}".strip())
        sentence = say(
            "The WordPress user may not do this ({code}). Give it the role that it needs.", code=code(answer) or 403
        )
        raise NotifierError(sentence, RetryClass.OPERATOR)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        schema = "wordpresss" if self.secure else "wordpress"
        user = NotifyBase.quote(self.user, safe="")
        word = self.pprint(self.password, privacy, safe="")
        port = f":{self.port}" if self.port else ""
        folder = f"{NotifyBase.quote(self.folder, safe='/')}/" if self.folder else ""
        return f"{schema}://{user}:{word}@{self.host}{port}/{folder}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        parts = NotifyBase.parse_url(url)
        if parts:
            parts["secure"] = parts["schema"] == "wordpresss"  # Apprise takes the last letter for it
            parts["folder"] = NotifyBase.unquote(parts.get("fullpath") or "")
        return parts

    def _with_media(self, out: Outgoing, there: dict[str, Any] | None) -> Receipt:
        """A draft first, which nobody sees: its pictures, then the whole of it at once."""
        empty = {"title": out.rendering.title, "status": "draft", "slug": slug(out)}
        draft = there or self.site.one("POST", "posts", json=empty, creates=False)
        pictures = media.attach(self.site, draft["id"], out.rendering.media)
        whole = {
            "content": whole_page(out.rendering, pictures),
            "status": _PUBLIC,
            "slug": slug(out),
            "comment_status": self._comment_status(out),
        }
        return _receipt(self.site.one("POST", f"posts/{draft['id']}", json=whole), "published")

    def _form(self, out: Outgoing) -> dict[str, Any]:
        content, comments = whole_page(out.rendering), self._comment_status(out)
        return {"title": out.rendering.title, "content": content, "comment_status": comments}

    def _comment_status(self, out: Outgoing) -> str:
        """Plain Apprise has no account, and asks for nothing."""
        if not hasattr(self, "account"):
            return "closed"
        return self.account.comments_in_crisis if out.crisis_id else self.account.comments

    def _by_slug(self, out: Outgoing, statuses: str) -> dict[str, Any] | None:
        asked = {"slug": slug(out), "status": statuses, "context": "edit"}
        return next(iter(self.site.every("posts", asked)), None)


def slug(out: Outgoing) -> str:
    """The title in ASCII, then our key: the same for every attempt."""
    spelled = out.rendering.title.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-")
    return f"{name}-{out.key[:16]}" if name else out.key[:16]


def _receipt(post: dict[str, Any], detail: str) -> Receipt:
    return Receipt(remote_id=str(post["id"]), remote_url=post.get("link"), detail=detail)


def _remote(post: dict[str, Any]) -> RemotePost:
    return RemotePost(
        remote_id=str(post["id"]),
        remote_url=post.get("link"),
        title=_raw(post, "title"),
        text=words(_raw(post, "content")),
        marker=str(post.get("slug", "")),
    )


def _raw(post: dict[str, Any], name: str) -> str:
    part = post.get(name)
    return str(part.get("raw", "")) if isinstance(part, dict) else ""
