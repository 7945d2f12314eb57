"""A template in several languages: the same fields in each, each language once, and filled together."""

from pathlib import Path

import pytest

from config.machine.settings import SHIPPED
from config.reading.templates import fill
from config.town.municipality import load_municipality
from desk.cli.input.draft_form import put_right
from notifiers.channels.sms import parts
from notifiers.platforms import PLATFORMS
from policy.drafts.versions import may_be_corrected
from schemas.drafts.content import Content, MessageKind
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.municipality import Template
from tests.config.good_file import changed, line_of, problems

BODY = 'body: "{what}"\n'
GOOD_VERSION = '    versions:\n      - language: nn\n        title: "Viktig"\n        body: "{what}."\n'
SHIPPED_TOWN = load_municipality(SHIPPED, PLATFORMS)
TWO = Template.model_validate(
    {
        "id": "vann",
        "name": "Vann",
        "fields": ("what", "where", "next_update"),
        "title": "Kok vannet i {where}",
        "body": "{what}",
        "short": "Kok: {where}",
        "versions": ({"language": "en", "title": "Boil the water in {where}", "body": "{what} {where}"},),
    }
)
WORDS = {"what": "Bakterier", "where": "Lånke", "next_update": "kl. 14"}


def with_version(version: str) -> str:
    return changed("    " + BODY, "    " + BODY + version)


def test_a_version_with_the_same_fields_is_good(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(with_version(GOOD_VERSION), encoding="utf-8")
    (template,) = load_municipality(path, PLATFORMS).templates
    assert [(each.language, each.body) for each in template.versions] == [(Language.NYNORSK, "{what}.")]


@pytest.mark.parametrize(
    ("old", "new", "mark", "where", "sentence"),
    [
        ("language: nn", "language: nb", "language: nb", "versions[0].language", "The template itself is in nb."),
        ("language: nn", "language: de", "language: de", "versions[0].language", "language cannot be de."),
        ('"{what}."', '"Ring oss."', '"Ring oss."', "versions[0].body", "The template uses what, and this version"),
        ('"{what}."', '"{what} {wat}"', '"{what} {wat}"', "versions[0].body", "The text uses wat, which is not among"),
        ('"{what}."', '"{what"', '"{what"\n  ', "versions[0].body", "The curly brackets do not fit."),
        ('        title: "Viktig"\n', "", "- language: nn", "versions[0].title", "title is missing"),
        (
            '"{what}."',
            '"{what} {next_update}"',
            '"{what} {next',
            "versions[0].body",
            "Every channel writes next_update",
        ),
    ],
)
def test_each_mistake_is_told_on_its_line(
    tmp_path: Path, old: str, new: str, mark: str, where: str, sentence: str
) -> None:
    text = with_version(GOOD_VERSION.replace(old, new))
    (problem,) = problems(tmp_path / "town.yaml", text)
    start = text.index("    versions:")
    assert problem.where == f"templates[0].{where}" and str(problem.sentence).startswith(sentence)
    assert problem.line == line_of(text[start:], mark.rstrip()) + text[:start].count("\n")


def test_a_language_twice_is_told_of_at_the_second(tmp_path: Path) -> None:
    text = with_version(GOOD_VERSION + GOOD_VERSION.removeprefix("    versions:\n"))
    (problem,) = problems(tmp_path / "town.yaml", text)
    assert problem.where == "templates[0].versions[1].language"
    assert str(problem.sentence) == "There is a version in nn already. Keep one of them."


def test_it_is_filled_in_every_language_and_a_field_may_have_words_of_its_own() -> None:
    (english,) = fill(TWO, WORDS).versions
    assert (english.title, english.body, english.next_update) == ("Boil the water in Lånke", "Bakterier Lånke", None)
    (english,) = fill(TWO, WORDS | {"en:what": "Bacteria", "en:next_update": "at 14:00"}).versions
    assert (english.body, english.next_update) == ("Bacteria Lånke", "at 14:00")
    assert fill(TWO, WORDS | {"en:what": ""}).versions[0].body == "Bakterier Lånke"


@pytest.mark.parametrize("name", ["nn:what", "en:wat", "en", ":what"])
def test_words_for_a_language_or_a_field_that_is_not_there_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="does not ask for"):
        fill(TWO, WORDS | {name: "x"})


def test_the_boil_notice_that_is_shipped_is_in_three_languages_and_short_in_each() -> None:
    notice = SHIPPED_TOWN.template("kokevarsel")
    assert notice and [each.language for each in notice.versions] == [Language.NYNORSK, Language.ENGLISH]
    words = {
        "what": "Bakterier i vannet",
        "where": "Lånke",
        "who": "alle",
        "next_update": "kl. 14",
        "link": "https://a.no",
    }
    made = fill(notice, words)
    for body, short in ((made.body, made.short), *((each.body, each.short) for each in made.versions)):
        assert body.count("•") == 4 and short and len(parts.split(short).pieces) == 1


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR])
def test_what_mends_a_warning_is_shipped_in_every_language_that_a_warning_is(kind: MessageKind) -> None:
    """Who was warned in English is told in English that it is over; one SMS is enough for each."""
    warned = {
        each.language for one in SHIPPED_TOWN.templates if one.kind is MessageKind.MESSAGE for each in one.versions
    }
    (template,) = [one for one in SHIPPED_TOWN.templates if one.kind is kind]
    assert warned and {each.language for each in template.versions} == warned
    made = fill(template, {name: f"<{name}>" for name in template.fields} | {f"en:{template.fields[0]}": "in English"})
    texts = {each.language: each for each in made.versions}
    assert "in English" in texts[Language.ENGLISH].body and f"<{template.fields[0]}>" in texts[Language.NYNORSK].body
    assert len({made.body, *(each.body for each in made.versions)}) == 1 + len(warned), "each in words of its own"
    for short in (made.short, *(each.short for each in made.versions)):
        assert (short is None) is (kind is MessageKind.CORRECTION)
        assert short is None or len(parts.split(short).pieces) == 1


def test_a_boil_notice_in_three_languages_is_put_right_in_all_of_them() -> None:
    """By the template that is shipped: nothing is left to be typed for a language."""
    notice, template = SHIPPED_TOWN.template("kokevarsel"), SHIPPED_TOWN.template("rettelse")
    assert notice and template
    before = fill(notice, dict.fromkeys(notice.fields, "x") | {"link": "https://kk.example"})
    wrong = fill(template, {"wrong": "to minutter.", "right": "ett.", "en:wrong": "two minutes.", "en:right": "one."})
    mended = Content.model_validate(put_right(before, wrong) | {"kind": MessageKind.CORRECTION})
    assert may_be_corrected(mended).allowed
    assert [each.wrong for each in mended.versions] == [
        "Vi skreiv feil: to minutter. Rett er: ett.",
        "What we wrote was wrong: two minutes. The right information is: one.",
    ]
