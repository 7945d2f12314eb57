"""Line 9: ways in that a stranger, a stolen session or an old link opens. Each test is named after what the attacker would get."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from starlette.testclient import TestClient

from policy.logins import logins
from schemas.errors import Refused
from schemas.identity.login import LoginMethod
from schemas.identity.token import Scope
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.identity import api_tokens, login_sessions, passkeys, passwords
from store.logins import links, tries
from tests.cast import content, request
from tests.desk.web.inside import PASSWORD, PIN, Inside
from tests.desk.web.letters import invitation

NEW = "helt andre ord enn før"
WRONG = "feil passord her"


def wrong(inside: Inside, name: str = "ola", times: int = 1, client: TestClient | None = None) -> list[str]:
    made = client or inside.client()
    return [made.post("/login", data={"name": name, "password": WRONG}).text for _ in range(times)]


def with_codes(inside: Inside, person: str) -> pyotp.TOTP:
    address = passwords.begin_totp(inside.ctx, inside.opened.vault, person)
    totp = pyotp.TOTP(address.split("secret=")[1].split("&")[0])
    passwords.confirm_totp(inside.ctx, inside.opened.vault, person, totp.at(inside.clock()))
    return totp


def test_an_older_invitation(inside: Inside) -> None:
    older, newer = invitation(inside, "anne"), invitation(inside, "anne")
    assert inside.client().post(f"/start/{older}", data={"password": NEW, "again": NEW}).status_code == 403
    assert inside.client().post(f"/start/{newer}", data={"password": NEW, "again": NEW}).status_code == 303


@pytest.mark.parametrize("way", ["invitation", "me"])
def test_a_session_that_outlives_a_new_password(inside: Inside, way: str) -> None:
    thief, owner = inside.client("anne"), inside.client("anne")
    if way == "invitation":
        inside.client().post(f"/start/{invitation(inside, 'anne')}", data={"password": NEW, "again": NEW})
        assert owner.get("/").status_code == 303
    else:
        assert inside.post(owner, "/me/password", old=PASSWORD, password=NEW, again=NEW).status_code == 303
        assert owner.get("/").status_code == 200
    assert thief.get("/").status_code == 303


def test_a_passkey_that_outlives_a_new_password_unasked(inside: Inside) -> None:
    passkeys.add(inside.ctx, "anne", "nøkkel", "offentlig", 0, "tyvens telefon")
    path = f"/start/{invitation(inside, 'anne')}"
    assert inside.client().post(path, data={"password": NEW, "again": NEW}).status_code == 422
    done = inside.client().post(path, data={"password": NEW, "again": NEW, "passkeys": "remove"})
    assert done.status_code == 303 and passkeys.of(inside.ctx, "anne") == []


def test_past_the_second_factor_by_an_invitation(inside: Inside) -> None:
    totp = with_codes(inside, "anne")
    client = inside.client()
    answer = client.post(f"/start/{invitation(inside, 'anne')}", data={"password": NEW, "again": NEW})
    assert answer.status_code == 200 and "Kode fra appen" in answer.text
    assert client.get("/").status_code == 303
    inside.clock.forward(seconds=30)
    assert client.post("/login/code", data={"code": totp.at(inside.clock())}).status_code == 303
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/me/password", "/me/pin", "/me/totp/begin", "/me/passkey/options", "/me/codes"])
@pytest.mark.parametrize("came_by", ["password", "invitation"])
def test_a_way_in_of_ones_own_added_with_a_stolen_session(inside: Inside, path: str, came_by: str) -> None:
    if came_by == "invitation":
        thief = inside.client()
        thief.post(f"/start/{invitation(inside, 'ola')}", data={"password": PASSWORD, "again": PASSWORD})
    else:
        thief = inside.client("ola")
    new = {"password": NEW, "again": NEW, "pin": "739154"}
    before = inside.actions()
    assert inside.post(thief, path, **new).status_code == 403
    answers = [inside.post(thief, path, old=WRONG, **new) for _ in range(8)]
    assert [a.status_code for a in answers] == [403] * 8
    assert inside.post(thief, path, old=PASSWORD, **new).status_code == 403, "limited in tries"
    assert [a for a in inside.actions()[len(before) :] if a != "login.refused"] == []


def test_a_passkey_taken_away_with_a_stolen_session(inside: Inside) -> None:
    passkeys.add(inside.ctx, "ola", "nøkkel", "offentlig", 0, "telefonen")
    thief = inside.client("ola")
    for given in ({}, {"old": ""}, {"old": WRONG}):
        assert inside.post(thief, "/me/passkey/remove", id="nøkkel", **given).status_code == 403
    assert len(passkeys.of(inside.ctx, "ola")) == 1
    assert inside.post(thief, "/me/passkey/remove", id="nøkkel", old=PASSWORD).status_code == 303
    assert passkeys.of(inside.ctx, "ola") == []


def test_a_token_that_outlives_a_new_password_unseen(inside: Inside) -> None:
    """It acts on, by a choice of whoever made it: the page says how many do, and how they are ended."""
    client = inside.client("ola")
    assert "API-token" not in client.get("/me").text
    made, _ = api_tokens.make(inside.ctx, "ola", "vannverket", [Scope.READ])
    api_tokens.make(inside.ctx, "kari", "en annens", [Scope.READ])
    assert inside.post(client, "/me/password", old=PASSWORD, password=NEW, again=NEW).status_code == 303
    assert "1 API-token handler for deg uansett" in client.get("/me").text
    api_tokens.revoke(inside.ctx, "ola", made.id)
    assert "API-token" not in client.get("/me").text


def test_a_passkey_added_with_a_logins_challenge(inside: Inside) -> None:
    thief = inside.client("ola")
    thief.post("/login/passkey/options")
    answer = thief.post("/me/passkey", json={"id": "x"}, headers={"x-csrf": inside.csrf(thief)})
    assert answer.status_code == 422 and "took too long" in answer.text


def test_a_way_in_added_long_after_a_login_without_a_password(inside: Inside) -> None:
    with inside.ctx.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM login WHERE person_id = 'ola'")
    client = inside.client()
    token = login_sessions.open_(inside.ctx, "ola", LoginMethod.OIDC, "nettleser")
    client.cookies.set("krisekanal", token)
    inside.clock.forward(minutes=20)
    assert inside.post(client, "/me/password", password=NEW, again=NEW).status_code == 403


def test_sixty_tries_at_once(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    fits = passwords.password_fits

    def counting(ctx: AppContext, person_id: str | None, password: str) -> bool:
        compared.append(password)
        return fits(ctx, person_id, password)

    monkeypatch.setattr(passwords, "password_fits", counting)
    with ThreadPoolExecutor(60) as pool:
        list(pool.map(lambda _: wrong(inside), range(60)))
    assert len(compared) == logins.FREE


def test_the_person_kept_out_by_a_strangers_noise(inside: Inside) -> None:
    own = inside.client("ola")
    own.post("/logout", data={"csrf": inside.csrf(own)})
    wrong(inside, times=40)
    assert own.post("/login", data={"name": "ola", "password": PASSWORD}).status_code == 303, "a browser of hers"


def test_the_person_kept_out_from_a_new_place(inside: Inside) -> None:
    """However many places the noise comes from."""
    for n in range(60):
        for _ in range(2):
            tries.wrong(inside.ctx, tries.at_login(inside.ctx, "ola", f"203.0.113.{n}", None))
    assert tries.at_login(inside.ctx, "ola", "198.51.100.7", None)


def test_more_tries_from_another_address_of_the_same_house(inside: Inside) -> None:
    for n in range(logins.FREE):
        tries.at_login(inside.ctx, "ola", f"2001:db8:1:2::{n + 1}", None)
    with pytest.raises(Refused, match="Too many"):
        tries.at_login(inside.ctx, "ola", "2001:db8:1:2::99", None)


def test_pauses_that_never_grow() -> None:
    waits = [logins.pause(n, logins.FREE).total_seconds() for n in range(14)]
    assert waits[:5] == [0] * 5 and waits[5:10] == [30, 60, 120, 240, 480]
    assert waits[10:] == [900] * 4, "and never for good"


def test_somebodys_device_made_out_of_ones_own(inside: Inside) -> None:
    stranger = inside.client("anne")
    wrong(inside, times=6, client=stranger)
    answer = stranger.post("/login", data={"name": "ola", "password": PASSWORD})
    assert answer.status_code == 403, "a browser of Anne's is no browser of Ola's"


def test_a_link_closed_by_wrong_passwords(inside: Inside) -> None:
    client, path, _ = link(inside)
    wrong(inside, times=40)
    assert client.post(path, data={"pin": PIN}).status_code == 303


def test_a_log_full_of_noise(inside: Inside) -> None:
    before = inside.events()
    for n in range(30):
        wrong(inside, name=f"gjett{n}")
        wrong(inside)
        inside.client().post("/login/passkey", json={"id": "x"})
        inside.client().post("/login/code", data={"name": "ola", "code": "x"})
        inside.client().get("/login/oidc/callback?state=x&code=y")
    assert inside.events() - before <= 6


def link(inside: Inside) -> tuple[TestClient, str, str]:
    """Ola at a browser, the path of a link to a draft, and the draft."""
    passwords.set_pin(inside.ctx, "ola", PIN)
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["side"]).id)
    seen = draft.revision.content_hash
    return inside.client(), f"/l/{links.for_draft(inside.ctx, inside.opened.vault, 'ola', draft.id, seen)}", draft.id


def test_more_than_the_revision_of_the_letter(inside: Inside) -> None:
    client, path, draft = link(inside)
    client.post(path, data={"pin": PIN})
    page = client.get(f"/drafts/{draft}")
    csrf = re.search(r'data-csrf="([^"]+)"', page.text)
    assert page.status_code == 200 and csrf
    for step in ("edit", "withdraw", "submit"):
        assert client.post(f"/drafts/{draft}/{step}", data={"csrf": csrf[1]}).status_code == 403, step
    drafts.edit(inside.ctx, "anne", draft, content("Noe ganske annet."))
    seen = str(drafts.show(inside.ctx, draft).revision.seen)
    assert client.get(f"/drafts/{draft}").status_code == 403
    assert client.post(f"/drafts/{draft}/approve", data={"csrf": csrf[1], "seen": seen}).status_code == 403


def test_a_links_session_kept_alive_by_looking(inside: Inside) -> None:
    client, path, draft = link(inside)
    client.post(path, data={"pin": PIN})
    for _ in range(2):
        inside.clock.forward(minutes=14)
        assert client.get(f"/drafts/{draft}").status_code == 200
    inside.clock.forward(minutes=14)
    assert client.get(f"/drafts/{draft}").status_code == 303


def test_what_the_program_itself_hashes_with() -> None:
    """Argon2id with the library's own choice, RFC 9106's second: the tests hash with less (`tests.cheap_hashes`)."""
    code = "from store.identity import passwords; print(passwords._HASHER.hash('x'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), done.stdout + done.stderr
