"""Those it concerns, the whole road: a list of 5,000 lines, an area with a hole, a boil notice by SMS to each in their language, three ways
that fail in three manners, a second way by e-mail, doors, a correction, the report; and the exercise of it, which reaches nobody.

By the command line and the JSON interface, with a worker of its own; one approves on a phone. Read back from the provider's strict
fake and the real mail servers, never from our own tables.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from schemas.crises.zone import Polygon
from schemas.identity.login import LoginMethod
from store.identity import login_sessions
from tests.desk.web.conftest import SIZES
from tests.fakes.sms import FakeElks
from tests.journeys.town import AnyTown, eventually
from tests.notifiers.test_bounces import bounce
from tests.servers import browsers
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.smtp import SmtpServer
from tests.servers.threaded_desk import served
from tests.store.test_whole_road import place, square

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.timeout(2400)]
FILE = """\
organisation: {name: Prøve kommune, number: "9999", homepage: "https://kk.example", sender: kk.example}
people:
  - {id: kari, name: Kari Rådmann, roles: [chief_executive], email: kari@kk.example}
  - {id: ola, name: Ola Redaktør, roles: [editor], email: ola@kk.example}
  - {id: ingrid, name: Ingrid Redaktør, roles: [editor], email: ingrid@kk.example}
  - {id: liv, name: Liv Leder, roles: [unit_leader], email: liv@kk.example}
  - {id: anne, name: Anne Ansatt, email: anne@kk.example}
units:
  - {id: info, name: Kommunikasjon, leader: liv}
accounts:
  - {id: side, platform: public_page, handle: side, unit: info, opened: 2026-01-01, url: "krisepage://"}
  - {id: sms, platform: sms, handle: SMS, unit: info, opened: 2026-01-01, secret: sms, price: "0.49"}
  - {id: epost, platform: email, handle: E-post, unit: info, opened: 2026-01-01, secret: smtp, recipients: [presse@kk.example]}
  - {id: skjerm, platform: console, handle: s, unit: info, opened: 2026-01-01, url: "krisekonsoll://"}
staff: [kari, ola]
notices: skjerm
templates:
  - id: vannvogn
    name: Vannvogn
    fields: [where]
    title: Hent vann
    body: "Vannvognen står ved {where}."
    versions:
      - {language: nn, title: Hent vatn, body: "Vassvogna står ved {where}."}
      - {language: en, title: Fetch water, body: "The water tank is at {where}."}
"""
LINES = 5_000
WRONG = {
    "9123": "missing digit",
    "ikke@": "navn@example.no",
    '=HYPERLINK("https://ond.example")': "Paste the column as values",
}
"""What stands in a wrong line's way, and what its remedy speaks of; twenty of each."""
UNKNOWN, OFF, LOST = 426, 427, 428
"""The provider refuses the number; the phone is off, and so is the letter's mailbox; the phone is off, and there is no other way."""


AREA = Polygon(type="Polygon", coordinates=(square(10.005, 63.005, 0.02), square(10.0099, 63.0099, 0.0062)))


def is_inside(n: int) -> bool:
    """By the grid alone: from 5 to 25, without 10 to 16 (the hole's own border lies between two)."""
    x, y = place(n)
    return 5 <= x <= 25 and 5 <= y <= 25 and not (10 <= x <= 16 and 10 <= y <= 16)


def mobile(n: int) -> str:
    return f"+479{n:07}"


def letters(n: int) -> str | None:
    """Every tenth has an e-mail address too."""
    return f"leser{n}@kk.example" if n % 10 == 0 or n in (UNKNOWN, OFF) else None


LANGUAGES = ("nb", "nn", "en")
MINUTES = {"nb": "Kok vannet i {} minutter.", "nn": "Kok vatnet i {} minutt.", "en": "Boil the water for {} minutes."}
WRONG_THEN = {"nb": "2 minutter er for lite.", "nn": "2 minutt er for lite.", "en": "2 minutes are not enough."}
FETCH = {
    "nb": "Vannvognen står ved Lånke skole.",
    "nn": "Vassvogna står ved Lånke skule.",
    "en": "The water tank is at Lånke school.",
}
TITLES = {"nb": "Kok vannet", "nn": "Kok vatnet", "en": "Boil the water"}


def language(n: int) -> str:
    return LANGUAGES[n % 3]


def reading(lang: str, people: set[int]) -> list[str]:
    """Mobiles of those who read it best."""
    return sorted(mobile(n) for n in people if language(n) == lang)


def words(minutes: int, *, mends: bool = False) -> dict[str, Any]:
    """A text in all the languages, as the JSON interface takes it."""
    texts = [
        {"title": TITLES[lang], "body": MINUTES[lang].format(minutes), **({"wrong": WRONG_THEN[lang]} if mends else {})}
        for lang in LANGUAGES
    ]
    versions = [text | {"language": lang} for lang, text in zip(LANGUAGES[1:], texts[1:], strict=True)]
    return texts[0] | {"versions": versions} | ({"kind": "correction"} if mends else {})


INSIDE = {n for n in range(LINES - 60) if is_inside(n)}
BY_LETTER = {n for n in INSIDE if letters(n)}
HOLE, ELSEWHERE = 12 + 12 * 70, 0


def subscribers() -> bytes:
    def lines() -> Iterator[str]:
        yield "Navn;Mobil;E-post;Adresse;Lengdegrad;Breddegrad;Språk"
        for n in range(LINES - 60):
            x, y = place(n)
            yield f"Leser {n};9{n:07};{letters(n) or ''};Veien {n};10,{x:03};63,{y:03};{language(n)}"
        for wrong in WRONG:
            cell = '"' + wrong.replace('"', '""') + '"'
            way = f";{cell}" if "@" in wrong else f"{cell};"
            yield from (f"Feil {n};{way};Gata {n};10,01;63,01;nb" for n in range(20))

    return "\r\n".join(lines()).encode("cp1252")


class Concerned(AnyTown):
    """`elks`, `smtp` and `mailbox` are what its words reach; `url` is its desk's, looked at with `browser`."""

    browser: Browser

    def __init__(self, folder: Path, elks: FakeElks, smtp: SmtpServer, mailbox: Dovecot, **more: str) -> None:
        self.elks, self.smtp, self.mailbox, self.url = elks, smtp, mailbox, ""
        secrets = {
            "sms": elks.url,
            "smtp": f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example",
            "bounces": mailbox.url,
        }
        super().__init__(folder, FILE, secrets, REPORTS_URL="https://krise.kk.example", **more)

    def sent(self, words: str) -> list[str]:
        """Numbers that got an SMS with these words, in order."""
        return [sms["to"] for sms in list(self.elks.sent) if words in sms["message"]]

    def reports(self, number: str, status: str) -> None:
        """What 46elks says of the last SMS to this number, at the address that came with it."""
        sms = [one for one in self.elks.sent if one["to"] == number][-1]
        at = urlsplit(sms["whendelivered"])
        answer = httpx.post(f"{self.url}{at.path}?{at.query}", data={"id": sms["id"], "status": status})
        assert answer.status_code == 204, answer.text

    def reached(self, message: str, account: str = "sms") -> dict[str, Any]:
        """Once nothing of it waits any more."""

        def done() -> dict[str, Any] | None:
            found = [one for one in self.ok("message", "reached", message) if one["account_id"] == account]
            return found[0] if found and not found[0]["waiting"] else None

        return dict(eventually(done, 600))

    def why(self, n: int, message: str) -> str:
        return str(self.ok("register", "why", mobile(n), message, as_="ola"))

    def token(self, person: str, *scopes: str) -> dict[str, str]:
        """Headers of a system that acts for somebody."""
        asked = [part for scope in scopes for part in ("--scope", scope)]
        made = self.ok("token", "make", "kart", *asked, as_=person)
        return {"authorization": f"Bearer {made['token']}"}

    def post(self, headers: dict[str, str], path: str, body: dict[str, Any]) -> dict[str, Any]:
        key = {"idempotency-key": f"reise-{path}"}
        answer = httpx.post(f"{self.url}/api/v1{path}", headers=headers | key, json=body, timeout=120)
        assert answer.is_success, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = browsers.chromium()
    assert path, "Chromium is missing. Run: bash tests/tools.sh chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser) -> Iterator[Concerned]:
    more = {}
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        more["DATABASE_URL"] = server.fresh(request.getfixturevalue("migrated_postgres"))
    with FakeElks() as elks, SmtpServer() as smtp, Dovecot() as mailbox:
        elks.unknown.add(mobile(UNKNOWN))
        elks.balance *= 100
        made = Concerned(tmp_path, elks, smtp, mailbox, **more)
        made.browser = chromium
        opened = made.opened()
        with served(made.settings, opened) as made.url, made.worker():
            yield made
        opened.ctx.engine.dispose()


def test_fake_those_it_concerns(town: Concerned) -> None:
    area = town.data / "tegnet.geojson"
    area.write_text(AREA.model_dump_json())
    _a_list_comes_in(town)
    _played(town, area)
    assert town.elks.sent == [] and town.smtp.messages == [], "the exercise reaches nobody"
    crisis = establish(town)
    kari = town.token("kari", "read", "write")
    message = _a_boil_notice(town, kari)
    _what_is_reported(town, message, kari)
    _a_second_way(town, message)
    _corrected(town, message, kari)
    _where_to_fetch_water(town, area)
    _why(town, message)
    _the_report(town, crisis)


def establish(town: Concerned, *more: str) -> str:
    asked = ("--title", "Vannbrudd", "--what", "Bakterier i vannet", "--where", "Lånke", *more)
    return str(town.ok("crisis", "establish", *asked, as_="kari")["id"])


def _a_list_comes_in(town: Concerned) -> None:
    file = town.data / "abonnenter.csv"
    file.write_bytes(subscribers())
    asked = ("register", "import", str(file), "--purpose", "Vannverkets abonnenter", "--until", "2028-12-31")
    looked = town.ok(*asked, "--preview", as_="ola")
    assert (looked["lines"], looked["wrong"], looked["entries"]) == (LINES, 60, LINES - 60)
    found = [(one["line"], one["sentence"]) for one in looked["mistakes"]]
    assert [line for line, _ in found] == list(range(LINES - 60 + 2, LINES + 2))
    for (_, remedy), kind in zip(found[::20], WRONG.values(), strict=True):
        assert kind in str(remedy), remedy
    assert town.run(*asked, as_="ola").code == 2, "not with lines that are wrong, unless somebody says so"
    assert town.ok("register", "counts", as_="ola")["entries"] == 0
    taken = town.ok(*asked, "--skip-wrong", as_="ola")
    assert (taken["state"], taken["entries"]) == ("taken_in", LINES - 60)


def _played(town: Concerned, area: Path) -> None:
    """The same words to the same people, in an exercise: counted, approved, sent to the sandbox, and to nobody."""
    crisis = establish(town, "--exercise")
    text = ("--title", TITLES["nb"], "--text", MINUTES["nb"].format(2), "--to-area", str(area))
    draft = town.ok("draft", "new", *text, "--account", "sms", "--account", "epost", "--submit", as_="anne")
    whom = draft["revision"]["content"]["recipients"]
    assert whom["sms"] == len(INSIDE) and whom["email"] == len(BY_LETTER)
    message = town.approve(draft)
    assert message["status"] == "published" and {d["account_id"][-7:] for d in message["deliveries"]} == {"-ovelse"}
    assert town.ok("message", "reached", message["id"]) == []
    page = _stood_down(town, crisis)
    assert "Hvem den nådde" not in page


def _a_boil_notice(town: Concerned, system: dict[str, str]) -> str:
    """Handed in by a system in three languages. Ola approves on his phone: how many, where, and then the deed."""
    content = words(2) | {"audience": {"area": AREA.model_dump(mode="json")}}
    draft = town.post(system, "/drafts", {"content": content, "accounts": ["sms"], "submit": True})
    with phone(town, "ola") as page:
        page.goto(f"/drafts/{draft['id']}")
        shown = page.locator("main").inner_text()
        assert re.search(rf"\b{len(INSIDE):,}".replace(",", ".?") + " mobiler", shown), shown
        assert page.locator("main svg").count() and "kroner" in shown
        page.click("button:has-text('Publiser')")
        page.wait_for_load_state()
    message = str(eventually(lambda: town.ok("draft", "show", draft["id"])["message_id"]))
    found = town.reached(message)
    assert (found["addressed"], found["handed_over"], found["failed"]) == (len(INSIDE), len(INSIDE) - 1, 1)
    for lang in LANGUAGES:
        got = sorted(town.sent(MINUTES[lang].format(2)))
        assert got == reading(lang, INSIDE - {UNKNOWN}), (lang, "each once, in their language, and nobody else")
    return message


def _what_is_reported(town: Concerned, message: str, system: dict[str, str]) -> None:
    """Two phones are off; all others are told of as reached but one, of whom nothing is said. Read by the JSON interface."""
    for n in (OFF, LOST):
        town.reports(mobile(n), "failed")
    silent = min(INSIDE)
    for n in sorted(INSIDE - {UNKNOWN, OFF, LOST, silent})[:40]:
        town.reports(mobile(n), "delivered")
    answer = httpx.get(f"{town.url}/api/v1/messages/{message}/reached", headers=system, timeout=60)
    (told,) = answer.json()
    assert (told["arrived"], told["bounced"], told["failed"]) == (40, 2, 1)
    assert (told["curve"][-1]["handed_over"], told["curve"][-1]["failed"]) == (len(INSIDE) - 1, 3)
    assert town.ok("message", "show", message)["status"] == "published", "three of 392 are a few"


def _a_second_way(town: Concerned, message: str) -> None:
    """By e-mail to those of the three who have an address; one letter comes back, and two doors are left."""
    with phone(town, "ola") as page:
        page.goto(f"/messages/{message}")
        page.click("a:has-text('Hvem ble ikke nådd?')")
        assert "2 av dem har en e-postadresse" in page.locator("main").inner_text()
        page.click("main form button")
        page.wait_for_url("**/drafts/**")
        page.click("button:has-text('Send til')")
        page.wait_for_load_state()
    (draft,) = [one for one in town.ok("draft", "list") if one["status"] == "submitted"]
    second = town.approve(draft, "ingrid")
    assert town.reached(second["id"], "epost")["handed_over"] == 2
    for n in (UNKNOWN, OFF):
        (letter,) = town.smtp.to(str(letters(n)))
        assert MINUTES[language(n)].format(2) in str(letter.get_content())
    town.mailbox.put("back", bounce(status="5.2.2", returned=f"Message-ID: {letter['Message-ID']}\r\n\r\n"))
    eventually(lambda: town.reached(second["id"], "epost")["bounced"] == 1)
    assert town.mailbox.left() == []
    shown = town.ok("message", "show", second["id"])
    (delivery,) = shown["deliveries"]
    assert (shown["status"], delivery["status"]) == ("partly_published", "failed"), "one of two is not a few"
    with phone(town, "ola") as page:
        page.goto(f"/messages/{message}/missed")
        doors = page.locator("main").inner_text()
        assert f"Veien {OFF}" in doors and f"Veien {LOST}" in doors and f"Veien {UNKNOWN}" not in doors


def _corrected(town: Concerned, message: str, system: dict[str, str]) -> None:
    draft = town.post(system, f"/messages/{message}/follow-ups", {"content": words(3, mends=True)})
    mended = town.approve(draft)["id"]
    assert town.reached(mended)["handed_over"] == len(INSIDE) - 1
    for lang in LANGUAGES:
        got = sorted(town.sent(MINUTES[lang].format(3)))
        assert got == reading(lang, INSIDE - {UNKNOWN}), (lang, "the same set, whole")
        assert len(town.sent(WRONG_THEN[lang])) == len(got)
    assert town.ok("message", "show", message)["status"] == "corrected"


def _where_to_fetch_water(town: Concerned, area: Path) -> None:
    """By a template in three languages, to the same people by both ways at once."""
    fields = ("--field", "where=Lånke skole", "--field", "nn:where=Lånke skule", "--field", "en:where=Lånke school")
    ways = ("--account", "sms", "--account", "epost", "--to-area", str(area))
    draft = town.ok("draft", "new", "--template", "vannvogn", *fields, *ways, "--submit", as_="anne")
    message = town.approve(draft)["id"]
    assert town.reached(message)["handed_over"] == len(INSIDE) - 1
    assert town.reached(message, "epost")["handed_over"] == len(BY_LETTER)
    for lang in LANGUAGES:
        assert sorted(town.sent(FETCH[lang])) == reading(lang, INSIDE - {UNKNOWN})
    for n in BY_LETTER:
        got = [str(letter.get_content()) for letter in town.smtp.to(str(letters(n)))]
        assert [words for words in got if any(said in words for said in FETCH.values())] == got[-1:], n
        assert FETCH[language(n)] in got[-1], (n, "once, and in their language")


def _why(town: Concerned, message: str) -> None:
    told = {n: town.why(n, message) for n in (UNKNOWN, OFF, min(INSIDE), HOLE, ELSEWHERE)}
    assert "mislyktes" in told[UNKNOWN] and "meldt som ikke levert" in told[OFF]
    assert "ikke meldt ennå" in told[min(INSIDE)] and "tegnet" in told[min(INSIDE)]
    for n in (HOLE, ELSEWHERE):
        assert "utenfor" in told[n] and "SMS:" not in told[n]


def _stood_down(town: Concerned, crisis: str) -> str:
    town.ok("crisis", "stand-down", as_="kari")
    there = town.data / "reports" / f"{crisis}.html"
    eventually(there.exists)
    return there.read_text(encoding="utf-8")


def _the_report(town: Concerned, crisis: str) -> None:
    page = _stood_down(town, crisis)
    told = json.loads(town.file("reports", f"{crisis}.json"))["reach"]
    assert [(one["addressed"], one["handed_over"], one["arrived"], one["bounced"], one["failed"]) for one in told] == [
        (len(INSIDE), len(INSIDE) - 43, 40, 2, 1),
        (2, 1, 0, 1, 0),
        (len(INSIDE), len(INSIDE) - 1, 0, 0, 1),
        (len(INSIDE), len(INSIDE) - 1, 0, 0, 1),
        (len(BY_LETTER), len(BY_LETTER), 0, 0, 0),
    ]
    assert "Hvem den nådde" in page and "leser4" not in page and "+4790000" not in page


@contextmanager
def phone(town: Concerned, person: str) -> Iterator[Page]:
    """Somebody logged in on a telephone."""
    opened = town.opened()
    word = login_sessions.open_(opened.ctx, person, LoginMethod.PASSWORD, "telefon")
    opened.ctx.engine.dispose()
    context = town.browser.new_context(
        viewport=SIZES["phone"], base_url=town.url, locale="nb", is_mobile=True, has_touch=True
    )
    context.set_default_timeout(120_000)
    cookies = {"lang": "nb", "krisekanal": word}
    context.add_cookies([{"name": name, "value": value, "url": town.url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()
