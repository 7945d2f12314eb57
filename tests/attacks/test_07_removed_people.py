"""Line 7: people who were removed go on acting. Each test is named after what the attacker would get."""

from pathlib import Path

import pytest

from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid
from schemas.identity.token import Scope
from store.identity import api_tokens
from store.logins import links
from tests.desk.web.inside import PASSWORD, Inside
from tests.desk.web.letters import invitation
from tests.journeys.town import FILE, eventually
from tests.servers.web import WebTown

GONE = FILE.replace(
    "name: Ola Redaktør, roles: [editor]", "name: Ola Redaktør, active: false, roles: [editor]"
).replace("people:", "people:\n  - {id: nye, name: Ny Redaktør, roles: [editor], email: ny@kk.example}")


def write(inside: Inside, text: str) -> None:
    """Seen at one look, taken up at the next."""
    inside.settings.municipality.write_text(text, encoding="utf-8")
    state = inside.app.state.app_state
    for _ in range(2):
        state.look_at_the_file()
    inside.opened = state.opened


@pytest.fixture
def watched(inside: Inside) -> Inside:
    write(inside, FILE)
    return inside


def test_a_session_after_one_has_left(watched: Inside) -> None:
    ola = watched.client("ola")
    write(watched, GONE)
    assert ola.get("/").status_code == 303
    assert watched.client().post("/login", data={"name": "ola", "password": PASSWORD}).status_code == 403
    assert "login.ended_with_the_role" in watched.actions() and "municipality.taken_up" in watched.actions()


def test_a_session_and_a_token_again_once_one_is_back(watched: Inside) -> None:
    ola, word = watched.client("ola"), invitation(watched, "ola")
    _, token = api_tokens.make(watched.ctx, "ola", "program", [Scope.READ])
    write(watched, GONE)
    write(watched, FILE)
    assert ola.get("/").status_code == 303
    assert api_tokens.who(watched.ctx, token) is None
    assert watched.client().get(f"/start/{word}").status_code == 403
    assert links.word(watched.ctx, watched.opened.vault, word.partition(".")[0]) == word, "the very same link"
    assert watched.client("ola").get("/").status_code == 200


def test_somebody_taken_out_of_the_file_altogether(watched: Inside) -> None:
    ola = watched.client("anne")
    write(watched, "\n".join(line for line in FILE.splitlines() if "id: anne" not in line))
    assert ola.get("/").status_code == 303


def test_a_wrong_file_in_force(watched: Inside) -> None:
    """The one before stays, and every page says so until it is right."""
    ola = watched.client("ola")
    write(watched, FILE.replace("deputies: [per]", "deputies: [ingen]"))
    page = ola.get("/")
    assert page.status_code == 200 and "Kommunefilen er endret" in page.text and "town.yaml" in page.text
    write(watched, FILE.replace("Ola Redaktør", "Ola Nordmann"))
    page = ola.get("/")
    assert "Kommunefilen er endret" not in page.text and "Ola Nordmann" in page.text


def test_half_a_file_in_force(watched: Inside) -> None:
    """Nothing is read while it is still being written."""
    state, path = watched.app.state.app_state, watched.settings.municipality
    for end in (300, 600, 900):
        path.write_text(FILE[:end], encoding="utf-8")
        state.look_at_the_file()
    assert state.file.problem is None


@pytest.mark.parametrize(
    ("what", "value"), [("email", "OLA@kk.example"), ("mobile", "+4791111100"), ("login", "ola@kk.example")]
)
def test_anothers_letters_by_having_the_same_address(tmp_path: Path, what: str, value: str) -> None:
    extra = "mobile: '+4791111100', " if what == "mobile" else ""
    text = FILE.replace("{id: ola,", "{id: ola, " + extra).replace("ingrid@kk.example", "i@kk.example")
    own = f", {what}: '{value}'"
    text = text.replace(", email: i@kk.example", own if what == "email" else f", email: i@kk.example{own}")
    (tmp_path / "town.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as found:
        load_municipality(tmp_path / "town.yaml", PLATFORMS)
    assert [p.where for p in found.value.problems] == [f"people[3].{what}"]


@pytest.mark.slow
def test_until_the_desk_is_restarted(web: WebTown) -> None:
    """A desk and a worker in processes of their own."""
    path, ola = web.town.data / "town.yaml", web.client("ola")
    try:
        path.write_text(GONE, encoding="utf-8")
        eventually(lambda: ola.get("/").url.path == "/login", 20)
        eventually(lambda: "municipality_file.taken_up" in web.town.file("worker.log"), 20)
    finally:
        path.write_text(FILE, encoding="utf-8")
