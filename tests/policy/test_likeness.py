"""What looks alike, in bokmål and nynorsk; the machine proposes and never understands."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.dialogue.likeness import ALIKE, Group, KnownTexts, groups, likeness

SAME = (
    ("Når kommer vannet tilbake?", "når kommer vannet"),
    ("Når kommer vannet tilbake?", "Når kjem vatnet tilbake?"),
    ("Når kommer vannet tilbake?", "Vet noen når vannet kommer tilbake på Lånke???"),
    ("Når kommer vannet tilbake?", "@stjordal Hei! Når får vi vannet tilbake igjen"),
    ("Er det trygt å drikke vannet?", "Kan vi drikka vatnet no?"),
    ("Er skolen åpen i morgen?", "Er skulen open i morgon?"),
    ("Vannet er forgiftet av russerne", "DET ER RUSSERNE SOM HAR FORGIFTET VANNET!!"),
)
OTHER = (
    ("Når kommer vannet tilbake?", "Hvor kan jeg hente vann?"),
    ("Når kommer vannet tilbake?", "Er vannet trygt å drikke?"),
    ("Er skolen åpen i morgen?", "Er barnehagen åpen i morgen tidlig på Hegra?"),
    ("Vannet er trygt å drikke", "Vannet er ikke trygt å drikke"),
    ("Veien er stengt", "Strømmen er borte"),
)
TEXTS = st.text(alphabet="aeiknrtvæøå Å?!0123456789-@.\n", max_size=60)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_words(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_with_some_of_the_same_words(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


@given(TEXTS, TEXTS)
def test_it_is_the_same_both_ways_and_between_0_and_1(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) in (0, 1)


@given(st.lists(TEXTS, max_size=30))
def test_each_is_in_one_group_at_the_most_and_like_its_first(texts: list[str]) -> None:
    found = groups(texts)
    placed = [number for group in found for number in (group.first, *group.others)]
    assert len(placed) == len(set(placed)) and all(group.others for group in found)
    for group in found:
        each = [likeness(texts[group.first], texts[other]) for other in group.others]
        assert group.likeness == min(each) >= ALIKE and group.first < min(group.others)


@given(st.lists(TEXTS, max_size=30))
def test_the_same_text_twice_is_never_apart(texts: list[str]) -> None:
    found = groups([*texts, "Når kommer vannet?", *texts, "NÅR kommer vannet!"])
    place = {number: n for n, group in enumerate(found) for number in (group.first, *group.others)}
    first, last = len(texts), 2 * len(texts) + 1
    assert first in place and place[first] == place[last]


def test_what_looks_like_a_known_question() -> None:
    known = KnownTexts({"q1": "Er skolen åpen i morgen?", "q2": "Når kommer vannet tilbake?"})
    found = known.most_alike("når kjem vatnet")
    assert found and found[0] == "q2"
    assert known.most_alike("Hvem er ordfører?") is None and KnownTexts({}).most_alike("Når?") is None


@given(st.lists(TEXTS, max_size=15, unique=True), TEXTS)
def test_a_known_question_in_the_very_words_is_always_found(texts: list[str], text: str) -> None:
    known = KnownTexts(dict(enumerate_keys([*texts, text])))
    if likeness(text, text):
        found = known.most_alike(text)
        assert found and found[1] == 1.0


def enumerate_keys(texts: list[str]) -> list[tuple[str, str]]:
    return [(f"q{number}", text) for number, text in enumerate(texts)]


def test_ten_thousand_are_gathered_by_looking_at_a_few_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: how many pairs are compared grows with the number of texts, not with its square, nor with how many
    questions there are."""
    compared = 0
    real = groups.__globals__["_likeness"]

    def counted(*args: object) -> float:
        nonlocal compared
        compared += 1
        return float(real(*args))

    monkeypatch.setitem(groups.__globals__, "_likeness", counted)
    dice = random.Random(7)
    words = ["".join(dice.choices(string.ascii_lowercase, k=6)) for _ in range(300)]
    texts = [" ".join(dice.choices(words, k=8)) for _ in range(7_000)] + ["Når kommer vannet?"] * 3_000
    dice.shuffle(texts)
    found = groups(texts)
    assert found[0] == Group(texts.index("Når kommer vannet?"), found[0].others, 1.0) and len(found[0].others) == 2_999
    assert compared <= 16 * len(texts)
    known, compared = KnownTexts(dict(enumerate_keys([" ".join(dice.choices(words, k=8)) for _ in range(400)]))), 0
    placed = [known.most_alike(text) for text in texts[:2_000]]
    assert len(placed) == 2_000 and 0 < compared <= 16 * 2_000
