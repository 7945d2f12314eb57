"""Beside the form stand the posts as their platforms draw them, and what is ticked is what is sent to."""

import re

import pytest

from desk.web.shown import drawn
from notifiers.spec import Fold
from tests.desk.web.inside import Inside

WORDS = {"kind": "message", "template": "own", "title": "Kok vannet i Lånke", "next_update": "om to timer"}
BODY = "Kok alt vann i Lånke i ett minutt før du drikker det."


@pytest.fixture
def open_crisis(inside: Inside) -> Inside:
    asked = {
        "title": "Vann",
        "what": "Bakterier",
        "where": "Lånke",
        "severity": "Severe",
        "sure": "yes",
        "kind": "real",
    }
    answer = inside.post(inside.client("kari"), "/crisis/new", **asked)
    assert answer.status_code == 303, answer.text
    return inside


def test_a_fold_loses_nothing_and_breaks_no_word() -> None:
    text = "Første linje\nAndre linje som er lang nok til å bli brettet\nTredje"
    for fold in (Fold(20, 5), Fold(500, 1), Fold(500, 2)):
        seen, folded = drawn.cut(text, fold)
        assert seen + folded == text and folded
        assert len(seen) <= fold.signs and seen.count("\n") < fold.lines
        assert folded[0].isspace(), "no word is broken"
    assert drawn.cut(text, Fold(500, 5)) == (text, "")
    assert drawn.cut("x" * 50, Fold(20, 5)) == ("x" * 20, "x" * 30)


def test_each_channel_is_drawn_and_the_same_words_are_one(open_crisis: Inside) -> None:
    shown = open_crisis.post(open_crisis.client("anne"), "/write/preview", **WORDS, body=BODY, to="all").text
    groups = shown.split('<section class="same-words">')[1:]
    posts = [re.findall(r'class="rendering post as-(\w+)"', group) for group in groups]
    assert sorted(posts[0]) == ["page", "page"]
    assert len(posts) == 1, "one text, folded"
    assert "De samme ordene i én til" in shown and "style=" not in shown
    assert 'id="everywhere" hx-swap-oob="true">Alle 2 kanaler' in shown


def test_all_is_one_choice_and_some_are_those_ticked(open_crisis: Inside) -> None:
    anne = open_crisis.client("anne")
    page = anne.get("/write?template=own").text
    assert 'id="to-all" name="to" value="all" checked' in page
    assert len(re.findall(r'name="account" value="\w+" checked', page)) == 2, "those that “all” means"
    assert "Ikke koblet til ennå:" in page and "Facebook" in page.partition("Ikke koblet til ennå:")[2]
    sent = open_crisis.post(anne, "/write", **WORDS, body=BODY, to="all", do="submit", account="side")
    everywhere = anne.get(sent.headers["location"]).text
    assert "(2)" in everywhere
    some = open_crisis.post(anne, "/write", **WORDS, body=BODY + " Nå.", to="some", do="submit", account="side")
    assert "(1)" in anne.get(some.headers["location"]).text
    none = open_crisis.post(anne, "/write", **WORDS, body=BODY, to="some", do="submit")
    assert none.status_code == 422 and "Kryss av for minst én kanal" in none.text and BODY in none.text


def test_a_draft_comes_back_with_its_own_channels_ticked(open_crisis: Inside) -> None:
    anne = open_crisis.client("anne")
    saved = open_crisis.post(anne, "/write", **WORDS, body=BODY, to="some", do="save", account="side")
    made = saved.headers["location"].partition("?")[0]
    page = anne.get(f"{made}/edit").text
    assert 'id="to-some" name="to" value="some" checked' in page
    assert re.findall(r'name="account" value="(\w+)" checked', page) == ["side"]
