"""Whole public sets (tests/public_sets); what the project itself needs stands in its own tests. Each prints how many rows it ran."""

from policy.drafts.checks import checks
from policy.links import find
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.errors import InvalidInput
from tests.notifiers.test_render import shaped
from tests.public_sets import linkify, naughty


def test_every_link_with_a_scheme() -> None:
    """A row is a text and its link; a text alone is one."""
    every = [(row[0], row[-1]) for row in linkify("links")]
    rows = [row for row in every if row[1].lower().startswith(("http://", "https://"))]
    wrong = [(text, link) for text, link in rows if link not in [text[one.start : one.end] for one in find(text)]]
    print(f"{len(rows)} rows, {len(wrong)} otherwise")
    assert len(rows) > 60 and not wrong


def test_what_is_no_link() -> None:
    rows = [text for row in linkify("not_links") for text in row]
    wrong = [(row, [row[link.start : link.end] for link in find(row)]) for row in rows if list(find(row))]
    print(f"{len(rows)} rows, {len(wrong)} otherwise")
    assert len(rows) > 20 and not wrong


def test_naughty_strings_are_said_whole_or_refused_in_words() -> None:
    rows, refused = naughty(), 0
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
    assert len(rows) > 480
