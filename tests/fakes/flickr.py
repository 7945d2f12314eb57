"""A fake Flickr on loopback: uploads that answer in XML, methods that answer 200 to everything.

It refuses: a signature that is not right (96, checked with another implementation of RFC 5849; an upload's picture is not
signed), an unknown method (112), a comment without words or by whom may only read (100, 99), unknown words (100), no title or an over-long one (2), no picture (2), an unknown photo (1).
"""

import re
from datetime import UTC, datetime
from typing import Any

from tests.fakes.oauth1 import signed
from tests.fakes.server import Answer, FakeServer, Wire

NSID = "12345678@N00"
_FIELD = re.compile(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)
_COMMON = {"method", "format", "nojsoncallback"}


class FakeFlickr(FakeServer):
    """`photos` by id, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.photos: dict[str, dict[str, Any]] = {}
        self.page, self.left, self.perms, self.nsid = 100, 900_000, "delete", NSID
        self.comments: dict[str, dict[str, str]] = {}

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [_plain(photo["description"]) for photo in self.photos.values() if photo["public"]]

    def write(self, text: str, when: datetime) -> str:
        photo = str(53000 + len(self.photos))
        self.photos[photo] = {
            "title": "T",
            "description": text,
            "at": int(when.timestamp()),
            "public": True,
            "data": b"",
        }
        return photo

    def route(self, wire: Wire) -> Answer:
        if wire.path == "/services/upload/":
            return self._upload(wire)
        if wire.path != "/services/rest/":
            return Answer(404)
        asked = wire.query or wire.form or {}
        if not signed(wire, self.at):
            return _fail(96)
        if asked.get("format") != "json" or asked.get("nojsoncallback") != "1":
            return _fail(111)
        name = asked["method"].removeprefix("flickr.").replace(".", "_")
        known = getattr(self, f"_{name}", None)
        return known({n: v for n, v in asked.items() if n not in _COMMON}) if known else _fail(112)

    def _upload(self, wire: Wire) -> Answer:
        fields = {name.decode(): value.decode() for name, value in _FIELD.findall(wire.body) if name != b"photo"}
        if not signed(wire._replace(query=fields), self.at):
            return _xml(96)
        if (
            b'name="photo"; filename=' not in wire.body
            or not 0 < len(fields.get("title", "")) <= 255
            or fields.get("is_public") != "1"
        ):
            return _xml(2)
        photo = self.write(fields["description"], datetime.now(UTC))
        self.photos[photo] |= {"title": fields["title"], "data": wire.body}
        return Answer(
            200,
            f'<?xml version="1.0"?><rsp stat="ok"><photoid>{photo}</photoid></rsp>'.encode(),
            {"Content-Type": "text/xml"},
        )

    def _photos_setMeta(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if asked.get("photo_id") not in self.photos:
            return _fail(1)
        if set(asked) != {"photo_id", "title", "description"}:
            return _fail(2)
        self.photos[asked["photo_id"]] |= {"title": asked["title"], "description": asked["description"]}
        return _ok()

    def _photos_setPerms(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if set(asked) != {"photo_id", "is_public", "is_friend", "is_family", "perm_comment", "perm_addmeta"}:
            return _fail(2)
        if asked["photo_id"] not in self.photos:
            return _fail(1)
        self.photos[asked["photo_id"]]["public"] = asked["is_public"] == "1"
        return _ok()

    def _photos_getInfo(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        photo = self.photos.get(asked["photo_id"])
        if photo is None:
            return _fail(1)
        words = {"title": {"_content": photo["title"]}, "description": {"_content": photo["description"]}}
        return _ok(photo={"id": asked["photo_id"], **words, "visibility": {"ispublic": int(photo["public"])}})

    def _people_getPhotos(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if (
            set(asked) != {"user_id", "min_upload_date", "privacy_filter", "extras", "per_page", "page"}
            or asked["user_id"] != "me"
        ):
            return _fail(2)
        found = [
            {
                "id": n,
                "title": p["title"],
                "description": {"_content": p["description"]},
                "ispublic": 1,
                "dateupload": str(p["at"]),
            }
            for n, p in reversed(self.photos.items())
            if p["public"] and p["at"] >= int(asked["min_upload_date"])
        ]
        size, page = min(self.page, int(asked["per_page"])), int(asked["page"])
        pages = -(-len(found) // size)
        return _ok(
            photos={"page": page, "pages": pages, "total": len(found), "photo": found[(page - 1) * size : page * size]}
        )

    def comment(self, photo: str, text: str, when: datetime, who: str = "777@N01") -> str:
        number = f"6065-{photo}-{72057 + len(self.comments)}"
        self.comments[number] = {
            "id": number,
            "author": who,
            "authorname": "kommunen" if who == NSID else "Per Hansen",
            "datecreate": str(int(when.timestamp())),
            "permalink": f"https://www.flickr.com/photos/{NSID}/{photo}/#comment{72057 + len(self.comments)}",
            "_content": text,
        }
        self.photos[photo]["updated"] = int(when.timestamp())
        return number

    def _photos_recentlyUpdated(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if set(asked) != {"min_date", "extras", "per_page", "page"} or int(asked["per_page"]) > 500:
            return _fail(2)
        changed = [(number, photo.get("updated", photo["at"])) for number, photo in self.photos.items()]
        since = sorted((pair for pair in changed if pair[1] >= int(asked["min_date"])), key=lambda pair: -pair[1])
        found = [{"id": number, "ispublic": 1, "lastupdate": str(at)} for number, at in since]
        return _ok(photos={"page": 1, "pages": 1, "perpage": 500, "total": len(found), "photo": found})

    def _photos_comments_getList(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if set(asked) - {"photo_id", "min_comment_date", "max_comment_date"}:
            return _fail(100)
        if asked.get("photo_id") not in self.photos:
            return _fail(1)
        found = [one for one in self.comments.values() if one["id"].split("-")[1] == asked["photo_id"]]
        return _ok(comments={"photo_id": asked["photo_id"]} | ({"comment": found} if found else {}))

    def _photos_comments_addComment(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        if self.perms not in ("write", "delete"):
            return _fail(99)
        if set(asked) != {"photo_id", "comment_text"} or not asked["comment_text"]:
            return _fail(100)
        if asked["photo_id"] not in self.photos:
            return _fail(1)
        made = self.comment(asked["photo_id"], asked["comment_text"], datetime.now(UTC), NSID)
        return _ok(comment=self.comments[made])

    def _auth_oauth_checkToken(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        user = {"nsid": self.nsid, "username": "kommunen", "fullname": "Kommunen"}
        return _ok(oauth={"token": {"_content": "merke"}, "perms": {"_content": self.perms}, "user": user})

    def _people_getUploadStatus(self, asked: dict[str, str]) -> Answer:  # Flickr's name
        return _ok(user={"id": NSID, "ispro": 1, "bandwidth": {"remainingkb": self.left}, "filesize": {"maxmb": 200}})


def address(port: int) -> str:
    words = "key=nokkel&secret=hemmelig-en&token=merke&token_secret=hemmelig-to"
    return f"flickr://{NSID.replace('@', '-')}/?{words}&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _plain(description: str) -> str:
    return description.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _ok(**told: Any) -> Answer:
    return Answer(200, {**told, "stat": "ok"})


def _fail(code: int) -> Answer:
    return Answer(200, {"stat": "fail", "code": code, "message": "?"})


def _xml(code: int) -> Answer:
    return Answer(200, f'<rsp stat="fail"><err code="{code}" msg="?" /></rsp>'.encode(), {"Content-Type": "text/xml"})
