"""A form counts once: however often it is pressed, in however many tabs, and whatever becomes of the machine meanwhile."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from schemas.states import CrisisStatus, DraftStatus
from store.crises import find, lifecycle
from store.drafts import drafts
from store.identity import pressed_forms
from store.messages import messages
from tests.desk.web.inside import Inside
from tests.desk.web.pages import PAGES

WORDS = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "severity": "Severe"}
TEXT = {
    "kind": "message",
    "template": "own",
    "title": "Kok vannet",
    "body": "Kok alt vann i ett minutt.",
    "account": "skjerm",
}


def hidden(page: httpx.Response, action: str = "") -> dict[str, str]:
    """What the form at `action` (the page's own address: empty) carries unseen."""
    for form in re.findall(r"<form method=\"post\".*?</form>", page.text, re.S):
        if (f'action="{action}"' in form) if action else "action=" not in form.partition(">")[0]:
            return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    raise AssertionError(f"no form at {action}")


def crisis_of(inside: Inside) -> str:
    asked = CrisisRequest(title="Vann", what="Bakterier", where="Lånke", severity=Severity.SEVERE, exercise=False)
    return lifecycle.establish(inside.ctx, "kari", asked).id


def submitted(inside: Inside, crisis: str) -> Draft:
    draft = drafts.new(inside.ctx, "anne", crisis, Content(title="Kok vannet", body="Kok."), ["skjerm"])
    return drafts.submit(inside.ctx, "anne", draft.id)


def opened(inside: Inside) -> list[str]:
    return [c.title for c in find.listing(inside.ctx) if c.status is CrisisStatus.ESTABLISHED]


@pytest.mark.parametrize("path", PAGES)
def test_every_form_of_every_page_has_a_key_of_its_own(inside: Inside, path: str) -> None:
    crisis = crisis_of(inside)
    draft = submitted(inside, crisis)
    client = inside.client("kari")
    for address in (path, f"/drafts/{draft.id}", f"/crisis/{crisis}/stand-down"):
        text = client.get(address).text
        forms = re.findall(r"<form method=\"post\".*?</form>", text, re.S)
        ours = [form for form in forms if 'action="/language"' not in form]
        keys = [re.findall(r'name="key" value="([^"]{16})"', form) for form in ours]
        assert ours and all(len(found) == 1 for found in keys), address
        assert len({found[0] for found in keys}) == len(ours), "no two are the same"


def test_two_taps_set_up_one_crisis(inside: Inside) -> None:
    kari = inside.client("kari")
    sure = kari.post("/crisis/new", data=WORDS | hidden(kari.get("/crisis/new")))
    form = WORDS | hidden(sure) | {"sure": "yes"}
    answers = [kari.post("/crisis/new", data=form) for _ in range(3)]
    assert [(a.status_code, a.headers["location"]) for a in answers] == [(303, "/?said=established")] * 3
    assert opened(inside) == ["Vann"] and inside.actions().count("crisis.established") == 1


def test_taps_at_the_same_moment_get_the_same_answer(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = TEXT | hidden(anne.get("/write?template=own")) | {"do": "submit"}
    with ThreadPoolExecutor(5) as hands:
        answers = list(hands.map(lambda _: anne.post("/write", data=form), range(5)))
    assert {a.status_code for a in answers} == {303}
    assert len({a.headers["location"] for a in answers}) == 1
    assert inside.actions().count("draft.created") == inside.actions().count("draft.submitted") == 1


def test_other_words_in_the_same_form_are_another_deed(inside: Inside) -> None:
    """Back, one word changed, and sent again: nothing of it is lost."""
    crisis = crisis_of(inside)
    anne = inside.client("anne")
    form = TEXT | hidden(anne.get("/write?template=own")) | {"do": "save"}
    first, second = anne.post("/write", data=form), anne.post("/write", data=form | {"body": "Kok i tre minutter."})
    assert first.headers["location"] != second.headers["location"]
    assert len(drafts.listing(inside.ctx, crisis)) == 2


def test_a_refused_form_can_be_sent_again(inside: Inside) -> None:
    crisis_of(inside)
    anne = inside.client("anne")
    form = TEXT | hidden(anne.get("/write?template=own")) | {"do": "submit", "account": "finnes-ikke"}
    assert anne.post("/write", data=form).status_code >= 400
    assert anne.post("/write", data=form).status_code >= 400, "refused again, in its own words"
    assert anne.post("/write", data=form | {"account": "skjerm"}).status_code == 303


def test_two_tabs_make_one_draft(inside: Inside) -> None:
    crisis = crisis_of(inside)
    anne = inside.client("anne")
    tabs = [hidden(anne.get("/write?template=own")) for _ in range(2)]
    answers = [anne.post("/write", data=TEXT | tab | {"do": "submit"}) for tab in tabs]
    assert len({a.headers["location"] for a in answers}) == 1
    assert len(drafts.listing(inside.ctx, crisis)) == 1
    ingrid = inside.client("ingrid")
    ingrid.post("/write", data=TEXT | hidden(ingrid.get("/write?template=own")) | {"do": "save"})
    assert len(drafts.listing(inside.ctx, crisis)) == 2, "another's same words are another's"


def test_who_approved_in_one_tab_is_not_told_in_red_in_the_other(inside: Inside) -> None:
    draft = submitted(inside, crisis_of(inside))
    ola, path = inside.client("ola"), f"/drafts/{draft.id}/approve"
    tabs = [hidden(ola.get(f"/drafts/{draft.id}"), path) for _ in range(2)]
    first, second = (ola.post(path, data=tab) for tab in tabs)
    assert first.status_code == second.status_code == 303
    assert len({answer.headers["location"].partition("?")[0] for answer in (first, second)}) == 1
    assert len(messages.listing(inside.ctx)) == 1
    late = inside.client("ingrid").post(path, data=tabs[0] | {"csrf": inside.csrf(ingrid := inside.client("ingrid"))})
    assert late.status_code >= 400, "another's approval is another's"
    answer = ingrid.post(path, data=tabs[0] | {"csrf": inside.csrf(ingrid)})
    assert answer.status_code >= 400 and drafts.show(inside.ctx, draft.id).status is DraftStatus.APPROVED


@pytest.mark.parametrize(("step", "status"), [("return", DraftStatus.RETURNED), ("reject", DraftStatus.REJECTED)])
def test_so_with_what_was_sent_back(inside: Inside, step: str, status: DraftStatus) -> None:
    draft = submitted(inside, crisis_of(inside))
    ola = inside.client("ola")
    for _ in range(2):
        assert inside.post(ola, f"/drafts/{draft.id}/{step}", reason="Skriv kortere.").status_code == 303
    assert drafts.show(inside.ctx, draft.id).status is status and inside.actions().count(f"draft.{status}") == 1


def test_a_second_crisis_is_a_question_of_its_own(inside: Inside) -> None:
    """Two tabs, or two chiefs, at the same moment: the second is shown the first, and asked."""
    kari, per = inside.client("kari"), inside.client("per")
    looks = []
    for client in (kari, per):
        looks.append(client.post("/crisis/new", data=WORDS | hidden(client.get("/crisis/new"))))
    assert kari.post("/crisis/new", data=WORDS | hidden(looks[0]) | {"sure": "yes"}).status_code == 303
    asked = per.post("/crisis/new", data=WORDS | hidden(looks[1]) | {"sure": "yes"})
    assert asked.status_code >= 400 and "Er dette en annen hendelse?" in asked.text
    assert "--beside" not in asked.text, "that is for whoever types commands"
    assert opened(inside) == ["Vann"]
    first = find.listing(inside.ctx)[0]
    again = WORDS | {"title": "Ras"} | hidden(asked) | {"sure": "yes", "title": "Ras", "beside": first.id}
    assert per.post("/crisis/new", data=again).status_code == 303
    assert sorted(opened(inside)) == ["Ras", "Vann"]


def test_every_page_shows_every_open_crisis_and_both_can_be_worked_with(inside: Inside) -> None:
    first = crisis_of(inside)
    second = lifecycle.establish(
        inside.ctx,
        "kari",
        CrisisRequest(title="Ras", what="Leire", where="Hell", severity=Severity.SEVERE, exercise=False),
        beside=[first],
    ).id
    anne = inside.client("anne")
    for path in ("/", "/drafts", "/write", "/messages", "/accounts", "/log", "/me"):
        assert f'href="/?crisis={first}"' in anne.get(path).text and "Ras" in anne.get(path).text, path
    assert re.search(r"<h1[^>]*>Vann</h1>", anne.get(f"/?crisis={first}").text)
    page = anne.get(f"/write?template=own&crisis={first}")
    sent = anne.post("/write", data=TEXT | hidden(page) | {"do": "submit"})
    assert drafts.show(inside.ctx, sent.headers["location"].partition("?")[0].rpartition("/")[2]).crisis_id == first
    assert "Kok vannet" in anne.get(f"/drafts?crisis={first}").text
    assert "Kok vannet" not in anne.get(f"/drafts?crisis={second}").text


def test_a_press_that_died_is_not_done_again_unasked(inside: Inside) -> None:
    """The machine stopped between the deed and its answer: a person looks it up."""
    crisis = crisis_of(inside)
    anne = inside.client("anne")
    form = TEXT | hidden(anne.get("/write?template=own")) | {"do": "submit"}
    assert anne.post("/write", data=form).status_code == 303
    with inside.ctx.write() as session:
        session.connection().exec_driver_sql("UPDATE pressed_form SET answer = NULL")
    inside.clock.forward(seconds=pressed_forms.PATIENCE.total_seconds() + 1)
    refused = anne.post("/write", data=form)
    assert refused.status_code >= 400 and "ikke kjent hva som kom ut av det" in refused.text
    assert TEXT["body"] in refused.text, "the words are given back"
    assert len(drafts.listing(inside.ctx, crisis)) == 1


def test_presses_are_forgotten_after_a_day(inside: Inside) -> None:
    assert pressed_forms.take(inside.ctx, "a") is None
    pressed_forms.answer(inside.ctx, "a", "/her")
    assert pressed_forms.take(inside.ctx, "a") == ("/her", False)
    inside.clock.forward(seconds=(pressed_forms.KEPT + timedelta(minutes=1)).total_seconds())
    assert pressed_forms.take(inside.ctx, "b") is None
    assert pressed_forms.take(inside.ctx, "a") is None
