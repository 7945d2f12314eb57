"""Each page in nynorsk and English is built of what it is built of in bokmål, where axe looks at it, and nothing lost its name."""

from collections.abc import Callable
from functools import partial

import pytest
from lxml import html

from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web import pages
from tests.desk.web.inside import PASSWORD, Inside

PAGES = ("/write?template=kok", *pages.PAGES)
STRUCTURE = ("id", "name", "type", "role", "for", "required", "scope", "class", "tabindex", "hidden", "lang")
WORDS = ("aria-label", "title", "alt", "placeholder", "value")
MAY_DIFFER = ("aria-label", "aria-current")
"""A word, and the mark on the language that is read."""
Ask = Callable[[], str]


def built(page: html.HtmlElement) -> list[str]:
    """One line for each element: tag, what it is for, and which kinds of words it has."""
    return [_line(found) for found in page.iter() if isinstance(found.tag, str) and found.tag != "html"]


def _line(found: html.HtmlElement) -> str:
    mine = [f"{name}={found.get(name)}" for name in STRUCTURE if name in found.attrib]
    aria = sorted(f"{k}={v}" for k, v in found.items() if k.startswith("aria-") and k not in MAY_DIFFER)
    words = [name for name in WORDS if (found.get(name) or "").strip()]
    return " ".join([str(found.tag), *mine, *aria, *words, *(["words"] if found.text_content().strip() else [])])


class InBoth:
    """One person who reads in bokmål and then in `lang`."""

    def __init__(self, inside: Inside, lang: str, person: str | None) -> None:
        self._inside, self._lang, self._client = inside, lang, inside.client(person)
        self._client.follow_redirects = True

    def see(self, *paths: str) -> None:
        for path in paths:
            self._compare(path, partial(self._text, path))

    def _text(self, path: str) -> str:
        return str(self._client.get(path).text)

    def press(self, path: str, **data: str) -> None:
        self._compare(path, lambda: self._inside.post(self._client, path, **data).text)

    def _compare(self, path: str, ask: Ask) -> None:
        looks = []
        for lang in ("nb", self._lang):
            self._client.cookies.set("lang", lang)
            page = html.document_fromstring(ask())
            assert page.get("lang") == lang, path
            looks.append(built(page))
        assert len(looks[0]) > 20, path
        for usual, found in zip(*looks, strict=False):
            assert found == usual, path
        assert len(looks[0]) == len(looks[1]), path


@pytest.mark.parametrize("lang", ["nn", "en"])
def test_every_page_is_built_as_in_bokmaal(inside: Inside, lang: str) -> None:
    """On a normal day, in an exercise and in a crisis, and what a button shows."""
    kari = InBoth(inside, lang, "kari")
    InBoth(inside, lang, None).see("/login", "/no-such-page")
    kari.see(*PAGES)
    lifecycle.establish(inside.ctx, "kari", request(exercise=True))
    kari.see("/", "/write", "/accounts", "/exercises")
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    asks, plain = (
        drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, text, ["side"]).id)
        for text in (content("Ring 922 33 444."), content())
    )
    kari.see(*PAGES, f"/drafts/{asks.id}", f"/drafts/{asks.id}/edit")
    InBoth(inside, lang, "ola").see(f"/drafts/{asks.id}")
    approvals.approve(inside.ctx, "ola", plain.id, plain.revision.seen)
    kari.see("/messages", f"/crisis/{crisis.id}/stand-down", f"/evaluation/{crisis.id}", "/log/verify")
    kari.press("/me/totp/begin", old=PASSWORD)
    kari.press("/people/ola/codes")
    kari.press("/channels/check")
