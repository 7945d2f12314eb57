"""Versions of a text from files, as `--version nn:FILE` reads them."""

from pathlib import Path

import pytest

from desk.cli.input.version_files import versions
from schemas.drafts.content import Content
from schemas.errors import ConfigInvalid, InvalidInput
from tests.cast import content

NYNORSK = "title: Kok vatnet\nbody: |\n  Kok vatnet i to minutt.\n\n  Gjeld Lånke.\nshort: Kok vatnet.\n"
BEFORE = content(versions=({"language": "en", "title": "Boil", "body": "Boil it."},))


@pytest.fixture
def nynorsk(tmp_path: Path) -> Path:
    path = tmp_path / "nn.yaml"
    path.write_text(NYNORSK, encoding="utf-8")
    return path


def test_a_file_is_a_version_and_what_was_there_stays(nynorsk: Path) -> None:
    made = Content.model_validate(content().model_dump() | {"versions": versions([f"nn:{nynorsk}"], BEFORE)})
    assert [(each.language, each.title) for each in made.versions] == [("en", "Boil"), ("nn", "Kok vatnet")]
    assert made.versions[1].body.strip().endswith("Gjeld Lånke.") and made.versions[1].short == "Kok vatnet."


def test_a_language_alone_takes_its_version_out() -> None:
    assert versions(["en:"], BEFORE) == ()


@pytest.mark.parametrize("wrong", ["nn", "de:x.yaml", ":x.yaml"])
def test_how_it_is_written_is_said(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="--version nn:FILE"):
        versions([wrong], None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("body: Kok vatnet", "In nn: title is missing"),
        ("title: Kok\nbody: Kok\ntekst: Kok", "tekst is not a known key"),
        ("- Kok", "title is missing"),
        (f"title: {'å' * 201}\nbody: Kok", "at most 200"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_once(tmp_path: Path, words: str, told: str) -> None:
    (tmp_path / "nn.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(InvalidInput, match=told):
        versions([f"nn:{tmp_path / 'nn.yaml'}"], None)


def test_a_file_that_is_not_there_or_no_yaml_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "nn.yaml").write_text("title: [", encoding="utf-8")
    for name in ("nn.yaml", "ingen.yaml"):
        with pytest.raises(ConfigInvalid):
            versions([f"nn:{tmp_path / name}"], None)
