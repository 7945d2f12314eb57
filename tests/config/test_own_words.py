"""A municipality's own words for what we add: validated with the file, and what lacks is hinted at."""

from pathlib import Path

import pytest

from config.checks.own_words import lacking
from config.language.texts import read
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.drafts.own_words import OwnWords, Words
from schemas.errors import ConfigInvalid
from tests.config.good_file import GOOD


def with_words(lines: str) -> str:
    return GOOD + "words:\n  se:\n" + "".join(f"    {line}\n" for line in lines.splitlines())


@pytest.mark.parametrize(
    ("line", "where", "said"),
    [
        ("corection: A", "words.se.corection", "corection is not a known key. Did you mean correction?"),
        ("at: dii.", "words.se.at", "at needs {time} once, and no other curly brackets."),
        ('at: "dii. {tid}"', "words.se.at", "at needs {time} once, and no other curly brackets."),
        (
            'many_ongoing: "{count} {town}"',
            "words.se.many_ongoing",
            "many_ongoing needs {count} once, and no other curly brackets.",
        ),
        ('ongoing: "{"', "words.se.ongoing", "ongoing takes no curly brackets. Write the words only."),
        ('ongoing: "{0.__class__}"', "words.se.ongoing", "ongoing takes no curly brackets. Write the words only."),
        ('ended: ""', "words.se.ended", "ended must be words on one line. Write some, or remove the line."),
        ('ended: "a\\nb"', "words.se.ended", "ended must be words on one line. Write some, or remove the line."),
        (f"ended: {'a' * 201}", "words.se.ended", "ended is too long. Write at most 200 characters."),
        ("ended: 12", "words.se.ended", "ended must be text. Put the value in quotes."),
    ],
)
def test_what_cannot_be_used_is_told_on_its_line(tmp_path: Path, line: str, where: str, said: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(with_words(line), encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert [(p.where, read(p.sentence, "en")) for p in caught.value.problems] == [(where, said)]
    assert caught.value.problems[0].line == with_words(line)[: with_words(line).index(line)].count("\n") + 1


@pytest.mark.parametrize("words", ["Hei!", "Hei {navn}!", "{name} og {name}", "Hei {name}{"])
def test_what_an_answer_begins_with_needs_a_place_for_the_name(tmp_path: Path, words: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(f"{GOOD}dialogue:\n  first_names:\n    nb: '{words}'\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    (problem,) = caught.value.problems
    assert read(problem.sentence, "en") == "nb needs {name} once, and no other curly brackets."


def test_an_unknown_language_is_told(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(GOOD + "words:\n  sme:\n    ended: A\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert read(caught.value.problems[0].sentence, "en") == "sme is not a known key. Did you mean se?"


def test_what_lacks_is_a_hint_and_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(with_words("correction: DIVVUN"), encoding="utf-8")
    town = load_municipality(path, PLATFORMS)
    assert town.words.of("se-NO").correction == "DIVVUN" and town.words.of("de") == OwnWords()
    [hint] = [read(each, "nb") for each in lacking(town)]
    assert "retraction" in hint and "correction_first" in hint and " correction," not in hint
    plain = town.model_copy(update={"words": Words()})
    assert lacking(plain) == [], "nobody writes Northern Sámi here"
    ours = town.organisation.model_copy(update={"language": "se"})
    assert lacking(plain.model_copy(update={"organisation": ours}))
    whole = Words(se=OwnWords(**dict.fromkeys(OwnWords.model_fields, "a")))
    assert lacking(town.model_copy(update={"words": whole})) == []


def test_the_file_comes_in_by_the_same_door_as_other_texts(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(GOOD.replace("Prøve kommune", "Pra\u030ave kommune"), encoding="utf-8")
    assert load_municipality(path, PLATFORMS).organisation.name == "Pråve kommune"
    path.write_text(GOOD.replace("Prøve kommune", "Prøve \u202ekommune"), encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert [(p.where, p.line) for p in caught.value.problems] == [("organisation.name", 2)]
