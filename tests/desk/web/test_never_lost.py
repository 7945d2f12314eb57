"""What is written is never lost: by an ended session, a closed tab, another template or language, a refusal, a stand-down, a restart."""

import re

import httpx
import pytest
from playwright.sync_api import Route, expect

from schemas.crises.crisis import CrisisRequest, Severity
from store.crises import lifecycle
from store.drafts import drafts, unfinished
from store.identity import login_sessions
from tests.desk.web.conftest import Enter, picture
from tests.desk.web.inside import Inside
from tests.desk.web.test_accessible import violations
from tests.desk.web.test_once import crisis_of, hidden
from tests.servers.web import PASSWORD, WebTown

BODY = "Kok alt vann i ett minutt.\nDet gjelder Lånke."
WORDS = {"title": "Kok vannet", "body": BODY}


def written(page: httpx.Response, **more: str) -> dict[str, str]:
    """The write page's form, filled in."""
    return hidden(page) | {"template": "own"} | WORDS | more


def asked(title: str) -> CrisisRequest:
    return CrisisRequest(title=title, what="Leire", where="Hell", severity=Severity.SEVERE, exercise=False)


def test_it_is_kept_while_written_and_gone_on_with_after_a_restart(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = written(anne.get("/write?template=own"))
    assert "Tatt vare på" in anne.post("/unfinished", data=form, headers={"hx-request": "true"}).text
    anne.post("/unfinished", data=form | {"body": BODY + "\nOg Hell."}, headers={"hx-request": "true"})
    inside.reopen()
    again = inside.client("anne")
    link = re.search(r'href="(/write\?unfinished=[^"]+)">Kok vannet<', again.get("/drafts").text)
    assert link
    page = again.get(link[1])
    assert "Og Hell." in page.text and f'value="{form["unfinished"]}"' in page.text
    sent = again.post("/write", data=hidden(page) | {"template": "own"} | WORDS | {"do": "submit", "account": "skjerm"})
    assert sent.status_code == 303 and unfinished.listing(inside.ctx, "anne") == []


def test_a_half_written_template_is_kept_without_scripts_too(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = hidden(anne.get("/write?template=kok")) | {"template": "kok", "field:where": "Lånke", "do": "keep"}
    kept = anne.post("/write", data=form)
    assert kept.status_code == 303 and ">Lånke</textarea>" in anne.get(kept.headers["location"]).text


@pytest.mark.parametrize("other", ["/write?unfinished=ukjent-tekst", "/drafts/u-1/edit?unfinished=ukjent-tekst"])
def test_what_is_not_there_says_so(inside: Inside, other: str) -> None:
    crisis_of(inside)
    assert inside.client("anne").get(other).status_code == 404


def test_another_template_loses_no_word(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = written(anne.get("/write?template=own"), template="kok", do="template")
    page = anne.post("/write", data=form)
    assert page.status_code == 200 and 'name="field:where"' in page.text
    assert f'<input type="hidden" name="title" value="{WORDS["title"]}">' in page.text
    back = {"template": "own", "do": "template", "field:where": "Lånke", **WORDS}
    page = anne.post("/write", data=hidden(page) | back)
    assert "Kok alt vann i ett minutt." in page.text and 'name="field:where" value="Lånke"' in page.text
    begun_in_fields = {"template": "own", "do": "template", "field:where": "Lånke"}
    fresh = anne.post("/write", data=hidden(anne.get("/write?template=kok")) | begun_in_fields)
    assert re.search(r'<textarea[^>]* name="body"[^>]*>Lånke</textarea>', fresh.text)


def test_a_refused_form_is_given_back_and_kept(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = written(anne.get("/write?template=own"), do="submit", account="finnes-ikke")
    refused = anne.post("/write", data=form)
    assert refused.status_code >= 400 and "Det gjelder Lånke." in refused.text
    assert dict(unfinished.listing(inside.ctx, "anne")[0].fields)["body"].splitlines() == BODY.splitlines()


def test_what_the_door_refuses_is_given_back(inside: Inside) -> None:
    """An old page, and one from elsewhere: the words stand in the answer."""
    crisis_of(inside)
    anne = inside.client("anne")
    old = written(anne.get("/write?template=own"), do="submit", csrf="en-gammel-sides")
    refused = anne.post("/write", data=old)
    assert refused.status_code == 403 and "Det gjelder Lånke." in refused.text


def test_a_stand_down_loses_no_word(inside: Inside) -> None:
    crisis = crisis_of(inside)
    anne = inside.client("anne")
    form = written(anne.get("/write?template=own"), do="submit", account="skjerm")
    other = lifecycle.establish(inside.ctx, "kari", asked("Ras"), beside=[crisis]).id
    lifecycle.stand_down(inside.ctx, "kari", crisis)
    refused = anne.post("/write", data=form)
    assert refused.status_code >= 400 and "Det gjelder Lånke." in refused.text and "Ras" in refused.text
    assert drafts.listing(inside.ctx, other) == [], "never into another crisis unasked"
    lifecycle.stand_down(inside.ctx, "kari", other)
    refused = anne.post("/write", data=form)
    assert refused.status_code >= 400 and "Det gjelder Lånke." in refused.text
    assert dict(unfinished.listing(inside.ctx, "anne")[0].fields)["title"] == "Kok vannet"


def test_words_go_through_the_login_when_the_session_has_ended(inside: Inside) -> None:
    crisis = crisis_of(inside)
    anne = inside.client("anne")
    form = written(anne.get("/write?template=own"), do="submit", account="skjerm")
    (session,) = [s for s in inside.sessions() if s.person_id == "anne"]
    login_sessions.end(inside.ctx, "anne", session.id)
    asked_in = anne.post("/write", data=form)
    assert asked_in.status_code == 401 and "Du var logget ut imens" in asked_in.text
    carried = html_unescape(re.findall(r'name="again" value="([^"]*)"', asked_in.text)[0])
    wrong = anne.post("/login", data={"name": "anne", "password": "feil", "again": carried})
    assert wrong.status_code >= 400 and 'name="again"' in wrong.text, "a wrong password loses nothing"
    page = anne.post("/login", data={"name": "anne", "password": PASSWORD, "again": carried})
    assert page.status_code == 200 and "Det gjelder Lånke." in page.text
    assert drafts.listing(inside.ctx, crisis) == [], "nothing is done unasked"
    again = {name: html_unescape(value) for name, value in hidden(page, "/write").items()}
    assert again["csrf"] != form["csrf"]
    sent = anne.post("/write", data=again)
    assert sent.status_code == 303
    assert drafts.listing(inside.ctx, crisis)[0].revision.content.body.splitlines() == BODY.splitlines()


def test_no_secret_is_carried_and_no_foreign_address_followed(inside: Inside) -> None:
    nobody = inside.client()
    page = nobody.post("/me/password", data={"old": "hemmelig-1", "password": "hemmelig-2", "title": "ord"})
    assert "hemmelig" not in page.text
    for path in ("//ond.example/x", "https://ond.example", "/login?x", "javascript:1"):
        carried = f'["{path}", [["body", "Hei"]]]'
        answer = inside.client().post("/login", data={"name": "anne", "password": PASSWORD, "again": carried})
        assert answer.status_code == 303 and answer.headers["location"] == "/", path


def test_another_language_comes_back_to_the_same_place(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    page = anne.get("/write?template=own&kind=message").text
    assert 'name="back" value="/write?template=own&amp;kind=message"' in page


def html_unescape(text: str) -> str:
    return (
        text.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_closed_tab_loses_nothing(web: WebTown, enter: Enter, size: str) -> None:
    words = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *words, as_="kari")
    anne = enter("anne", size)
    anne.goto("/write?template=own")
    anne.locator("#f-body").press_sequentially("Kok alt vann i ett")
    expect(anne.locator("p[hx-post='/unfinished']")).to_contain_text("Tatt vare på")
    assert violations(anne) == []
    anne.close()
    later = enter("anne", size)
    later.goto("/write")
    later.click("a:has-text('Kok alt vann i ett')")
    expect(later.locator("#f-body")).to_have_value("Kok alt vann i ett")
    picture(later, f"unfinished-{size}")
    assert violations(later) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_login_comes_in_a_layer_and_the_browser_has_a_copy(web: WebTown, enter: Enter, size: str) -> None:
    words = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *words, as_="kari")
    anne = enter("anne", size)
    anne.goto("/write?template=own")
    anne.fill("#f-title", "Kok vannet")
    # Nothing is filled in behind the layer, and the first word's own requests must not bring it.
    expect(anne.locator("p[hx-post='/unfinished']")).to_contain_text("Tatt vare på")
    anne.wait_for_load_state("load")
    anne.context.clear_cookies()
    anne.fill("#f-body", "Kok alt vann i ett minutt.")
    layer = anne.locator("#login-layer")
    expect(layer).to_be_visible()
    expect(layer.locator("input[name=password]")).to_be_visible()
    picture(anne, f"login-layer-{size}")
    assert violations(anne) == []
    layer.locator("input[name=name]").first.fill("anne")
    layer.locator("input[name=password]").fill("feil passord her")
    layer.locator("form button").first.click()
    expect(layer.locator(".ds-alert")).to_be_visible()
    layer.locator("input[name=name]").first.fill("anne")
    layer.locator("input[name=password]").fill(PASSWORD)
    layer.locator("form button").first.click()
    expect(layer).not_to_be_visible()
    expect(anne.locator("#f-body")).to_have_value("Kok alt vann i ett minutt.")
    expect(anne.locator("p[hx-post='/unfinished']")).to_contain_text("vare på")

    anne.route("**/unfinished", lambda route: route.abort())
    anne.fill("#f-body", "Kok alt vann i tre minutter.")
    again = anne.context.new_page()
    anne.close()
    again.goto("/write?template=own")
    expect(again.locator("#kept-here")).to_be_visible()
    assert violations(again) == []
    picture(again, f"copy-in-the-browser-{size}")
    again.click("#kept-here button[value=restore]")
    expect(again.locator("#f-body")).to_have_value("Kok alt vann i tre minutter.")
    again.check("#a-skjerm")
    again.click("button:has-text('Send til nettredaksjonen')")
    expect(again.locator("h1")).to_have_text("Kok vannet")
    again.goto("/write?template=own")
    expect(again.locator("#kept-here")).not_to_be_visible()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_is_typed_before_the_scripts_have_come_is_kept(web: WebTown, enter: Enter) -> None:
    """On a slow line the form is there long before anything listens to it."""
    words = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *words, as_="kari")
    page, held = enter("anne", "phone"), list[Route]()
    page.route("**/*.js*", lambda route: held.append(route))
    page.goto("/write?template=own", wait_until="commit")
    page.fill("#f-title", "Skrevet tidlig")
    page.fill("#f-body", BODY)
    for route in held:
        route.continue_()
    page.unroute("**/*.js*")
    expect(page.locator("form .hint[role=status]")).to_contain_text("Tatt vare på")
    page.goto("/drafts")
    expect(page.locator("main")).to_contain_text("Skrevet tidlig")
