"""Whole public sets, where `KRISEKANAL_TEST_SETS` names a folder that has them; what the project itself needs stands in its own tests.

The files, as their projects have them: `linkify-it-links.txt` and `linkify-it-not_links.txt` (github.com/markdown-it/linkify-it,
test/fixtures), `blns.json` (github.com/minimaxir/big-list-of-naughty-strings). Each test prints how many rows it ran.
"""

import json
import os
import re
from pathlib import Path

import pytest

from policy.drafts.checks import checks
from policy.links import find
from schemas.account import Platform
from schemas.content import Content
from schemas.errors import InvalidInput
from tests.notifiers.test_render import shaped

SETS = os.environ.get("KRISEKANAL_TEST_SETS", "")
pytestmark = pytest.mark.skipif(not SETS, reason="KRISEKANAL_TEST_SETS names no folder")


def _rows(name: str) -> list[list[str]]:
    """What stands between empty lines, without the remarks behind " %"."""
    lines = (Path(SETS) / name).read_text(encoding="utf-8").splitlines()
    said = [line.partition(" %")[0].strip() for line in lines if not line.startswith("%")]
    return [block.split("\n") for block in re.split(r"\n\n+", "\n".join(said).strip("\n"))]


def test_every_link_with_a_scheme() -> None:
    """A row is a text and its link; a text alone is one."""
    every = [(row[0], row[-1]) for row in _rows("linkify-it-links.txt")]
    rows = [row for row in every if row[1].lower().startswith(("http://", "https://"))]
    wrong = [(text, link) for text, link in rows if link not in [text[one.start : one.end] for one in find(text)]]
    print(f"{len(rows)} rows, {len(wrong)} otherwise")
    assert len(rows) > 60 and not wrong


def test_what_is_no_link() -> None:
    rows = [text for row in _rows("linkify-it-not_links.txt") for text in row]
    wrong = [(row, [row[link.start : link.end] for link in find(row)]) for row in rows if list(find(row))]
    print(f"{len(rows)} rows, {len(wrong)} otherwise")
    assert len(rows) > 20 and not wrong


def test_naughty_strings_are_said_whole_or_refused_in_words() -> None:
    rows, refused = json.loads((Path(SETS) / "blns.json").read_text(encoding="utf-8")), 0
    for row in rows:
        try:
            text = Content(title=f"Om {row}"[:200], body=f"Kok vannet. {row}")
        except InvalidInput:
            refused += 1
            continue
        list(checks(text))
        for platform in Platform:
            try:
                made = shaped(platform, text)
            except InvalidInput:
                continue
            assert text.body.strip() in made.text, (platform, row)
    print(f"{len(rows)} rows, {refused} refused")
    assert len(rows) > 500
