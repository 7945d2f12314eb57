"""WCAG 2.1 A and AA by axe-core on every page in bokmål, on a phone; keyboard; 200 % zoom; no scripts.

What a page is built of is the same in each language, so axe looks at one; `test_languages.py` holds every page in nynorsk and
English against it, and here each is as narrow as 320 px.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.desk.web import pages
from tests.desk.web.conftest import Enter, picture
from tests.journeys.town import eventually
from tests.servers.web import PASSWORD, PIN, WebTown

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
PAGES = ("/write?template=kok", *pages.PAGES)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""The browser's own."""


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url}: {v['id']}: {v['nodes'][0]['html'][:150]} {v['nodes'][0].get('failureSummary', '')[:300]}"
        for v in found
    ]


def test_no_violation_on_any_page(web: WebTown, enter: Enter) -> None:
    """On a normal day, in a crisis and in an exercise; the phone is narrow enough to find what scrolls sideways."""
    stranger, kari = enter(None, "phone"), enter("kari", "phone")
    found = [line for path in ("/login", "/no-such-page") for line in _look(stranger, path)]
    found += [line for path in PAGES for line in _look(kari, path)]
    web.town.ok(
        "crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--exercise", as_="kari"
    )
    found += [line for path in ("/", "/write", "/accounts", "/exercises") for line in _look(kari, path)]
    picture(kari, "exercise")
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    draft = _draft(web)
    found += [line for path in (*PAGES, f"/drafts/{draft}", f"/drafts/{draft}/edit") for line in _look(kari, path)]
    ola = enter("ola", "phone")
    found += _look(ola, f"/drafts/{draft}")
    picture(ola, "approve")
    ola.click(".bar button")
    found += _look(ola, ola.url)
    crisis = web.town.ok("crisis", "show")["id"]
    found += (
        _look(kari, f"/crisis/{crisis}/stand-down") + _look(kari, f"/evaluation/{crisis}") + _look(kari, "/log/verify")
    )
    found += _after(kari, "/people", "form[action='/people/ola/codes'] button")
    kari.goto("/me")
    kari.locator("form[action='/me/totp/begin'] input[name=old]").fill(PASSWORD)
    kari.click("form[action='/me/totp/begin'] button")
    kari.wait_for_load_state()
    found += violations(kari)
    found += _after(kari, "/people", "form[action='/people/anne/invite'] button")
    found += _after(ola, "/people", "form[action$='/agree'] button >> nth=1")
    found += _look(stranger, link_to(web, "anne@kk.example", "/start/"))
    found += _after(kari, "/channels", "form[action='/channels/check'] button")
    assert found == []


def _look(page: Page, path: str) -> list[str]:
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return violations(page) + ([f"{path}: {wide} px too wide"] if wide > 0 else [])


def _after(page: Page, path: str, button: str) -> list[str]:
    """What a page shows once its button was pressed."""
    page.goto(path)
    page.click(button)
    page.wait_for_load_state()
    return violations(page)


def _draft(web: WebTown) -> str:
    words = (
        "--title",
        "Kok vannet",
        "--text",
        "Kok vannet. Ring Per på 922 33 444.",
        "--next-update",
        "om to timer",
        "--submit",
    )
    first = web.town.ok("draft", "new", *words, as_="anne")
    web.town.ok("draft", "edit", first["id"], "--text", "Kok alt vannet. Ring Per på 922 33 444.", as_="anne")
    return str(first["id"])


def test_everything_by_keyboard(web: WebTown, enter: Enter) -> None:
    """From the login to a crisis that is set up, with Tab, arrows and Enter alone; the skip link comes first."""
    page = enter(None)
    page.goto("/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for words in ("kari", "fire ord uten sammenheng"):
        _tab_to(page, "INPUT")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url(web.url + "/")
    _tab_to(page, "A", "Sett krisestab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/crisis/new")
    for words in ("Vann", "Bakterier", "Lånke"):
        _tab_to(page, "INPUT TEXTAREA")
        page.keyboard.type(words)
    _tab_to(page, "INPUT")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "Extreme"
    _tab_to(page, "BUTTON", "Se over")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Sette krisestab?")
    _tab_to(page, "BUTTON", "Sett krisestab og sperr")
    assert (
        page.evaluate(
            "getComputedStyle(document.activeElement).boxShadow + getComputedStyle(document.activeElement).outlineStyle"
        )
        != "nonenone"
    )
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Vann")


def _tab_to(page: Page, tags: str, words: str = "") -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, text = page.evaluate("[document.activeElement.tagName, document.activeElement.innerText || '']")
        if tag in tags.split() and words in text:
            return
    raise AssertionError(f"no {tags} “{words}” is reached with Tab")


def test_twice_as_big_still_fits(web: WebTown, enter: Enter) -> None:
    """200 % zoom of a 1280 px window leaves 640 px (WCAG 1.4.4, and 1.4.10 at 320 px)."""
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    draft, page = _draft(web), enter("ola")
    for width, lang in ((640, "nb"), (320, "nb"), (320, "nn"), (320, "en")):
        page.set_viewport_size({"width": width, "height": 800})
        page.context.add_cookies([{"name": "lang", "value": lang, "url": web.url}])
        for path in (*PAGES[:-1], f"/drafts/{draft}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.lang") == lang
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} in {lang} at {width} px"


def test_approval_from_a_link_and_a_pin(web: WebTown, enter: Enter) -> None:
    """The letter holds a link of the reader's own; it opens that one draft with a PIN, once."""
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    web.town.ok(
        "draft",
        "new",
        "--title",
        "Kok vannet",
        "--text",
        "Kok vannet.",
        "--next-update",
        "om to timer",
        "--submit",
        as_="anne",
    )
    link = link_to(web, "ola@kk.example")
    page = enter(None, "phone")
    page.goto(link)
    page.fill("#f-pin", "111222")
    page.click("main form button")
    expect(page.locator("[role=alert]")).to_contain_text("passer ikke sammen")
    page.fill("#f-pin", PIN)
    page.click("main form button")
    picture(page, "link-and-pin")
    assert violations(page) == []
    page.goto("/log")
    expect(page.locator("[role=alert]")).to_contain_text("lenke til ett utkast")
    page.go_back()
    page.click("button:has-text('Publiser i')")
    expect(page.locator("text=godkjent").first).to_be_visible()
    other = enter(None, "phone")
    other.goto(link)
    expect(other.locator("[role=alert]")).to_contain_text("Denne lenken er brukt")


def link_to(web: WebTown, address: str, kind: str = "/l/") -> str:
    def found() -> str | None:
        for letter in web.town.smtp.to(address):
            for part in letter.walk():
                text = part.get_payload(decode=True) if part.get_content_type() == "text/plain" else None
                for word in text.decode().split() if isinstance(text, bytes) else ():
                    if kind in word:
                        return word
        return None

    return str(eventually(found, 60))


def add_passkey(page: Page) -> None:
    """With an authenticator of the browser's own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/me")
    page.fill("#passkey-old", PASSWORD)
    page.click("#passkey-add")
    expect(page.locator("form[action='/me/passkey/remove']")).to_have_count(1)


def test_a_passkey_by_the_browsers_own_authenticator(web: WebTown, enter: Enter) -> None:
    page = enter("ola")
    add_passkey(page)
    page.click("footer button:has-text('Logg ut')")
    page.wait_for_url("**/login?said=logged-out")
    page.click("#passkey-login")
    page.wait_for_url(web.url + "/")
    expect(page.locator(".who")).to_have_text("Ola Redaktør")


def test_two_editors_see_each_other(web: WebTown, enter: Enter) -> None:
    web.town.ok("crisis", "establish", "--title", "Vann", "--what", "Bakterier", "--where", "Lånke", as_="kari")
    draft = _draft(web)
    ola, ingrid = enter("ola"), enter("ingrid")
    ola.goto(f"/drafts/{draft}")
    ingrid.goto(f"/drafts/{draft}")
    expect(ingrid.locator("text=Ola Redaktør ser også på dette utkastet")).to_be_visible()
    expect(ola.locator("text=Ingrid Redaktør ser også på dette utkastet")).to_be_visible()
    web.town.ok("draft", "edit", draft, "--text", "Kok alt vannet nå. Ring Per på 922 33 444.", as_="anne")
    expect(ola.locator("#still")).to_contain_text("Utkastet er endret")
    expect(ola.locator(".bar button").first).to_be_disabled()
