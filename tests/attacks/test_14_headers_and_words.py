"""Line 14: other names, other origins, looking on after the end, and words that make nobody act."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from desk.web import live
from desk.web.visitor import Visitor
from policy.drafts.checks import checks
from policy.exercises.sandbox import may_say
from schemas.drafts.content import Content
from store.identity import login_sessions
from tests.desk.web.inside import PASSWORD, Inside


def test_the_desk_under_a_name_of_the_attackers(inside: Inside) -> None:
    for path in ("/login", "/api/v1/crises", "/health"):
        assert inside.client().get(path, headers={"host": "evil.example:8000"}).status_code == 404, path


@pytest.mark.parametrize("origin", ["null", "", "https://evil.example", "http://localhost:8001", "file://"])
def test_a_form_from_a_sandboxed_frame(inside: Inside, origin: str) -> None:
    answer = inside.client().post("/login", data={"name": "ola", "password": PASSWORD}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_cookie_that_another_host_can_set(inside: Inside) -> None:
    inside.settings = inside.settings.model_copy(update={"desk_url": "https://kk.example"})
    inside.reopen()
    client = inside.client()
    answers = [
        client.post("/login", data={"name": "ola", "password": PASSWORD}),
        client.post("/language", data={"lang": "nn"}),
        client.post("/login/passkey/options"),
    ]
    cookies = [c for a in answers for c in a.headers.get_list("set-cookie") if "Max-Age=0" not in c]
    assert len(cookies) == 4
    assert all(c.startswith("__Host-") and "Secure" in c and "Path=/" in c and "HttpOnly" in c for c in cookies)


def test_news_after_the_session_has_ended(inside: Inside) -> None:
    inside.client("ola")
    session, state = inside.sessions()[0], inside.app.state.app_state
    request: Any = SimpleNamespace(app=inside.app)
    visitor = Visitor(state, session, "nb")
    assert live._still_in(request, visitor)
    login_sessions.end(inside.ctx, "ola", session.id)

    async def all_of_it() -> list[str]:
        return [word async for word in live._events(request, visitor, "", "")]

    assert asyncio.run(asyncio.wait_for(all_of_it(), 10)) == ["retry: 2000\n\n"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b"{", b"[" * 100_000, b"\xff", b'{"id": 1}', b'{"id": "x", "response": 3}']
)
def test_an_error_of_ours_for_nonsense(inside: Inside, body: bytes) -> None:
    answer = inside.client().post("/login/passkey", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500, answer.text


DENIALS = (
    "Dette er ikke en øvelse",
    "DETTE ER IKKE-EN  ØVELSE",
    "dette er i k k e en ø v e l s e",
    "ikke lenger noen oevelse",
    "ikke en \u00f8vel\u200bse",
    "ikke en O\u0338velse",
    "ikkje ei øving",
    "inga øving",
    "This is no drill",
    "this is not an EXERCISE",
    "this isn't a drill",
)


@pytest.mark.parametrize("words", DENIALS)
@pytest.mark.parametrize("field", ["title", "body", "short", "next_update", "signature"])
def test_an_exercise_that_says_it_is_none(field: str, words: str) -> None:
    text = Content.model_validate({"title": "Kok vannet", "body": "Kok vannet.", field: words})
    assert not may_say(text, exercise=True).allowed and may_say(text, exercise=False).allowed


@pytest.mark.parametrize(
    "body", ["Kok vannet. Drikk ikke. ØVELSE ØVELSE ØVELSE", "Dette er en øvelse.", "Vi øver ikke på dette."]
)
def test_nothing_denied(body: str) -> None:
    assert may_say(Content(title="ØVELSE", body=body), exercise=True).allowed


@pytest.mark.parametrize(
    "words", ["Dette er bare en øvelse", "B A R E  en Øvelse", "kun øvelse", "berre ei øving", "only a drill"]
)
def test_a_real_message_nobody_acts_on(words: str) -> None:
    asked = [c.id for c in checks(Content(title="Kok vannet", body=words)) if c.asks]
    assert asked == ["only-an-exercise"]
