"""The page, its feed and its dates speak the language of the newest text; a text keeps its own."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from notifiers.channels.public_page import PublicPage, write_empty
from notifiers.channels.public_page.memory import recall
from notifiers.channels.public_page.words import _WORDS, Voice, said, voice
from policy.crises.standing_alerts import VALID_FOR
from schemas.accounts.account import Account
from schemas.drafts.own_words import PLACES, OwnWords, Words
from tests.notifiers.public_page.scenes import ACCOUNT, SANDBOX, message, page_in

ADDED = {"correction", "at", "tomorrow", "end_warnings"}
"""To texts only."""


def pages(page: PublicPage) -> dict[str, str]:
    return {path.name: path.read_text() for path in page.root.rglob("*") if path.suffix in (".html", ".atom")}


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        ("nn-NO", "nn", ("1 pågåande krisemelding", "Retta", "Hopp til innhaldet", "Kriseinformasjon frå")),
        ("en", "en", ("1 ongoing crisis message", "Corrected", "Skip to the content", "Crisis information from")),
        ("nb-NO", "nb", ("1 pågående krisemelding", "Rettet", "Hopp til innholdet", "Kriseinformasjon fra")),
    ],
)
def test_the_page_speaks_the_language_of_its_texts(
    page: PublicPage, language: str, lang: str, words: tuple[str, ...]
) -> None:
    facts = {"language": language, "municipality": "Stad kommune"}
    page.deliver(message("m-1", facts=facts))
    page.deliver(message("m-2", "correction", "m-1", facts=facts))
    made = pages(page)
    for name, text in made.items():
        if name.endswith(".html"):
            assert html.fromstring(text.encode()).get("lang") == lang, name
    for said_so in words:
        assert said_so in made["index.html"]
    tag = lang if lang == "en" else f"{lang}-NO"
    assert f'xml:lang="{tag}"' in made["feed.atom"]
    assert f'lang="{language}"' in made["index.html"], "the text's own"


@pytest.mark.parametrize(("lang", "words"), [("nn", "Ingen pågåande"), ("en", "No ongoing"), ("", "Ingen pågående")])
def test_an_empty_page_speaks_the_municipalitys_language(page: PublicPage, lang: str, words: str) -> None:
    write_empty(page.places, "Stad kommune", lang)
    assert words in pages(page)["index.html"]


def test_a_text_in_a_language_that_the_page_does_not_speak_keeps_its_own(page: PublicPage) -> None:
    page.deliver(message("m-1", facts={"language": "se-NO"}))
    made = pages(page)["index.html"]
    assert html.fromstring(made.encode()).get("lang") == "nb" and 'lang="se-NO"' in made


def test_every_word_is_in_each_language_with_its_places() -> None:
    nothing = Words()
    spoken = [voice(nothing, *tags).lang for tags in (("", "nn"), ("se", "en-GB"), ("de",))]
    assert spoken == ["nn", "en", "nb"]
    for words, (name, *others) in _WORDS.items():
        assert name in OwnWords.model_fields
        for other in others:
            assert re.findall(r"\{\w+\}", other) == re.findall(r"\{\w+\}", words)
        assert said(words, Voice(lang="en"), town="A", count=2) != words
        assert set(re.findall(r"\{(\w+)\}", words)) == PLACES.get(name, set())
    assert {name for name, *_ in _WORDS.values()} | ADDED == set(OwnWords.model_fields), "nothing is asked for in vain"


def test_the_municipalitys_own_words_stand_on_the_page_and_what_lacks_is_said_to_be_in_bokmaal(
    page: PublicPage,
) -> None:
    own = OwnWords(
        ongoing="DÁL", published="<ALM>", crisis_information_from="{town} dieđiha", many_ongoing="{count} DÁL"
    )
    write_empty(page.places, "Stad kommune", "se", Words(se=own))
    facts = {"language": "se-NO", "municipality": "Stad kommune"}
    for number in ("m-1", "m-2"):
        page.deliver(message(number, facts=facts))
    page.deliver(message("m-3", "correction", "m-1", facts=facts))
    made = pages(page)
    front = html.fromstring(made["index.html"].encode())
    assert front.get("lang") == "se" and front.findtext(".//h1") == "Stad kommune dieđiha"
    assert ">DÁL<" in made["index.html"] and "2 DÁL" in made["index.html"] and "&lt;ALM&gt;" in made["m-3.html"]
    assert '<span lang="nb">Rettet</span>' in made["index.html"], "missing, and read aloud as what it is"
    assert "<title>Alle meldinger" in made["arkiv.html"], "no markup in a title"
    assert 'xml:lang="se-NO"' in made["feed.atom"] and "Stad kommune dieđiha" in made["feed.atom"]
    assert " skábmamánnu " in made["index.html"] or re.search(
        r"<time [^>]+>\d+\. \w+ \d{4} \d\d:\d\d<", made["index.html"]
    )


def test_words_for_texts_alone_make_no_page_in_that_language(page: PublicPage) -> None:
    write_empty(page.places, "Stad kommune", "se", Words(se=OwnWords(correction="DIVVUN")))
    assert html.fromstring(pages(page)["index.html"].encode()).get("lang") == "nb"
    write_empty(page.places)
    assert "DIVVUN" in (page.root / "about.json").read_text(), "kept where none are given"


OTHERS = [(ACCOUNT, "havna"), (SANDBOX, ""), (SANDBOX, "havna")]


@pytest.mark.parametrize(("account", "folder"), OTHERS)
def test_every_page_of_the_municipality_speaks_as_the_main_one_does(
    tmp_path: Path, account: Account, folder: str
) -> None:
    page = page_in(tmp_path, account, folder)
    own = Words(nn=OwnWords(ongoing="NO", crisis_information_from="Nytt frå {town}"))
    write_empty(page.places, "Stad kommune", "nn", own, "Asia/Tokyo")
    page.deliver(message("m-1", exercise=account.sandbox, facts={"language": "nn-NO", "municipality": ""}))
    front = html.fromstring((page.root / "index.html").read_bytes())
    assert front.get("lang") == "nn" and front.findtext(".//h1") == "Nytt frå Stad kommune"
    assert ">NO<" in (page.root / "index.html").read_text()
    assert all(found.level == "ok" for found in page.check()), "nothing is out of step"

    changed = Words(nn=OwnWords(ongoing="NETT NO"))
    write_empty(page.places, "Nye Stad kommune", "nn", changed, "Asia/Tokyo")
    made = (page.root / "index.html").read_text()
    assert "Nye Stad kommune" in made and ">NETT NO<" in made, "without waiting for a message"
    assert page.base_url in (page.root / "feed.atom").read_text() and all(found.level == "ok" for found in page.check())


@pytest.mark.parametrize(("account", "folder"), [(ACCOUNT, ""), *OTHERS])
def test_dates_and_cap_times_are_on_the_municipalitys_clock(tmp_path: Path, account: Account, folder: str) -> None:
    page = page_in(tmp_path, account, folder)
    write_empty(page.places, "Stad kommune", "nb", Words(), "Asia/Tokyo")
    page.deliver(message("m-1", exercise=account.sandbox))
    local = recall(page.root).entries[0].published_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{local:%H.%M}</time>" in (page.root / "index.html").read_text()
    alert = (page.root / "cap" / "m-1.xml").read_text()
    assert f"<sent>{local.isoformat()}</sent>" in alert
    assert f"<expires>{(local + VALID_FOR).isoformat()}</expires>" in alert


def test_an_issued_alert_and_its_id_stay_where_the_clock_is_changed(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    alert, feed = (page.root / "cap" / "m-1.xml").read_bytes(), (page.root / "feed.atom").read_bytes()
    write_empty(page.places, timezone="Pacific/Kiritimati")
    assert (page.root / "cap" / "m-1.xml").read_bytes() == alert
    found = [re.findall(rb"<id>tag:.+?</id>", each) for each in (feed, (page.root / "feed.atom").read_bytes())]
    assert found[0] == found[1] != []
