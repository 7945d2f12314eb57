"""What is taken for a first name, and what never is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.dialogue.greeting import LONGEST, first_name, greeting, room
from schemas.dialogue.rules import DialogueRules
from schemas.language import Language

RULES = DialogueRules(first_names={Language.BOKMAAL: "Hei {name}!"}, not_names=("Vannkrisen",))


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Per Hansen", "Per"),
        ("Anne-Margrethe Li", "Anne-Margrethe"),
        ("Kari M. Nordmann", "Kari"),
        ("Áile Sárá Eira", "Áile"),
        ("Олена Шевченко", "Олена"),
        ("Juan de la Cruz", "Juan"),
        ("Åse O'Brien", "Åse"),
    ],
)
def test_a_first_name_before_a_surname(author: str, name: str) -> None:
    assert first_name(author, RULES) == name


@pytest.mark.parametrize(
    "author",
    [
        *("", "?", "–", "Per", "per hansen", "PER HANSEN", "Per HANSEN", "pEr Hansen", "@per", "per.bsky.social", "ada@a.example"),
        *("+4799999999", "Per1 Hansen", "P Hansen", "Dr. Per Hansen", "Ordfører Per Hansen", "Per Hansen AVISA", "Stjørdal kommune"),
        *("Stjørdal Kommune", "Rema AS Stjørdal", "Hell Idrettslag", "Min Mor", "De Små", "Idiot Hansen", "Per Idiot", "Vannkrisen Nå"),
        *("Per 😀 Hansen", "Per (Pelle) Hansen", "<b>Per</b> Hansen", "Per\u200bOla Hansen", "Pеr Hansen", "محمد علي", "Per {name} Hansen"),
        *("A" + "b" * LONGEST + " Hansen", "Per Ola Kari Anne Hansen", "Nguyễn Anh", "Per-ola Hansen", "http://ond.example Hansen"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_no_name(author: str) -> None:
    assert first_name(author, RULES) is None


def test_only_in_a_language_that_the_municipality_has_words_for() -> None:
    assert greeting(RULES, "nb", "Per Hansen") == greeting(RULES, "nb-NO", "Per Hansen") == "Hei Per!"
    assert greeting(RULES, "en", "Per Hansen") == room(RULES, "en") == ""
    assert greeting(DialogueRules(), "nb", "Per Hansen") == room(DialogueRules(), "nb") == "", "nobody is named unasked"
    assert len(room(RULES, "nb")) == len("Hei !") + LONGEST


@given(st.text(max_size=60) | st.from_regex(r"[A-ZÆØÅ][a-zæøå]{1,24} [A-Z][a-z]{1,9}", fullmatch=True))
@example("Per Hansen")
def test_no_name_is_longer_than_what_is_counted_or_more_than_letters(author: str) -> None:
    name = first_name(author, RULES)
    assert name is None or (
        len(name) <= LONGEST and all(part.isalpha() for part in name.replace("’", "'").replace("'", "-").split("-"))
    )
