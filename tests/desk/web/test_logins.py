"""Ways in: one-time codes, printed codes, invitations, links, and the municipality's own login."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from fastapi import Request, Response
from joserfc.jwk import RSAKey

from desk.web.logins import signed_cookies
from desk.web.logins.oidc import SECRET as OIDC
from desk.web.visitor import Visitor
from schemas.errors import Refused
from schemas.identity.token import Scope
from store.approvals import approvals
from store.crises import find, lifecycle
from store.drafts import drafts
from store.identity import api_tokens, passwords
from store.logins import letting_in, links
from tests.cast import content, request
from tests.desk.web.inside import PASSWORD, PIN, Inside
from tests.desk.web.letters import invitation
from tests.servers.issuer import CLIENT, SECRET, FakeIssuer


def test_a_one_time_code_is_asked_for_and_works_once(inside: Inside) -> None:
    ola = inside.client("ola")
    page = inside.post(ola, "/me/totp/begin", old=PASSWORD).text
    key = re.search(r'<p class="code">([A-Z2-7]+)<', page)
    assert key
    totp = pyotp.TOTP(key[1])
    code = totp.at(inside.clock())
    assert inside.post(ola, "/me/totp", code="000000").status_code == 422
    assert inside.post(ola, "/me/totp", code=code).status_code == 303

    client = inside.client()
    half = client.post("/login", data={"name": "ola", "password": PASSWORD})
    assert half.status_code == 200 and "Kode fra appen" in half.text
    assert client.get("/").status_code == 303, "half a login is none"
    assert client.post("/login/code", data={"code": code}).status_code == 403, "used already"
    inside.clock.forward(seconds=30)
    assert client.post("/login/code", data={"code": totp.at(inside.clock())}).status_code == 303
    assert client.get("/").status_code == 200


def test_half_a_login_is_signed_and_short(inside: Inside) -> None:
    client = inside.client()
    client.cookies.set("krisekanal-half", "WyJvbGEiLCAiMjA5OS0wMS0wMSJd.00")
    answer = client.post("/login/code", data={"code": "123456"})
    assert answer.status_code == 403 and "Det tok for lang tid" in answer.text


@pytest.mark.parametrize(("wrong", "fits"), [("nothing", True), ("name", False), ("late", False), ("changed", False)])
def test_what_a_cookie_keeps_is_signed_for_its_name_and_five_minutes(inside: Inside, wrong: str, fits: bool) -> None:
    visitor, answer = Visitor(inside.app.state.app_state, None, "nb"), Response()
    signed_cookies.put(answer, visitor, "first", ["ola", 1])
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    if wrong == "name":
        name = "second"
    inside.clock.forward(seconds=301 if wrong == "late" else 299)
    if wrong == "changed":
        value = ("A" if value[0] != "A" else "B") + value[1:]
    request = Request({"type": "http", "headers": [(b"cookie", f"{name}={value}".encode())]})
    assert signed_cookies.get(request, visitor, name) == (["ola", 1] if fits else None)


def test_a_printed_code_opens_once(inside: Inside) -> None:
    ola = inside.client("ola")
    page = inside.post(ola, "/me/codes", old=PASSWORD).text
    codes = re.findall(r'<li class="code">([\w-]+)</li>', page)
    assert len(set(codes)) == 10
    assert inside.client().post("/login/code", data={"name": "kari", "code": codes[0]}).status_code == 403, "not hers"
    assert inside.client().post("/login/code", data={"name": "ola", "code": f" {codes[0].upper()} "}).status_code == 303
    assert inside.client().post("/login/code", data={"name": "ola", "code": codes[0]}).status_code == 403
    assert inside.post(ola, "/people/anne/codes").status_code == 403, "only for the chief executive and the desk"
    assert inside.post(inside.client("anne"), "/me/codes", old=PASSWORD).status_code == 403
    assert codes[1] not in str(inside.subjects("login.codes_printed"))


def test_nobody_can_keep_the_chief_executive_out(inside: Inside) -> None:
    codes = letting_in.print_own_codes(inside.ctx, "kari")
    own = inside.client("kari")
    for _ in range(7):
        inside.client().post("/login", data={"name": "kari", "password": "feil passord her"})
    assert "For mange feil" in inside.client().post("/login", data={"name": "kari", "password": PASSWORD}).text
    assert own.post("/login", data={"name": "kari", "password": PASSWORD}).status_code == 303, "a browser of hers"
    assert inside.client().post("/login/code", data={"name": "kari", "code": codes[0]}).status_code == 303


def test_an_invitation_is_one_password(inside: Inside) -> None:
    address = "/start/" + invitation(inside, "anne")
    new = inside.client()
    assert "Velkommen, Anne" in new.get(address).text
    assert new.post(address, data={"password": "kort", "again": "kort"}).status_code == 422
    assert new.post(address, data={"password": "helt andre ord her", "again": "noe annet"}).status_code == 403
    assert new.post(address, data={"password": "helt andre ord her", "again": "helt andre ord her"}).status_code == 303
    assert new.get("/").status_code == 200
    assert (
        inside.client()
        .post(address, data={"password": "tredje sett med ord", "again": "tredje sett med ord"})
        .status_code
        == 403
    )
    assert (
        inside.client().post("/login", data={"name": "anne@kk.example", "password": "helt andre ord her"}).status_code
        == 303
    )


def test_an_invitation_ends_after_a_day_and_cannot_be_forged(inside: Inside) -> None:
    word = invitation(inside, "anne")
    false = word[:-4] + ("0000" if not word.endswith("0000") else "1111")
    assert "ikke en av våre" in inside.client().get(f"/start/{false}").text
    inside.clock.forward(hours=25)
    assert "for gammel" in inside.client().get(f"/start/{word}").text


def test_an_employee_invites_nobody(inside: Inside) -> None:
    assert inside.post(inside.client("anne"), "/people/kari/invite").status_code == 403
    with pytest.raises(Refused):
        api_tokens.make(inside.ctx, "anne", "x", [Scope.READ])


@pytest.fixture
def waiting(inside: Inside) -> tuple[Inside, str, str]:
    """A draft that waits, and Ola's link to it."""
    passwords.set_pin(inside.ctx, "ola", PIN)
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["side"]).id)
    return (
        inside,
        draft.id,
        links.for_draft(inside.ctx, inside.opened.vault, "ola", draft.id, draft.revision.content_hash),
    )


def test_a_link_and_a_pin_see_one_draft_only(waiting: tuple[Inside, str, str]) -> None:
    inside, draft, word = waiting
    other = drafts.new(inside.ctx, "anne", find.listing(inside.ctx)[0].id, content("Noe annet."), ["side"]).id
    client = inside.client()
    assert client.post(f"/l/{word}", data={"pin": PIN}).headers["location"] == f"/drafts/{draft}"
    page = client.get(f"/drafts/{draft}")
    csrf = re.search(r'data-csrf="([^"]+)"', page.text)
    assert page.status_code == 200 and csrf
    for path in ("/", "/log", "/people", "/me", f"/drafts/{other}", f"/drafts/{draft}x"):
        assert client.get(path).status_code == 403, path
    seen = drafts.show(inside.ctx, draft).revision.seen
    answer = client.post(f"/drafts/{draft}/approve", data={"csrf": csrf[1], "seen": str(seen)})
    assert answer.status_code == 303, answer.text
    assert drafts.show(inside.ctx, draft).decided_by == "ola"


def test_a_link_is_for_what_was_sent(waiting: tuple[Inside, str, str]) -> None:
    inside, draft, word = waiting
    drafts.edit(inside.ctx, "anne", draft, content("Kok vannet i tre minutter."))
    answer = inside.client().post(f"/l/{word}", data={"pin": PIN})
    assert answer.status_code == 403 and "endret siden denne lenken" in answer.text


def test_a_link_ends_after_half_an_hour_and_after_wrong_pins(waiting: tuple[Inside, str, str]) -> None:
    inside, _, word = waiting
    answers = [inside.client().post(f"/l/{word}", data={"pin": "000000"}) for _ in range(6)]
    assert "For mange feil forsøk" in answers[-1].text
    inside.clock.forward(minutes=31)
    assert "for gammel" in inside.client().post(f"/l/{word}", data={"pin": PIN}).text


def test_two_approvals_at_once_publish_once(waiting: tuple[Inside, str, str]) -> None:
    inside, draft, _ = waiting
    ola, ingrid = inside.client("ola"), inside.client("ingrid")
    seen = drafts.show(inside.ctx, draft).revision.seen
    assert inside.post(ola, f"/drafts/{draft}/approve", seen=str(seen)).status_code == 303
    late = inside.post(ingrid, f"/drafts/{draft}/approve", seen=str(seen))
    assert late.status_code == 403 and "godkjent" in late.text
    with pytest.raises(Refused):
        approvals.approve(inside.ctx, "ingrid", draft, seen)


# --- the municipality's own login ---------------------------------------------------------------------------


@pytest.fixture
def issuer(inside: Inside) -> Iterator[FakeIssuer]:
    with FakeIssuer() as made:
        inside.app.state.app_state.settings = inside.settings.model_copy(
            update={"oidc_issuer": made.url, "oidc_client_id": CLIENT}
        )
        inside.opened.vault.put(inside.ctx, "kari", OIDC, SECRET)
        inside.clock.now = datetime.now(UTC)
        yield made


def there_and_back(inside: Inside, issuer: FakeIssuer, **change: str) -> Any:
    client = inside.client()
    away = client.get("/login/oidc")
    assert away.status_code == 303, away.text
    query = {k: v[0] for k, v in parse_qs(urlsplit(away.headers["location"]).query).items()}
    home = urlsplit(issuer.authorize(query) if not change else issuer.authorize(query | change))
    return client, client.get(f"{home.path}?{home.query}")


def test_the_municipalitys_own_login(inside: Inside, issuer: FakeIssuer) -> None:
    client, answer = there_and_back(inside, issuer)
    assert answer.status_code == 303 and client.get("/").status_code == 200
    assert "Ola Redaktør" in client.get("/me").text


def test_an_issuer_that_gives_no_address(inside: Inside, issuer: FakeIssuer) -> None:
    """ID-porten: `sub` decides, as it stands in the municipality file."""
    app_state = inside.app.state.app_state
    app_state.settings = app_state.settings.model_copy(update={"oidc_claim": "sub"})
    assert there_and_back(inside, issuer)[1].status_code == 403
    town = inside.ctx.municipality
    people = tuple(p.model_copy(update={"login": "1"}) if p.id == "ingrid" else p for p in town.people)
    app_state.opened = replace(
        app_state.opened, ctx=replace(app_state.opened.ctx, municipality=town.model_copy(update={"people": people}))
    )
    client, answer = there_and_back(inside, issuer)
    assert answer.status_code == 303 and "Ingrid Redaktør" in client.get("/me").text


def test_who_is_not_in_the_file_stays_out(inside: Inside, issuer: FakeIssuer) -> None:
    issuer.email = "fremmed@kk.example"
    client, answer = there_and_back(inside, issuer)
    assert answer.status_code == 403 and "fremmed@kk.example" in answer.text
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        "state",
        "audience",
        "lent",
        "signature",
        "nonce",
        "unverified",
        "issuer",
        "party",
        "lone party",
        "unsaid",
        "a word",
        "preferred",
        "token",
        "old",
    ],
)
def test_nothing_false_gets_in(inside: Inside, issuer: FakeIssuer, wrong: str) -> None:
    change = {}
    match wrong:
        case "state":
            change = {"state": "another"}
        case "audience":
            issuer.audience = "someone-else"
        case "lent":  # for another system, though it was us who asked
            issuer.audience, issuer.claims = "someone-else", {"azp": CLIENT}
        case "signature":
            issuer.signer = RSAKey.generate_key(2048, parameters={"kid": "one"})
        case "nonce":
            issuer.nonce_given = "old"
        case "unverified":
            issuer.verified = False
        case "issuer":
            issuer.claims = {"iss": "https://other.example"}
        case "lone party":
            issuer.claims = {"azp": "other"}
        case "unsaid":
            issuer.claims = {"email_verified": None}
        case "a word":
            issuer.claims = {"email_verified": "false"}
        case "preferred":
            issuer.claims = {"email": "", "preferred_username": "ola@kk.example"}
        case "party":
            issuer.claims = {"aud": [CLIENT, "other"], "azp": "other"}
        case "token":
            issuer.claims = {"at_hash": "bm90IG9mIHRoaXMgdG9rZW4"}
        case "old":
            inside.clock.forward(minutes=7)
    client, answer = there_and_back(inside, issuer, **change)
    assert answer.status_code == 403, wrong
    assert client.get("/").status_code == 303


def test_the_directory_down_is_said_and_the_password_works(inside: Inside, issuer: FakeIssuer) -> None:
    issuer.__exit__()
    answer = inside.client().get("/login/oidc")
    assert answer.status_code == 502 and "Bruk passordet ditt her" in answer.text
    assert inside.client("ola").get("/").status_code == 200
