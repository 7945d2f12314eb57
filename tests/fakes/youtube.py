"""A fake YouTube (Data API v3) with Google's token server on loopback.

It refuses: no or an old token (401), unknown parts and fields (400), an update without title or category (400), a title over
100 signs or a description over 5,000 bytes or angle brackets in either (400), an upload without its size and kind (400), a
range that does not fit (400), an unknown place (404), a video nobody has (empty list, or 404 for a change). Its comments:
tests/fakes/youtube_comments.py.
"""

import re
from datetime import UTC, datetime
from typing import Any

from tests.fakes.server import Answer, FakeServer, TokenDesk, Wire
from tests.fakes.youtube_comments import FakeVideoComments

CHANNEL, UPLOADS = "UCkommune_12-x", "UUkommune_12-x"
_GRANT = {"client_id": "klient", "client_secret": "hemmelig-ord", "refresh_token": "1//hemmelig-fornyelse"}
_SNIPPET = {"title", "description", "categoryId", "tags", "defaultLanguage"}


class FakeYouTube(FakeServer):
    """`videos` by id, oldest first. `places` are uploads that have begun. `swallow`: the next PUT keeps so many bytes and breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.videos: dict[str, dict[str, Any]] = {}
        self.places: dict[str, dict[str, Any]] = {}
        self.desk = TokenDesk(_GRANT)
        self.page, self.mine, self.swallow = 50, CHANNEL, -1
        self.comments = FakeVideoComments(CHANNEL, _error, _list)

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [v["snippet"]["description"] for v in self.videos.values() if v["status"]["privacyStatus"] == "public"]

    def write(self, text: str, when: datetime) -> str:
        return self._add(
            {"title": "T", "description": text, "categoryId": "22"}, {"privacyStatus": "public"}, when, b""
        )

    def route(self, wire: Wire) -> Answer:
        if wire.path == "/token":
            return self.desk.exchange(wire)
        if not self.desk.knows(wire):
            return _error(401, "authError")
        if wire.path.startswith("/youtube/v3/comment"):
            return self.comments.route(wire, datetime.now(UTC))
        match wire.method, wire.path:
            case "POST", "/upload/youtube/v3/videos":
                return self._begin(wire)
            case "PUT", path if path.startswith("/place/"):
                return self._bytes(wire)
            case "GET", "/youtube/v3/channels":
                return self._channels(wire.query)
            case "GET", "/youtube/v3/playlistItems":
                return self._items(wire.query)
            case "GET", "/youtube/v3/videos":
                shown = [v for v in self.videos.values() if v["id"] == wire.query["id"]]
                return _list(shown) if wire.query.get("part") == "snippet,status" else _error(400, "invalidPart")
            case "PUT", "/youtube/v3/videos":
                return self._change(wire)
        return _error(404, "notFound")

    def _begin(self, wire: Wire) -> Answer:
        form, size = wire.json, wire.headers.get("x-upload-content-length", "")
        if (
            wire.query != {"uploadType": "resumable", "part": "snippet,status"}
            or not size.isdigit()
            or not isinstance(form, dict)
        ):
            return _error(400, "badRequest")
        if wire.headers.get("x-upload-content-type") != "video/mp4" or set(form) != {"snippet", "status"}:
            return _error(400, "badRequest")
        if set(form["status"]) != {"privacyStatus", "selfDeclaredMadeForKids"} or not _good(form["snippet"]):
            return _error(400, "invalidVideoMetadata")
        place = str(len(self.places))
        self.places[place] = {"form": form, "size": int(size), "data": b"", "video": ""}
        return Answer(200, b"", {"Location": f"{self.at}/place/{place}"})

    def _bytes(self, wire: Wire) -> Answer:
        place = self.places.get(wire.path.rpartition("/")[2])
        if place is None:
            return _error(404, "notFound")
        said = wire.headers.get("content-range", "")
        if said == f"bytes */{place['size']}":
            return self._state(place)
        first = re.fullmatch(rf"bytes (\d+)-{place['size'] - 1}/{place['size']}", said)
        if (said and not first) or int(first[1] if first else 0) != len(place["data"]):
            return _error(400, "badRequest")
        if self.swallow >= 0:
            place["data"] += wire.body[: self.swallow]
            self.swallow = -1
            return _error(503, "backendError")
        place["data"] += wire.body
        return self._state(place)

    def _state(self, place: dict[str, Any]) -> Answer:
        if len(place["data"]) < place["size"]:
            return Answer(308, b"", {"Range": f"bytes=0-{len(place['data']) - 1}"} if place["data"] else {})
        if not place["video"]:
            place["video"] = self._add(
                place["form"]["snippet"], place["form"]["status"], datetime.now(UTC), place["data"]
            )
        return Answer(200, _shown(self.videos[place["video"]]))

    def _add(self, snippet: dict[str, Any], status: dict[str, Any], when: datetime, data: bytes) -> str:
        video = f"vid{len(self.videos):08d}"
        self.videos[video] = {
            "kind": "youtube#video",
            "id": video,
            "snippet": dict(snippet),
            "status": dict(status),
            "at": when,
            "data": data,
        }
        return video

    def _channels(self, query: dict[str, str]) -> Answer:
        if query == {"part": "snippet", "mine": "true"}:
            return _list([{"id": self.mine, "snippet": {"title": "Kommunen"}}])
        if query == {"part": "contentDetails", "id": CHANNEL}:
            return _list([{"id": CHANNEL, "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}}}])
        return _error(400, "badRequest")

    def _items(self, query: dict[str, str]) -> Answer:
        if (
            set(query) - {"part", "playlistId", "maxResults", "pageToken"}
            or query["playlistId"] != UPLOADS
            or int(query["maxResults"]) > 50
        ):
            return _error(400, "badRequest")
        found = [_item(video) for video in reversed(self.videos.values())]
        first = int(query.get("pageToken", "0"))
        last = first + min(self.page, int(query["maxResults"]))
        return _list(found[first:last], **({"nextPageToken": str(last)} if last < len(found) else {}))

    def _change(self, wire: Wire) -> Answer:
        form, part = wire.json, wire.query.get("part")
        if not isinstance(form, dict) or set(form) != {"id", part} or form["id"] not in self.videos:
            return _error(404, "videoNotFound")
        if part == "snippet" and not _good(form["snippet"]):
            return _error(400, "invalidVideoMetadata")
        self.videos[form["id"]][str(part)] = form[part]
        return Answer(200, _shown(self.videos[form["id"]]))


def address(port: int) -> str:
    grant = "client_id=klient&client_secret=hemmelig-ord&refresh=1%2F%2Fhemmelig-fornyelse"
    return f"youtube://{CHANNEL}/?{grant}&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _good(snippet: dict[str, Any]) -> bool:
    words = snippet.get("title", ""), snippet.get("description", "")
    fits = 0 < len(words[0]) <= 100 and len(words[1].encode()) <= 5000 and not set("<>") & set("".join(words))
    return fits and not set(snippet) - _SNIPPET and bool(snippet.get("categoryId"))


def _shown(video: dict[str, Any]) -> dict[str, Any]:
    return {name: video[name] for name in ("kind", "id", "snippet", "status")}


def _item(video: dict[str, Any]) -> dict[str, Any]:
    snippet = {
        "title": video["snippet"]["title"],
        "description": video["snippet"]["description"],
        "publishedAt": video["at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resourceId": {"videoId": video["id"]},
    }
    return {"snippet": snippet, "status": {"privacyStatus": video["status"]["privacyStatus"]}}


def _list(items: list[dict[str, Any]], **more: str) -> Answer:
    shown = [{n: v for n, v in item.items() if n not in ("at", "data")} for item in items]
    return Answer(200, {"kind": "youtube#listResponse", "items": shown, **more})


def _error(status: int, reason: str) -> Answer:
    return Answer(
        status, {"error": {"code": status, "message": reason, "errors": [{"domain": "youtube", "reason": reason}]}}
    )
