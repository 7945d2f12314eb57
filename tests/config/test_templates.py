"""Filling a template: all that is wrong at once, and never anything but the words given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.reading.templates import fill, mismatch, placeholders
from schemas.drafts.content import MessageKind
from schemas.errors import InvalidInput
from schemas.municipality import Template

FLOOD = Template(
    id="flom",
    name="Flom",
    kind=MessageKind.MESSAGE,
    fields=("what", "where", "next_update", "link"),
    title="Flom i {where}",
    body="{what}\n\nGjelder {where}. {{Ring 110.}}",
    short="Flom i {where}. {what}",
)
WORDS = {"what": "Elva stiger.", "where": "Hegra", "next_update": "kl. 14", "link": "https://kk.example/flom"}
printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)


def test_a_filled_template() -> None:
    made = fill(FLOOD, WORDS, signature="Kari")
    assert (made.title, made.short) == ("Flom i Hegra", "Flom i Hegra. Elva stiger.")
    assert made.body == "Elva stiger.\n\nGjelder Hegra. {Ring 110.}"
    assert (made.next_update, made.link, made.signature) == ("kl. 14", "https://kk.example/flom", "Kari")


def test_the_kind_and_an_absent_short_text_follow_the_template() -> None:
    template = Template(
        id="r", name="R", kind=MessageKind.CORRECTION, fields=("right",), title="Rettelse", body="{right}"
    )
    made = fill(template, {"right": "  Kok vannet. "})
    assert (made.kind, made.short, made.signature, made.body) == (MessageKind.CORRECTION, None, None, "Kok vannet.")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"what": "x", "where": " "}, "The template flom also needs where, next_update, link. Fill in every field."),
        (
            WORDS | {"hva": "x", "hvor": "y"},
            "The template flom does not ask for hva, hvor. It asks for what, where, next_update, link.",
        ),
        (
            {"what": "x", "hvor": "y"},
            "The template flom also needs where, next_update, link, and does not ask for "
            "hvor. It asks for what, where, next_update, link.",
        ),
        (WORDS | {"where": "å" * 200}, "title is too long. Write at most 200 characters."),
        (
            WORDS | {"link": "kk.example", "next_update": "å" * 121},
            "Write the whole address, for example "
            "https://www.stjordal.kommune.no. next_update is too long. Write at most 120 characters.",
        ),
    ],
)
def test_everything_wrong_is_told_at_once(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fill(FLOOD, fields)
    assert str(caught.value) == sentence


@given(what=printable, where=printable)
def test_words_are_put_in_as_they_are(what: str, where: str) -> None:
    made = fill(FLOOD, WORDS | {"what": what, "where": where})
    assert made.title == f"Flom i {where.strip()}".strip()
    assert made.body == f"{what.strip()}\n\nGjelder {where.strip()}. {{Ring 110.}}"


@pytest.mark.parametrize("words", ["{where}", "{what.__class__}", "%s {0}", "{", "}}"])
def test_brackets_in_words_are_only_words(words: str) -> None:
    assert fill(FLOOD, WORDS | {"what": words}).short == f"Flom i Hegra. {words}"


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", " ", "x"])), st.lists(st.sampled_from("abcdef")))
def test_missing_and_unknown_share_out_every_name(given_words: dict[str, str], wanted: list[str]) -> None:
    missing, unknown = mismatch(wanted, given_words)
    assert set(missing) == {name for name in wanted if given_words.get(name, "") != "x"}
    assert set(unknown) == given_words.keys() - set(wanted)


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{a b}"])
def test_brackets_that_do_not_fit(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        placeholders(text)


def test_placeholders_come_in_order() -> None:
    assert placeholders("{what} i {where}: {{x}} {what}") == ("what", "where", "what")
