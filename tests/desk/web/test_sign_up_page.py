"""The road onto the register on a phone without scripts: an address, its code, the choices, and the end of it; nothing too wide."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from desk.signup.app import app
from desk.signup.state import SignupState
from schemas.recipients.recipient import Way
from schemas.recipients.signup import SignupBegun
from tests.desk.test_signup import KNOWN, addresses, state, word  # noqa: F401  # a fixture
from tests.desk.web.conftest import SIZES, picture
from tests.desk.web.test_accessible import violations
from tests.servers.ports import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def phone(state: SignupState, chromium: Browser) -> Iterator[Page]:  # noqa: F811  # the fixture
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    state.settings = state.settings.model_copy(update={"signup_url": here})
    server = uvicorn.Server(uvicorn.Config(app(state), host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    context = chromium.new_context(
        viewport=SIZES["phone"], java_script_enabled=False, base_url=here, locale="nb", is_mobile=True
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture
def axe(chromium: Browser) -> Iterator[Page]:
    """The same pages where scripts run, since axe is one."""
    context = chromium.new_context(viewport=SIZES["phone"], locale="nb", is_mobile=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def fits(page: Page, axe: Page | None = None) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"], page.url
    if axe:
        axe.goto(page.url)
        assert violations(axe) == []


def test_signed_up_changed_and_ended(phone: Page, axe: Page, state: SignupState) -> None:  # noqa: F811  # the fixture
    phone.goto("/")
    fits(phone, axe)
    phone.fill("#address", "912")
    phone.click("main form button")
    assert phone.input_value("#address") == "912" and phone.get_by_role("alert").is_visible()
    phone.fill("#address", KNOWN)
    phone.click("main form button")
    phone.wait_for_url("**/kode/*")
    fits(phone, axe)
    asked = SignupBegun(phone.url.partition("/kode/")[2].partition("?")[0], Way.SMS)
    phone.fill("#code", word(state, asked))
    phone.click("main form button")
    phone.wait_for_url("**/min/*")
    fits(phone, axe)
    picture(phone, "sign-up-phone")
    phone.check("input[value=hell]")
    phone.fill("#street", "Elvegata 3")
    phone.click("form:has(#street) button")
    assert phone.get_by_role("status").is_visible() and phone.is_checked("input[value=hell]")
    assert addresses(state) == {"+4791234567"}
    phone.click("form[action*='/slutt'] button")
    fits(phone)
    assert phone.get_by_role("status").is_visible() and addresses(state) == set()
