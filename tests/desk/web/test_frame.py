"""What stands around every page: five entries at most, the number that waits, and why a form is of no use any more."""

import re
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from desk import web
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.desk.web.pages import READING

TEMPLATES = Path(web.__file__).parent / "templates"
FIRST = {
    "ola": ["Nå", "Skriv", "Til godkjenning", "Publisert"],
    "kari": ["Nå", "Til godkjenning", "Publisert", "Logg"],
    "liv": ["Nå", "Enhet", "Kontoer", "Skriv"],
    "lars": ["Nå", "Logg", "Publisert", "Skriv"],
    "anne": ["Nå", "Skriv", "Til godkjenning", "Publisert"],
}


@pytest.fixture
def crisis_id(inside: Inside) -> str:
    return lifecycle.establish(inside.ctx, "kari", request()).id


def submitted(inside: Inside, crisis_id: str) -> str:
    draft = drafts.new(inside.ctx, "anne", crisis_id, content(), ["side"])
    return drafts.submit(inside.ctx, "anne", draft.id).id


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def asked(inside: Inside, person: str, path: str) -> tuple[TestClient, str]:
    """What an open page at `path` is told now, by the address it asks."""
    client = inside.client(person)
    page = client.get(path)
    assert page.status_code == 200, page.text
    (address,) = set(re.findall(r'hx-get="(/frame[^"]*)"', page.text))
    return client, address.replace("&amp;", "&")


def said(client: TestClient, address: str) -> tuple[bool, str]:
    """Whether the form is over, and the words."""
    (found,) = html.fragment_fromstring(client.get(address).text, create_parent=True).xpath('.//*[@id="still"]')
    return found.get("data-over") == "true", words(found)


@pytest.mark.parametrize(("person", "entries"), FIRST.items())
def test_at_most_five_entries_and_everything_within_two(inside: Inside, person: str, entries: list[str]) -> None:
    page = html.document_fromstring(inside.client(person).get("/").text)
    top = page.xpath('//nav[@id="menu"]/ul/li')
    assert [words(li) for li in top[:-1]] == entries and len(top) == 5
    assert words(top[-1]).startswith("Mer")
    assert sorted(page.xpath('//nav[@id="menu"]//a/@href')) == sorted(
        path for path in READING if path.count("/") == 1 and (path != "/register" or person in ("kari", "ola"))
    )
    assert page.xpath('//nav[@id="menu"]//a[@aria-current="page"]/@href') == ["/"]
    assert "Prøve kommune" in words(page.xpath('//header[@id="top"]')[0])


def test_what_waits_is_counted_in_the_menu(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    editor = inside.client("ola")
    found = html.document_fromstring(editor.get(f"/drafts/{draft_id}").text)
    (entry,) = found.xpath('//nav[@id="menu"]//a[@href="/drafts"]')
    assert words(entry) == "Til godkjenning 1" and entry.get("aria-current") == "page"
    approvals.approve(inside.ctx, "ola", draft_id, drafts.show(inside.ctx, draft_id).revision.seen)
    assert '<span class="count">' not in editor.get("/frame").text


def test_writing_for_a_crisis_that_ends(inside: Inside, crisis_id: str) -> None:
    client, address = asked(inside, "anne", "/write")
    assert said(client, address) == (False, "")
    lifecycle.stand_down(inside.ctx, "kari", crisis_id)
    over, why = said(client, address)
    assert over and why.startswith("«Vannbrudd» ble avsluttet ")


def test_a_units_post_when_a_staff_is_set_up(inside: Inside) -> None:
    client, address = asked(inside, "liv", "/unit")
    assert said(client, address) == (False, "")
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    over, why = said(client, address)
    assert over and "Vannbrudd" in why
    client, address = asked(inside, "liv", "/unit")
    lifecycle.stand_down(inside.ctx, "kari", crisis.id)
    assert said(client, address)[0]


def test_a_stand_down_that_somebody_else_has_made(inside: Inside, crisis_id: str) -> None:
    client, address = asked(inside, "kari", f"/crisis/{crisis_id}/stand-down")
    lifecycle.stand_down(inside.ctx, "kari", crisis_id)
    assert said(client, address)[0]


def test_editing_while_somebody_else_saves_and_then_approves(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    client, address = asked(inside, "anne", f"/drafts/{draft_id}/edit")
    drafts.edit(inside.ctx, "ingrid", draft_id, content("Kok alt vannet."))
    over, why = said(client, address)
    assert not over and "Ingrid Redaktør har lagret utgave 2" in why, "saving shows both texts"
    approvals.approve(inside.ctx, "ola", draft_id, drafts.show(inside.ctx, draft_id).revision.seen)
    over, why = said(client, address)
    assert over and "godkjent" in why and "Ola Redaktør" in why


def test_a_decision_on_a_draft_that_has_changed(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    editor = inside.client("ola")
    (address,) = set(re.findall(rf'hx-get="(/drafts/{draft_id}\?seen=[^"]*)"', editor.get(f"/drafts/{draft_id}").text))
    assert "data-over" not in editor.get(address).text
    drafts.edit(inside.ctx, "ingrid", draft_id, content("Kok alt vannet."))
    assert 'data-over="true"' in editor.get(address).text


def test_a_message_that_is_taken_back_is_not_corrected(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    message = approvals.approve(inside.ctx, "ola", draft_id, drafts.show(inside.ctx, draft_id).revision.seen)
    client = inside.client("anne")
    why = client.get(f"/frame?message={message.id}&kind=correction").text
    assert 'data-over="true"' in why, "nothing of it is out yet"
    assert client.get("/frame?message=m-none&kind=correction").status_code == 404
    assert client.get("/frame?kind=nonsense").status_code in (404, 422)


def test_who_writes_is_seen_while_writing(inside: Inside, crisis_id: str) -> None:
    draft_id = submitted(inside, crisis_id)
    client, address = asked(inside, "ola", f"/drafts/{draft_id}/edit")
    assert f"draft={draft_id}/edit" in client.get(f"/drafts/{draft_id}/edit").text
    inside.app.state.app_state.presence.look(f"{draft_id}/edit", "ingrid")
    assert said(client, address) == (False, "Ingrid Redaktør skriver i dette utkastet nå.")
    assert "Ingrid Redaktør skriver i dette utkastet nå." in inside.client("anne").get(f"/drafts/{draft_id}").text


def test_a_time_is_said_as_people_say_it(inside: Inside, crisis_id: str) -> None:
    client = inside.client("ola")
    assert re.search(r'<time [^>]*title="[^"]+2026 kl\. \d\d\.\d\d">kl\. \d\d\.\d\d</time>', client.get("/").text)
    inside.clock.forward(days=1)
    assert re.search(r">i går kl\. \d\d\.\d\d</time>", inside.client("ola").get("/").text)


@pytest.mark.parametrize("page", sorted(TEMPLATES.glob("*.html")), ids=lambda page: page.name)
def test_the_answer_to_a_deed_is_not_in_what_comes_anew(page: Path) -> None:
    """The page that asks again does not know of the deed: its answer would be gone before it is read."""
    live = re.findall(r"{% call p\.live\(.*?{% endcall %}", page.read_text(encoding="utf-8"), re.DOTALL)
    assert not [part for part in live if 'data-color="success" role="status"' in part]
