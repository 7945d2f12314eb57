"""Every request the channel makes, as it left for a real WordPress: method, route, query, body."""

import base64
import json
import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import httpx
import pytest

from notifiers.channels.homepage import WordPress
from schemas.drafts.rendering import PublishAction
from tests.notifiers.answers import answer
from tests.notifiers.homepage.test_comments import comment
from tests.notifiers.homepage.test_wordpress import made, picture
from tests.notifiers.scenes import outgoing
from tests.servers.wordpress import WordPressServer

KEY = "abcdef0123456789abcdef0123456789"
SLUG = "kok-drikkevannet-abcdef0123456789"


@pytest.fixture
def plugin(server: WordPressServer, tmp_path: Path) -> WordPress:
    return made(server.url(), tmp_path)


@pytest.fixture
def wire(plugin: WordPress) -> list[tuple[str, str, dict[str, str], Any]]:
    """(method, route, query without the route, body), each as sent."""
    seen: list[tuple[str, str, dict[str, str], Any]] = []

    def keep(request: httpx.Request) -> None:
        assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"krise:ordkrise").decode()
        assert request.url.path == "/"
        query = dict(request.url.params)
        body = request.read()
        sent = json.loads(body) if request.headers.get("Content-Type") == "application/json" else body
        seen.append((request.method, query.pop("rest_route"), query, sent))

    plugin.client.event_hooks["request"].append(keep)
    return seen


PAGED = {"per_page": "100", "orderby": "id", "order": "asc", "page": "1"}


def test_publish_edit_delete(plugin: WordPress, wire: list[Any]) -> None:
    out = outgoing("Kok.", key=KEY)
    post = plugin.deliver(out).remote_id
    plugin.deliver(out)
    look = (
        "GET",
        "/wp/v2/posts",
        PAGED | {"slug": SLUG, "status": "publish,future,draft,pending,private", "context": "edit"},
        b"",
    )
    form = {
        "title": "Kok drikkevannet",
        "content": "<p>Kok.</p>",
        "comment_status": "closed",
        "status": "publish",
        "slug": SLUG,
    }
    assert wire == [look, ("POST", "/wp/v2/posts", {}, form), look]
    wire.clear()
    plugin.deliver(outgoing("Rett.", PublishAction.EDIT, target=post))
    media = ("GET", "/wp/v2/media", PAGED | {"parent": post, "context": "edit", "status": "inherit,private"}, b"")
    assert wire == [("POST", f"/wp/v2/posts/{post}", {}, {"title": "Kok drikkevannet", "content": "<p>Rett.</p>"})]
    wire.clear()
    plugin.deliver(outgoing(action=PublishAction.DELETE, target=post))
    assert wire == [
        ("GET", f"/wp/v2/posts/{post}", {"context": "edit"}, b""),
        media,
        ("DELETE", f"/wp/v2/posts/{post}", {}, b""),
    ]


def test_pictures_go_up_before_the_post_is_public(plugin: WordPress, wire: list[Any], tmp_path: Path) -> None:
    media = picture(tmp_path, alt="Kart")
    post = plugin.deliver(outgoing("Kok.", key="b" * 32, media=(media,))).remote_id
    slug = "kok-drikkevannet-" + "b" * 16
    assert [(method, route) for method, route, _, _ in wire] == [
        ("GET", "/wp/v2/posts"),
        ("POST", "/wp/v2/posts"),
        ("GET", "/wp/v2/media"),
        ("POST", "/wp/v2/media"),
        ("POST", f"/wp/v2/posts/{post}"),
    ]
    assert wire[1][3] == {"title": "Kok drikkevannet", "status": "draft", "slug": slug}
    upload = wire[3][3]
    name = f"krise-{post}-{media.sha256[:16]}"
    parts = dict(
        re.findall(
            rb'name="(\w+)"(?:; filename="[^"]*"\r\nContent-Type: [^\r]*)?\r\n\r\n(.*?)\r\n--', upload, re.DOTALL
        )
    )
    assert b'filename="kart.png"' in upload and b"Content-Type: image/png" in upload
    assert parts == {
        b"alt_text": b"Kart",
        b"title": b"Kart",
        b"slug": name.encode(),
        b"post": str(post).encode(),
        b"file": Path(media.path).read_bytes(),
    }
    whole = wire[4][3]
    assert whole["status"] == "publish" and whole["comment_status"] == "closed"
    assert re.fullmatch(
        r'<p>Kok\.</p>\n<figure class="wp-block-image"><img src="http://127\.0\.0\.1:\d+/[^"]+\.png" alt="Kart" /></figure>',
        whole["content"],
    )
    wire.clear()
    plugin.deliver(outgoing(action=PublishAction.DELETE, target=post))
    assert ("DELETE", {"force": "true"}) in [
        (method, query) for method, route, query, _ in wire if route.startswith("/wp/v2/media/")
    ]


def test_read_back_asks_in_utc(plugin: WordPress, wire: list[Any]) -> None:
    plugin.read_back(datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC))
    asked = PAGED | {"context": "edit", "status": "publish"}
    assert wire[0] == ("GET", "/wp/v2/posts", asked | {"after": "2026-11-23T12:00:04Z"}, b"")
    assert ("GET", "/wp/v2/posts", asked | {"modified_after": "2026-11-23T12:00:04Z"}, b"") in wire


def test_lock_and_unlock(plugin: WordPress, wire: list[Any], server: WordPressServer) -> None:
    before = plugin.roles()
    listing = ("GET", "/wp/v2/users", PAGED | {"context": "edit"}, b"")
    assert wire == [("GET", "/wp/v2/users/me", {"context": "edit"}, b""), listing]
    wire.clear()
    editor, writer = (str(server.people[name]["id"]) for name in ("redaktor", "skribent"))
    plugin.lock(before)
    lowered = {"roles": ["subscriber"]}
    me = ("GET", "/wp/v2/users/me", {"context": "edit"}, b"")
    assert wire == [
        me,
        ("POST", f"/wp/v2/users/{editor}", {}, lowered),
        ("POST", f"/wp/v2/users/{writer}", {}, lowered),
        listing,
    ]
    wire.clear()
    plugin.unlock(before)
    assert wire == [
        ("POST", f"/wp/v2/users/{editor}", {}, {"roles": ["editor"]}),
        ("POST", f"/wp/v2/users/{writer}", {}, {"roles": ["author", "contributor"]}),
    ]


def test_comments_read_answered_hidden_and_removed(plugin: WordPress, wire: list[Any], server: WordPressServer) -> None:
    post = plugin.deliver(outgoing(crisis_id=None, key=KEY)).remote_id
    number = comment(server, str(post), "Når kommer vannet?")
    wire.clear()
    listed = {"context": "edit", "status": "all", "orderby": "id", "order": "asc", "per_page": "100", "page": "1"}
    remark = next(one for one in plugin.remarks(None, []).remarks if one.remote_id == number)
    (method, route, asked, _), me = wire
    assert (method, route, asked | {"after": ""}) == ("GET", "/wp/v2/comments", listed | {"after": ""})
    assert me == ("GET", "/wp/v2/users/me", {"context": "edit"}, b"")
    wire.clear()
    plugin.remark(remark)
    assert [each[:2] for each in wire] == [("GET", f"/wp/v2/comments/{number}")]
    wire.clear()
    out = answer(remark)
    plugin.deliver(out)
    looked, made_it = wire
    assert looked == ("GET", "/wp/v2/comments", listed | {"post": post, "parent": number}, b"")
    form = {
        "post": int(str(post)),
        "parent": int(number),
        "content": escape(out.rendering.text, quote=False),
        "author_user_agent": f"Krisekanal {out.key}",
    }
    assert made_it == ("POST", "/wp/v2/comments", {}, form)
    wire.clear()
    plugin.hide(remark)
    plugin.unhide(remark)
    plugin.remove_remark(remark)
    assert wire == [
        ("POST", f"/wp/v2/comments/{number}", {}, {"status": "hold"}),
        ("POST", f"/wp/v2/comments/{number}", {}, {"status": "approved"}),
        ("DELETE", f"/wp/v2/comments/{number}", {}, b""),
    ]


def test_check_only_looks(plugin: WordPress, wire: list[Any]) -> None:
    plugin.check()
    assert wire == [("GET", "/wp/v2/users/me", {"context": "edit"}, b"")]
