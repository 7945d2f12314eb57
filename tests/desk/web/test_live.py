"""An open page hears of every change after it was begun, and of nothing else, however late its line to us stands."""

import asyncio
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from desk.web import live
from desk.web.visitor import Visitor
from tests.desk.web.inside import Inside

BEGUN, CHANGED = "retry: 2000\n\n", "event: changed\ndata: 1\n\n"
QUIET, LONG = 0.5, 60.0
"""Seconds."""


class Line:
    """A page's line to us, as the browser holds it."""

    def __init__(self, inside: Inside, since: str, draft: str = "") -> None:
        request: Any = SimpleNamespace(app=inside.app)
        visitor = Visitor(inside.app.state.app_state, inside.sessions()[0], "nb")
        self._events: AsyncIterator[str] = live._events(request, visitor, draft, since)

    async def hears(self, least: int) -> list[str]:
        """So many words, and everything after them until it is quiet."""
        heard: list[str] = []
        while True:
            waiting = asyncio.ensure_future(self._events.__anext__())
            done, _ = await asyncio.wait({waiting}, timeout=LONG if len(heard) < least else QUIET)
            if not done:
                waiting.cancel()
                return heard
            heard.append(waiting.result())


@pytest.fixture
def logged_in(inside: Inside) -> Inside:
    inside.client("ola")
    return inside


def number(inside: Inside) -> str:
    return str(inside.app.state.app_state.news.number)


def test_nothing_is_told_where_nothing_happens(logged_in: Inside) -> None:
    assert asyncio.run(Line(logged_in, number(logged_in)).hears(1)) == [BEGUN]


def test_what_came_before_the_line_stood_is_told_at_once(logged_in: Inside) -> None:
    before = number(logged_in)
    logged_in.app.state.app_state.news.notify()
    assert asyncio.run(Line(logged_in, before).hears(2)) == [BEGUN, CHANGED]


def test_a_line_that_broke_and_stands_again_tells_what_it_has_missed(logged_in: Inside) -> None:
    """The browser asks with the number that the page was begun with; one of a desk that was started anew is another one."""
    for since in ("", "0", "nonsense"):
        assert asyncio.run(Line(logged_in, since).hears(2)) == [BEGUN, CHANGED]


def test_two_who_open_a_draft_at_once_are_told_of_each_other(logged_in: Inside) -> None:
    news, presence = logged_in.app.state.app_state.news, logged_in.app.state.app_state.presence
    first = number(logged_in)
    assert presence.look("u-1", "ola")
    news.notify()
    second = number(logged_in)
    assert presence.look("u-1", "ingrid")
    news.notify()
    for since in (first, second):
        assert CHANGED in asyncio.run(Line(logged_in, since, "u-1").hears(2))


@pytest.mark.parametrize("path", ["/", "/drafts", "/messages", "/accounts"])
def test_every_page_that_is_live_says_when_it_was_begun(logged_in: Inside, path: str) -> None:
    found = re.search(r'sse-connect="/live\?since=(\d+)"', logged_in.client("ola").get(path).text)
    assert found and found[1] == number(logged_in)
