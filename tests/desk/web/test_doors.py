"""Nobody gets in without a login, nothing changes without the session's own word, and every answer is closed up."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from desk.api.routes import PREFIX
from desk.web.headers import CSP
from desk.web.visitor import OPEN
from tests.desk.web.inside import Inside, fill
from tests.desk.web.pages import PAGES

NEEDS_NOTHING = {
    f"{PREFIX}/openapi.json",
    f"{PREFIX}/hooks/proposals",
    f"{PREFIX}/hooks/reports/{{account_id}}/{{word}}",
}
"""The description, the hook that a signature guards, and the one that nobody finds without its word."""


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """(method, path), every one there is."""
    every = list(iter_route_contexts(app.routes))
    found = [(m, str(r.path)) for r in every if isinstance(r.original_route, APIRoute) for m in r.methods or ()]
    assert len(found) > 90
    assert [r.path for r in every if not isinstance(r.original_route, APIRoute)] == ["/static"]
    return sorted(found)


def test_no_page_answers_without_a_login(inside: Inside) -> None:
    for method, path in routes(inside.app):
        if path.startswith(PREFIX) or path in OPEN:
            continue
        answer = inside.client().request(method, fill(path))
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login"), (method, path)


def test_no_interface_answers_without_a_token(inside: Inside) -> None:
    for method, path in routes(inside.app):
        if path.startswith(PREFIX) and path not in NEEDS_NOTHING:
            for headers in ({}, {"authorization": "Bearer kk_wrong"}):
                answer = inside.client().request(method, fill(path), headers=headers)
                assert answer.status_code == 401, (method, path, answer.text)
                assert answer.headers["content-type"] == "application/problem+json"


def test_a_session_is_no_token(inside: Inside) -> None:
    assert inside.client("kari").get(f"{PREFIX}/crises").status_code == 401


def test_the_open_pages_are_these(inside: Inside) -> None:
    known = {path for _, path in routes(inside.app)}
    assert known >= OPEN
    assert len(OPEN) == 12


def test_no_change_without_the_sessions_own_word(inside: Inside) -> None:
    client = inside.client("kari")
    before = inside.events()
    for method, path in routes(inside.app):
        if method == "POST" and not path.startswith(PREFIX) and path not in OPEN:
            for data in ({}, {"csrf": "wrong"}):
                answer = client.post(fill(path), data=data)
                assert answer.status_code == 403, (path, answer.status_code)
    assert inside.events() == before


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
    ids=["origin", "another site", "another host of the municipality's"],
)
def test_no_form_from_another_site(inside: Inside, headers: dict[str, str]) -> None:
    client = inside.client("kari")
    data = {"csrf": inside.csrf(client), "text": "x"}
    assert client.post("/log", data=data, headers=headers).status_code == 403
    assert client.post("/login", data={"name": "kari"}, headers=headers).status_code == 403


def test_every_answer_is_closed_up(inside: Inside) -> None:
    client = inside.client("ola")
    for path in ("/", "/login", "/no-such-page", "/static/app.css", f"{PREFIX}/crises", "/public/none"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "unsafe" not in headers["content-security-policy"] or path.startswith("/public"), path
    assert client.get("/").headers["content-security-policy"] == CSP
    assert client.get("/").headers["cache-control"] == "no-store"


def test_no_page_holds_script_or_style_of_its_own(inside: Inside) -> None:
    for path in PAGES:
        text = inside.client("kari").get(path).text
        assert "<style" not in text and " style=" not in text and "onclick" not in text, path
        assert text.count("<script") == text.count("<script src="), path


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("person", ["kari", "ola", "liv", "lars", "anne"])
def test_every_page_opens_for_everybody_or_says_why_not(inside: Inside, path: str, person: str) -> None:
    answer = inside.client(person).get(path)
    if (path, person) in {("/crisis/new", p) for p in ("ola", "liv", "lars", "anne")} | {
        (path, p) for path in ("/exercise/new", "/register", "/register/new") for p in ("liv", "lars", "anne")
    }:
        assert answer.status_code == 403
    else:
        assert answer.status_code == 200, answer.text


def test_wrong_passwords_are_counted_and_logged(inside: Inside) -> None:
    client = inside.client()
    answers = [client.post("/login", data={"name": "ola", "password": "feil passord her"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [403] * 6
    assert "For mange feil forsøk" in answers[-1].text and "passer ikke" in answers[0].text
    assert client.post("/login", data={"name": "ola", "password": inside.password}).status_code == 403
    assert inside.actions().count("login.refused") == 2, "once that they are wrong, once that there are too many"
    inside.clock.forward(minutes=16)
    assert client.post("/login", data={"name": "ola", "password": inside.password}).status_code == 303


def test_a_stranger_and_a_wrong_password_get_the_same_words(inside: Inside) -> None:
    said = {
        inside.client().post("/login", data={"name": n, "password": "feil passord"}).text.count("passer ikke sammen")
        for n in ("ola", "ukjent")
    }
    assert said == {1}
    assert inside.subjects("login.refused") == ["ola", "?"]


def test_who_has_left_cannot_log_in(inside: Inside) -> None:
    answer = inside.client().post("/login", data={"name": "nils", "password": inside.password})
    assert answer.status_code == 403


def test_a_session_ends_when_told_and_by_time(inside: Inside) -> None:
    phone, desk = inside.client("ola"), inside.client("kari")
    session = next(s for s in inside.sessions() if s.person_id == "ola")
    assert phone.get("/").status_code == 200
    desk.post(f"/sessions/{session.id}/end", data={"csrf": inside.csrf(desk)})
    assert phone.get("/").status_code == 303
    inside.clock.forward(hours=13)
    assert desk.get("/").status_code == 303


def test_an_employee_cannot_end_anothers_session(inside: Inside) -> None:
    inside.client("ola")
    anne = inside.client("anne")
    session = next(s for s in inside.sessions() if s.person_id == "ola")
    assert anne.post(f"/sessions/{session.id}/end", data={"csrf": inside.csrf(anne)}).status_code == 403
    assert session.id in [s.id for s in inside.sessions()]


def test_the_login_leads_back_but_never_elsewhere(inside: Inside) -> None:
    for wanted, to in (
        ("/drafts", "/drafts"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
    ):
        answer = inside.client().post("/login", data={"name": "ola", "password": inside.password, "next": wanted})
        assert answer.headers["location"] == to


def test_no_path_leads_out_of_the_public_folder(inside: Inside) -> None:
    client = inside.client("ola")
    for path in (
        "/public/../krisekanal.db",
        "/public/..%2fkrisekanal.db",
        "/public/%2e%2e/secret.key",
        "/reports/..%2fsecret.key",
    ):
        assert client.get(path).status_code in (404, 422), path


def test_a_page_never_shows_what_is_secret(inside: Inside) -> None:
    inside.opened.vault.put(inside.opened.ctx, "kari", "smtp", "krisemail://bruker:hemmelig@kk.example/")
    for path in PAGES:
        assert "hemmelig" not in inside.client("kari").get(path).text.replace("hemmelighet", "")


def test_a_form_behind_a_web_server_that_hands_no_name_on(inside: Inside) -> None:
    """nginx' plain `proxy_pass` asks for 127.0.0.1:8000; the browser says where it has the page from."""
    inside.settings = inside.settings.model_copy(update={"desk_url": "https://krisedesk.kk.example"})
    inside.reopen()
    client = inside.client()
    data, host = {"name": "ola", "password": inside.password}, {"host": "127.0.0.1:8000"}
    ours = client.post("/login", data=data, headers={**host, "origin": "https://krisedesk.kk.example"})
    assert ours.status_code == 303
    for other in (
        "https://elsewhere.example",
        "http://krisedesk.kk.example",
        "https://krisedesk.kk.example.evil.example",
        "null",
    ):
        assert client.post("/login", data=data, headers={**host, "origin": other}).status_code == 403, other
