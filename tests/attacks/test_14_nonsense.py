"""Line 14: whatever a stranger sends to whatever route, it is their fault and not ours, and leads nowhere else.

Headers and methods are read before the route is known: each goes to some of the routes, and to every one in `make torture`.
"""

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.desk.web.inside import Inside, fill
from tests.desk.web.test_doors import routes

T = TypeVar("T")
JSON, FORM, FILES = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
BODIES = (
    (b"", JSON),
    (b"{", JSON),
    (b"\xff\xfe\x00", JSON),
    (b"[" * 5_000, JSON),
    (b'{"a": 1e999, "b": "\\ud800"}', JSON),
    (b"null", "application/json; charset=utf-7"),
    (b"%", FORM),
    (b"a=%ff%00&a&&=&csrf=%ED%A0%80", FORM),
    (b"a=b&" * 3_000, FORM),
    (b"--b\r\nContent-Disposition: form-data", FILES),
    (b'--b\r\nContent-Disposition: form-data; name=picture; filename="\\"\r\n\r\n\xff\r\n--b--', FILES),
    (b"--x--", "multipart/form-data"),
    (b"<a/>", "text/xml"),
    (b"x", "\xff/\x80"),
)
HEADERS = (
    {"cookie": "krisekanal-session=%00; a; =; krisekanal-session=" + "x" * 3_000},
    {"authorization": "Bearer \xff"},
    {"authorization": "Basic ==="},
    {"accept-language": "x" * 2_000, "accept": "\x80", "accept-encoding": "\xff"},
    {"range": "bytes=-0,9-1", "if-modified-since": "i går", "if-none-match": '"'},
    {"content-length": "-1"},
    {"transfer-encoding": "chunked, gzip"},
    {"hx-request": "true", "hx-target": "\xff"},
    {"x-forwarded-for": "', --", "x-forwarded-proto": "\x80"},
    {"idempotency-key": "\xff" * 200, "last-event-id": "-1"},
    {"host": "\xff"},
    {"origin": "http://[", "referer": "://"},
)
PARTS = (
    "%00",
    "..%2f..%2f",
    "%ff%fe",
    "x" * 3_000,
    "%F0%9F%92%A9",
    "-1",
    "1e9",
    "%0d%0aSet-Cookie:a=b",
    "$%7b7*7%7d",
    "''",
)
QUERIES = (
    "?a=%00&a=%ff&&=",
    "?draft=" + "x" * 3_000,
    "?crisis=%F0%9F%92%A9&before=-1&limit=1e9&page=NaN&lang=%00&next=//x.example",
)


EVERY_NONSENSE = bool(os.environ.get("EVERY_NONSENSE"))
FIRST = 8
"""Routes that get all of it."""
NOT_READY = "/ready"
"""Says 503 while no worker is there, and none is here."""


@pytest.fixture
def stranger(inside: Inside) -> TestClient:
    return inside.client()


def places(inside: Inside) -> Iterator[tuple[str, str]]:
    """Method and path of every route, `/live` apart: it ends with its reader."""
    return ((method, path) for method, path in routes(inside.app) if path != "/live")


def some(odd: Sequence[T], number: int, share: int) -> Sequence[T]:
    """Those of which the route of this number has its turn: one in `share`."""
    return odd if EVERY_NONSENSE or number < FIRST else odd[number % share :: share]


def wrong(stranger: TestClient, method: str, path: str, **sent: object) -> list[object]:
    """Nothing where it was the sender's fault, and stayed here."""
    answer = stranger.request(method, path, **sent)  # type: ignore[arg-type]  # as the table has it
    to = urlsplit(answer.headers.get("location", ""))
    here = not to.netloc or f"{to.scheme}://{to.netloc}" == str(stranger.base_url).rstrip("/")
    fits = answer.status_code < 500 or (answer.status_code == 503 and urlsplit(path).path == NOT_READY)
    ours = fits and here and not to.path.startswith(("//", "/\\"))
    return [] if ours else [(method, path[:80], str(sent)[:120], answer.status_code, answer.headers.get("location"))]


def test_an_error_of_ours_by_a_body(inside: Inside, stranger: TestClient) -> None:
    found = [
        problem
        for method, path in places(inside)
        for body, kind in (BODIES if method != "GET" else BODIES[:1])
        for problem in wrong(
            stranger, method, fill(path), content=body, headers={"content-type": kind.encode("latin-1")}
        )
    ]
    assert found == []


def test_an_error_of_ours_by_a_header(inside: Inside, stranger: TestClient) -> None:
    raw = [{name: value.encode("latin-1") for name, value in odd.items()} for odd in HEADERS]
    found = [
        problem
        for number, (method, path) in enumerate(places(inside))
        for headers in some(raw, number, 4)
        for problem in wrong(stranger, method, fill(path), headers=headers)
    ]
    assert found == []


def test_an_error_of_ours_by_an_address(inside: Inside, stranger: TestClient) -> None:
    paths = [
        (method, place)
        for method, path in places(inside)
        for place in (*(fill(path, part) for part in PARTS if "{" in path), *(fill(path) + query for query in QUERIES))
    ]
    assert [problem for method, place in paths for problem in wrong(stranger, method, place)] == []


def test_an_error_of_ours_by_a_method(inside: Inside, stranger: TestClient) -> None:
    every = sorted({path for _, path in places(inside)})
    odd = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT", "get", "X" * 300)
    asked = [(method, fill(path)) for number, path in enumerate(every) for method in some(odd, number, 2)]
    assert {method for method, _ in asked} == set(odd)
    assert [problem for method, path in asked for problem in wrong(stranger, method, path)] == []


def test_an_error_of_ours_beside_the_routes(stranger: TestClient) -> None:
    odd = (
        "/static/%00",
        "/static/../app.py",
        "/static/" + "x" * 5_000,
        "/%00",
        "//",
        "/.",
        "/%2e%2e/",
        "/\xff",
        "/" + "a/" * 2_000,
    )
    assert [p for path in odd for method in ("GET", "POST") for p in wrong(stranger, method, path)] == []
