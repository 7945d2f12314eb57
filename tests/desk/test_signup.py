"""The page to sign up: a program of its own in which nothing of the desk answers, and which tells nobody who is known."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.language import texts
from config.machine.settings import Settings
from desk.signup import rates
from desk.signup.app import app
from desk.signup.state import SignupState
from desk.web import pages_list
from schemas.accounts.account import Platform
from schemas.recipients.recipient import Audience, Way
from schemas.recipients.register import EntryForm
from schemas.recipients.signup import SignupBegun, SignupForm
from store.accounts import accounts
from store.context import AppContext
from store.db.database import open_engine
from store.db.sealing import Sealer
from store.recipients import choosing, consents, register, signups
from tests.cast import ACCOUNTS, account
from tests.desk.web.test_zones_by_layer import ROADS, by_layer, layered, opens
from tests.fakes import FakeChannels, FakeClock
from tests.store.test_recipient_register import TOWN as ZONES

URL = "https://varsling.kk.example"
TOWN = ZONES.model_copy(
    update={
        "accounts": (
            *ACCOUNTS,
            account("sms", Platform.SMS, url=None, secret="sms"),
            account("epost", Platform.EMAIL, url=None, secret="smtp"),
        )
    }
)
KNOWN, UNKNOWN = "912 34 567", "923 45 678"


@pytest.fixture
def state(tmp_path: Path, migrated_sqlite: bytes, clock: FakeClock) -> Iterator[SignupState]:
    (tmp_path / "kk.db").write_bytes(migrated_sqlite)
    engine = open_engine(f"sqlite:///{tmp_path / 'kk.db'}")
    ctx = AppContext(engine, TOWN, FakeChannels(), clock, sealer=Sealer(tmp_path / "key"))
    accounts.sync(ctx)
    texts.use("nb")
    settings = Settings.model_validate({"data": tmp_path, "signup_url": URL, "public_url": "https://krise.kk.example"})
    yield SignupState(settings, ctx)
    engine.dispose()


@pytest.fixture
def resident(state: SignupState) -> TestClient:
    return TestClient(app(state), base_url=URL, follow_redirects=False)


def begun(state: SignupState, resident: TestClient, address: str) -> SignupBegun:
    """What the page asked for, with its newest id, as the worker finds it."""
    answer = resident.post("/", data={"address": address})
    assert answer.status_code == 303, answer.text
    if "@" not in address:
        return SignupBegun(answer.headers["location"].partition("/kode/")[2].partition("?")[0], Way.SMS)
    with state.ctx.read() as session:
        return SignupBegun(
            session.connection().exec_driver_sql("SELECT id FROM signup ORDER BY made_at DESC").scalar_one(), Way.EMAIL
        )


def word(state: SignupState, begun: SignupBegun) -> str:
    letter = signups.letter(state.ctx, begun.id)
    assert letter is not None
    return letter.word


def opened(state: SignupState, resident: TestClient, address: str = KNOWN) -> str:
    """The address of the open page, by code or by link."""
    asked = begun(state, resident, address)
    given = word(state, asked)
    answer = (
        resident.post(f"/kode/{asked.id}", data={"code": given})
        if asked.way is Way.SMS
        else resident.post(f"/lenke/{given}")
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def addresses(state: SignupState) -> set[str]:
    return {one.address for one in choosing.choose(state.ctx, Audience(everyone=True))}


def test_the_whole_way_without_a_script_or_a_cookie(state: SignupState, resident: TestClient) -> None:
    page = resident.get("/?lang=nn")
    assert page.status_code == 200 and "Varsel frå Prøve kommune" in page.text and "<script" not in page.text
    place = opened(state, resident)
    shown = resident.get(place).text
    assert "+4791234567" in shown and 'value="hell"' in shown and "ikke påmeldt" in shown
    saved = resident.post(place, data={"zone": "hell", "street": "Elvegata 3", "language": "nn"})
    assert saved.status_code == 303
    again = resident.get(saved.headers["location"]).text
    assert "Lagret" in again and re.search(r'value="hell" checked', again) and "Elvegata 3" in again
    assert addresses(state) == {"+4791234567"}
    ended = resident.post(place.partition("?")[0] + "/slutt")
    assert ended.status_code == 200 and "ikke flere varsler" in ended.text and addresses(state) == set()
    assert not resident.cookies


def test_zones_stand_under_their_layer(state: SignupState, resident: TestClient) -> None:
    """“Hell” of the water zones is another than “Hell”; of thirteen roads the list opens, and is open for whoever chose one."""
    state.ctx = replace(state.ctx, municipality=layered(state.ctx.municipality))
    place = opened(state, resident)
    shown = resident.get(place).text
    assert list(by_layer(shown)) == ["Hvor?", "Vannsoner", "Veier"] and by_layer(shown)["Veier"] == ROADS
    assert not opens(shown)
    saved = resident.post(place, data={"zone": ["vei-3", "vann-hell"]})
    assert opens(resident.get(saved.headers["location"]).text)


def test_a_link_by_e_mail_is_used_by_a_button_and_by_no_look(state: SignupState, resident: TestClient) -> None:
    link = word(state, begun(state, resident, "ase@kk.example"))
    for _ in range(3):  # mail servers look too
        assert "Ja, dette er min adresse" in resident.get(f"/lenke/{link}").text
    place = resident.post(f"/lenke/{link}").headers["location"]
    assert resident.get(place).status_code == 200
    assert resident.get(f"/lenke/{link}").status_code == 403 and resident.post(f"/lenke/{link}").status_code == 403


def test_a_second_address_is_asked_for_its_own_code(state: SignupState, resident: TestClient) -> None:
    place = opened(state, resident, "ase@kk.example")
    answer = resident.post(place, data={"zone": "hell", "other": KNOWN})
    code = answer.headers["location"].partition("/kode/")[2].partition("?")[0]
    assert addresses(state) == {"ase@kk.example"}
    resident.post(f"/kode/{code}", data={"code": word(state, SignupBegun(code, Way.SMS))})
    assert addresses(state) == {"ase@kk.example", "+4791234567"}


def test_who_is_known_and_who_is_not_are_answered_alike(state: SignupState, resident: TestClient) -> None:
    register.add(state.ctx, "ola", EntryForm(mobiles=(KNOWN,), emails=("ase@kk.example",), purpose="Vannverket"))
    consents.save(
        state.ctx,
        signups.opened(state.ctx, opened(state, resident).split("/")[2].partition("?")[0]),
        SignupForm(zones=("hell",)),
    )
    seen = set()
    for pair in ((KNOWN, UNKNOWN), ("ase@kk.example", "ukjent@kk.example")):
        for address in pair:
            answer = resident.post("/", data={"address": address})
            place = re.sub(r"/kode/u\w+", "/kode/ID", answer.headers["location"])
            page = resident.get(answer.headers["location"])
            headers = tuple((name, value) for name, value in sorted(answer.headers.items()) if name != "location")
            seen.add(
                (pair[0], answer.status_code, answer.content, place, headers, re.sub(r"u[a-z0-9]{32}", "ID", page.text))
            )
    assert len(seen) == 2, "one answer for each kind of address, whoever has it"
    assert resident.get("/kode/ukjent").text == re.sub(
        r"u[a-z0-9]{32}", "ukjent", resident.get("/kode/u" + "2" * 32).text
    )


def test_nothing_of_the_desk_answers_here(resident: TestClient) -> None:
    found = {route.path for module in pages_list.ALL for route in module.router.routes}
    assert len(found) > 60
    for path in sorted(
        {*found, "/login", "/api/v1/drafts", "/api/v1/openapi.json", "/static/app.js", "/live", "/metrics"} - {"/"}
    ):
        concrete = re.sub(r"\{[^}]+\}", "x", path)
        for method in ("GET", "POST"):
            answer = resident.request(method, concrete)
            assert answer.status_code in (404, 405), (method, path)
    assert "desk.web" not in Path("desk/signup/app.py").read_text() + Path("desk/signup/pages.py").read_text()


def test_every_answer_says_that_nothing_is_loaded_kept_or_framed(resident: TestClient) -> None:
    for path in ("/", "/sendt", "/kode/x", "/lenke/x", "/min/x", "/slutt/x", "/nothing", "/style.css"):
        headers = resident.get(path).headers
        assert (
            "script-src" not in headers["content-security-policy"]
            and "default-src 'none'" in headers["content-security-policy"]
        )
        assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" in headers and "set-cookie" not in headers


def test_another_sites_form_and_another_name_get_no_answer(state: SignupState, resident: TestClient) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://ond.example"}, {"origin": "null"}):
        assert resident.post("/", data={"address": KNOWN}, headers=headers).status_code == 403
    assert resident.get("/", headers={"host": "krisedesk.kk.example"}).status_code == 400
    assert (
        resident.post(
            "/", data={"address": KNOWN}, headers={"origin": URL, "sec-fetch-site": "same-origin"}
        ).status_code
        == 303
    )
    place = opened(state, resident, UNKNOWN)
    assert resident.post(place, data={}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert addresses(state) == set()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_one_click_of_a_mail_provider_ends_it_and_a_replay_changes_nothing(
    state: SignupState, resident: TestClient, body: bytes, kind: str
) -> None:
    resident.post(opened(state, resident, "ase@kk.example"), data={"zone": "hell"})
    place = "/slutt/" + consents.stop_word(state.ctx.sealed, state.ctx.sealed.mark("ase@kk.example"))
    assert resident.get(place).status_code == 200 and addresses(state) == {"ase@kk.example"}, "a look ends nothing"
    answers = [resident.post(place, content=body, headers={"content-type": kind}) for _ in range(3)]
    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}
    assert addresses(state) == set() and register.counts(state.ctx, "ola").reserved == 1
    assert resident.post(place[:-1] + "x", content=body).status_code == 403


def test_what_nobody_can_read_is_refused_in_a_sentence_and_what_was_typed_stays(
    state: SignupState, resident: TestClient
) -> None:
    wrong = resident.post("/", data={"address": "912 34"})
    assert wrong.status_code == 422 and 'value="912 34"' in wrong.text and 'aria-invalid="true"' in wrong.text
    assert resident.post("/", data={"address": ""}).status_code == 422
    assert resident.post("/", content=b"address=" + b"9" * 30_000).status_code == 422
    assert resident.post("/", content=b"address=%FF%FE").status_code == 422
    assert resident.post("/", content=b"&".join(b"a=b" for _ in range(600))).status_code == 422
    place = opened(state, resident)
    odd = resident.post(place, data={"zone": "finnes-ikke", "street": "Elvegata 9"})
    assert odd.status_code == 422 and "Elvegata 9" in odd.text and addresses(state) == set()
    assert resident.post(place, data={"language": "de"}).status_code == 422
    assert resident.post("/kode/x", data={"code": "123456"}).status_code == 403


def test_one_network_asks_ten_times_an_hour(resident: TestClient) -> None:
    codes = [resident.post("/", data={"address": f"9{n:07}"}).status_code for n in range(1_234_500, 1_234_511)]
    assert codes == [303] * 10 + [403]


def test_a_household_of_ipv6_is_one_network() -> None:
    counted = rates.Rates()
    taken = [counted.takes(rates.ASKING, f"2001:db8:1:1::{n:x}") for n in range(11)]
    assert taken == [True] * 10 + [False] and counted.takes(rates.ASKING, "2001:db8:1:2::1")


def test_where_no_account_can_carry_a_code_nobody_signs_up(state: SignupState, resident: TestClient) -> None:
    state.ctx = replace(state.ctx, municipality=ZONES)
    assert "Ingen kan melde seg på" in resident.get("/").text
    assert resident.post("/", data={"address": KNOWN}).status_code == 422
