"""A fake LinkedIn (Posts API) on loopback.

It refuses: a missing or unknown LinkedIn-Version (400, 426), another protocol than Rest.li 2.0.0 (400), another token
(401), unknown fields (400), reserved signs without their backslash and an over-long or empty text (422), the same text
twice in a row (422), finders and partial updates without their method header (400), files it does not know (422).
Its comments: tests/fakes/linkedin_comments.py.
"""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from tests.fakes.linkedin_comments import FakeMemberComments
from tests.fakes.server import Answer, FakeServer, Wire

ORG, ME = "5035", "urn:li:person:me"
PAGE = f"urn:li:organization:{ORG}"
ACLS = [
    (ME, "ADMINISTRATOR"),
    ("urn:li:person:b", "ADMINISTRATOR"),
    ("urn:li:person:b", "CONTENT_ADMINISTRATOR"),
    ("urn:li:person:c", "ANALYST"),
]
_BARE = re.compile(r"(?<!\\)(?:\\\\)*[|{}@\[\]()<>#*_~]")
_FIELDS = {
    "author",
    "commentary",
    "visibility",
    "distribution",
    "lifecycleState",
    "isReshareDisabledByAuthor",
    "content",
}
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")


class FakeLinkedIn(FakeServer):
    """`posts` by urn, oldest first; `acls` maps (member, role) to its state."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.files: dict[str, str] = {}
        self.acls = dict.fromkeys(ACLS, "APPROVED")
        self.page, self.versions, self.token, self.refresh = 50, ("202611",), "hemmelig", "hemmelig-fornyelse"
        self.comments = FakeMemberComments(PAGE, _error, self.posts)

    @property
    def url(self) -> str:
        return address(self.port)

    def texts(self) -> list[str]:
        return [_ESCAPED.sub(r"\1", post["commentary"]) for post in self.posts.values()]

    def write(self, text: str, when: datetime) -> str:
        urn, at = f"urn:li:share:{7000 + len(self.posts)}", int(when.timestamp() * 1000)
        self.posts[urn] = {
            "id": urn,
            "author": PAGE,
            "commentary": text,
            "createdAt": at,
            "lastModifiedAt": at,
            "lifecycleState": "PUBLISHED",
        }
        return urn

    def route(self, wire: Wire) -> Answer:
        if wire.path == "/oauth/v2/accessToken":
            return self._exchange(wire)
        if wire.headers.get("authorization") != f"Bearer {self.token}":
            return Answer(401, {"status": 401, "code": "INVALID_ACCESS_TOKEN"})
        if wire.path.startswith("/dms-uploads/"):
            return self._keep(wire)
        version = wire.headers.get("linkedin-version")
        if version is None or wire.headers.get("x-restli-protocol-version") != "2.0.0":
            return _error(400)
        if version not in self.versions:
            return Answer(426, {"status": 426, "code": "NONEXISTENT_VERSION"})
        steps = unquote(wire.path).strip("/").split("/", 2)
        if steps[0] != "rest":
            return _error(404)
        if steps[1] in ("socialActions", "organizationalEntityNotifications"):
            return self.comments.route(wire, steps[1:], datetime.now(UTC))
        if steps[1] == "organizationAcls":
            return self._roles(wire, steps[2] if len(steps) > 2 else "")
        if steps[1] in ("images", "documents"):
            return self._file(wire, steps[1], steps[2] if len(steps) > 2 else "")
        return self._post(wire, steps[2]) if len(steps) > 2 else self._posts(wire)

    def _posts(self, wire: Wire) -> Answer:
        if wire.method == "GET":
            return self._finder(wire)
        form = wire.json
        if (
            not isinstance(form, dict)
            or set(form) - _FIELDS
            or not _FIELDS - {"content"} <= set(form)
            or form["author"] != PAGE
        ):
            return _error(400)
        text, bad = form["commentary"], self._bad(form["commentary"])
        if [post["commentary"] for post in self.posts.values()][-1:] == [text]:
            return _error(422, "Content is a duplicate of urn:li:share:1")
        if bad or not self._files_fit(form.get("content", {})):
            return _error(422)
        urn = self.write(text, datetime.now(UTC))
        self.posts[urn]["content"] = form.get("content", {})
        return Answer(201, b"", {"x-restli-id": urn})

    def _bad(self, text: str) -> bool:
        return not 0 < len(_ESCAPED.sub(r"\1", text)) <= 3000 or bool(_BARE.search(_ESCAPED.sub("", text)))

    def _files_fit(self, content: dict[str, Any]) -> bool:
        named = (
            [content["media"]["id"]]
            if "media" in content
            else [one["id"] for one in content.get("multiImage", {}).get("images", [])]
        )
        return all(self.files.get(urn) == "AVAILABLE" for urn in named) and (
            "multiImage" not in content or len(named) > 1
        )

    def _finder(self, wire: Wire) -> Answer:
        asked = wire.query
        if wire.headers.get("x-restli-method") != "FINDER" or asked.get("q") != "author" or asked.get("author") != PAGE:
            return _error(400)
        found = sorted(self.posts.values(), key=lambda post: post["lastModifiedAt"], reverse=True)
        start, count = int(asked["start"]), int(asked["count"])
        return Answer(
            200, {"elements": found[start : start + count], "paging": {"start": start, "count": count, "links": []}}
        )

    def _post(self, wire: Wire, urn: str) -> Answer:
        if wire.method == "DELETE":
            self.posts.pop(urn, None)
            return Answer(204) if wire.headers.get("x-restli-method") == "DELETE" else _error(400)
        if urn not in self.posts:
            return _error(404)
        if wire.method == "GET":
            return Answer(200, self.posts[urn])
        changed = (wire.json or {}).get("patch", {}).get("$set", {})
        if (
            wire.headers.get("x-restli-method") != "PARTIAL_UPDATE"
            or set(changed) != {"commentary"}
            or self._bad(changed["commentary"])
        ):
            return _error(400)
        self.posts[urn] |= changed | {"lastModifiedAt": int(datetime.now(UTC).timestamp() * 1000)}
        return Answer(204)

    def _file(self, wire: Wire, kind: str, urn: str) -> Answer:
        if urn:
            return Answer(200, {"id": urn, "status": self.files[urn]}) if urn in self.files else _error(404)
        if wire.query != {"action": "initializeUpload"} or wire.json != {"initializeUploadRequest": {"owner": PAGE}}:
            return _error(400)
        made = f"urn:li:{kind.removesuffix('s')}:{len(self.files)}"
        self.files[made] = "WAITING_UPLOAD"
        return Answer(200, {"value": {kind.removesuffix("s"): made, "uploadUrl": f"{self.at}/dms-uploads/{made}"}})

    def _keep(self, wire: Wire) -> Answer:
        urn = wire.path.rpartition("/")[2]
        if wire.method != "PUT" or urn not in self.files or not wire.body:
            return _error(400)
        self.files[urn] = "AVAILABLE"
        return Answer(201)

    def _roles(self, wire: Wire, key: str) -> Answer:
        if wire.method == "PUT":
            return self._set(wire, key)
        found = [{"organization": PAGE, "roleAssignee": m, "role": r, "state": s} for (m, r), s in self.acls.items()]
        if wire.query.get("q") == "roleAssignee":
            return Answer(200, {"elements": [acl for acl in found if acl["roleAssignee"] == ME]})
        if wire.query.get("q") != "organization" or wire.query.get("organization") != PAGE:
            return _error(400)
        return Answer(
            200, {"elements": [acl for acl in found if acl["state"] == wire.query.get("state", acl["state"])]}
        )

    def _set(self, wire: Wire, key: str) -> Answer:
        acl = wire.json or {}
        wanted = f"(organization:{PAGE},role:{acl.get('role')},roleAssignee:{acl.get('roleAssignee')})"
        place = (acl.get("roleAssignee"), acl.get("role"))
        if key != wanted or acl.get("state") not in ("APPROVED", "REVOKED") or place not in self.acls:
            return _error(400)
        self.acls[place] = acl["state"]
        return Answer(204)

    def _exchange(self, wire: Wire) -> Answer:
        wanted = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh,
            "client_id": "klient",
            "client_secret": "hemmelig-klient",
        }
        if wire.method != "POST" or wire.form != wanted:
            return Answer(400, {"error": "invalid_grant"})
        self.token = "hemmelig-ny"
        return Answer(
            200,
            {
                "access_token": self.token,
                "expires_in": 5_184_000,
                "refresh_token": self.refresh,
                "refresh_token_expires_in": 9,
            },
        )


def address(port: int) -> str:
    own = "client_id=klient&client_secret=hemmelig-klient&refresh=hemmelig-fornyelse"
    return f"linkedin://{ORG}/?token=hemmelig&{own}&at=http%3A%2F%2F127.0.0.1%3A{port}"


def _error(status: int, why: str = "?") -> Answer:
    return Answer(status, {"status": status, "message": why})
