"""The page, its feed and its dates speak the language of the newest text; a text keeps its own."""

import re

import pytest
from lxml import html

from notifiers.channels.public_page import PublicPage, write_empty
from notifiers.channels.public_page.words import _WORDS, said, spoken
from tests.notifiers.public_page.scenes import message


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
    assert [spoken("", "nn"), spoken("se", "en-GB"), spoken("de")] == ["nn", "en", "nb"]
    for words, others in _WORDS.items():
        for other in others:
            assert re.findall(r"\{\w+\}", other) == re.findall(r"\{\w+\}", words)
        assert said(words, "en", town="A", count=2) != words
