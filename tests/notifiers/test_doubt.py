"""Every request of every channel that speaks HTTP, times what its server may do: which may be sent again, and which may have posted.

The real server, or the strict fake, stands behind a proxy that lets one request go wrong, also after it was carried out.
What is said to be repeatable is repeated, and the posts are counted.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from notifiers.addresses import OURS
from notifiers.base.abilities import Ability
from notifiers.base.http import HttpPlugin
from notifiers.base.plugin import Plugin
from notifiers.channels.bluesky import Bluesky
from notifiers.channels.homepage import WordPress
from notifiers.channels.mastodon import Mastodon
from notifiers.channels.threads import Threads
from notifiers.channels.youtube import YouTube
from schemas.drafts.rendering import PublishAction
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from tests.notifiers.contract import Row, Servers, rows
from tests.notifiers.scenes import bound
from tests.notifiers.test_hosted import file
from tests.servers.faulty import Fate, FaultyProxy

NOW, AFTER, LATER, DOUBT = (
    RetryClass.RETRY_NOW,
    RetryClass.RETRY_AFTER,
    RetryClass.RETRY_BACKOFF,
    RetryClass.AMBIGUOUS,
)
IN_SEVEN = {"Retry-After": "7"}


class Means(NamedTuple):
    """What a fate means for the request that makes the post, for any other, and how long to wait."""

    fate: Fate
    post: RetryClass
    other: RetryClass
    wait: float | None = None


TABLE = (
    Means(Fate("500 after it was taken", taken=True, status=500), DOUBT, LATER),
    Means(Fate("502", status=502), DOUBT, LATER),
    Means(Fate("503", status=503), DOUBT, LATER),
    Means(Fate("503 with a time", status=503, headers=IN_SEVEN), DOUBT, AFTER, 7.0),
    Means(Fate("504 after it was taken", taken=True, status=504), DOUBT, LATER),
    Means(Fate("408", status=408), DOUBT, LATER),
    Means(Fate("429 with a time", status=429, headers=IN_SEVEN), AFTER, AFTER),
    Means(Fate("no answer after it was taken", taken=True), DOUBT, LATER),
    Means(Fate("nobody there", refused=True), NOW, NOW),
)
FORGIVES: dict[type[Plugin], str] = {Threads: "fields=id%2Ctext", YouTube: "PUT /place/"}
"""Requests whose loss the channel makes good itself: a post's address, which is only shown; an upload, which goes on."""
ROWS = tuple(row for row in rows() if row.creates)
MENDS = (Ability.READ_BACK, Ability.CORRECT, Ability.RETRACT)
MENDING = tuple(row for row in ROWS if not set(MENDS) <= row.plugin.cannot.keys())
EACH_KIND = {"500 after it was taken", "429 with a time", "no answer after it was taken", "nobody there"}
"""Of the table one of each kind. A real server takes ten times as long as a fake for the same answer, which the proxy gives."""
REAL: tuple[type[Plugin], ...] = (Bluesky, Mastodon, WordPress)


def cases(some: Sequence[Row]) -> pytest.MarkDecorator:
    """Rows and fates. `make torture` plays all of the table to the real servers too."""
    every = "EVERY_FATE" in os.environ
    pairs = [(r, m) for m in TABLE for r in some if every or r.plugin not in REAL or m.fate.name in EACH_KIND]
    ids = [f"{means.fate.name}-{row.id}" for row, means in pairs]
    return pytest.mark.parametrize(("row", "means"), pairs, ids=ids)


class Place(NamedTuple):
    """A channel whose every request goes through the proxy."""

    row: Row
    plugin: Plugin
    proxy: FaultyProxy
    folder: Path

    def new(self, action: PublishAction = PublishAction.PUBLISH, target: str | None = None) -> Outgoing:
        text, mime = f"Kok vannet. {uuid4().hex}", self.row.mime or self.row.carries
        media = (file(self.folder, mime),) if mime and action is PublishAction.PUBLISH else ()
        return self.row.out(self.folder, text, key=uuid4().hex, action=action, target=target, media=media)

    def posts(self) -> int:
        """How often the request that makes a post was carried out since the last fault was planted, whatever was answered."""
        made = [one.name for one in self.proxy.passed if self.row.creates in one.name and one.status in range(200, 300)]
        return len(set(made) if made and made[0].startswith("PUT") else made)

    def names(self, work: Callable[[], object]) -> list[str]:
        """Of all requests that it takes when nothing goes wrong."""
        self.proxy.calm()
        assert self.failed(work) is None
        return [one.name for one in self.proxy.passed]

    def forgives(self, name: str) -> bool:
        return type(self.plugin) in FORGIVES and FORGIVES[type(self.plugin)] in name

    def sent(self, out: Outgoing) -> NotifierError | None:
        return self.failed(lambda: self.plugin.deliver(out))

    def failed(self, work: Callable[[], object]) -> NotifierError | None:
        try:
            work()
        except NotifierError as error:
            return error
        return None

    def harmless(self, ability: Ability) -> Callable[[], object]:
        """What it can do to a post that stands there."""
        first = self.new()
        target = self.plugin.deliver(first).remote_id
        action = PublishAction.EDIT if ability is Ability.CORRECT else PublishAction.DELETE
        mend = self.new(action, target)
        return lambda: self.plugin.find(first) if ability is Ability.READ_BACK else self.plugin.deliver(mend)


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with ExitStack() as running:
        yield Servers(running)


@pytest.fixture
def place(row: Row, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    url = servers.url(row)
    for name in ("no_proxy", "NO_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FaultyProxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        made = Place(row, bound(url, tmp_path, row.platform), proxy, tmp_path)
        assert made.sent(made.new()) is None, "logged in"
        if Ability.READ_BACK not in made.plugin.cannot:
            made.plugin.find(made.new())
        yield made


def test_every_channel_that_speaks_http_is_in_the_table() -> None:
    assert {row.plugin for row in ROWS} == {plugin for plugin in OURS if issubclass(plugin, HttpPlugin)}


@cases(ROWS)
def test_a_post_is_repeated_only_where_it_surely_was_not_made(place: Place, means: Means) -> None:
    """Each request on the way to a post goes wrong once."""
    names = place.names(lambda: place.sent(place.new()))
    assert sum(place.row.creates in name for name in names) == 1, names
    for number, name in enumerate(names):
        out = place.new()
        place.proxy.strike(number, means.fate)
        error, made = place.sent(out), place.posts()
        place.proxy.calm()
        if error is None:
            assert place.forgives(name) and made == 1
        elif error.kind is not DOUBT:
            assert place.sent(out) is None, "nothing stands in its way any more"
            assert made + place.posts() == 1, f"{name}: {error.kind} made {made + place.posts()} posts"
        elif place.plugin.idempotent:
            assert place.sent(out) is None, "the key makes it one"
        if error and not place.forgives(name):
            _is(error, means, means.post if place.row.creates in name else means.other, name)


@cases(MENDING)
def test_what_makes_nothing_is_simply_asked_again(place: Place, means: Means) -> None:
    """Corrections, removals and looks: each of their requests goes wrong once. A look never says then that nothing is there."""
    for ability in (ability for ability in MENDS if ability not in place.plugin.cannot):
        names = place.names(place.harmless(ability))
        for number, name in enumerate(names):
            work = place.harmless(ability)
            place.proxy.strike(number, means.fate)
            error = place.failed(work)
            place.proxy.calm()
            assert error, f"{ability}: {name}"
            _is(error, means, means.other, name)
            assert place.failed(work) is None, f"{ability}: nothing stands in its way any more"


def _is(error: NotifierError, means: Means, kind: RetryClass, name: str) -> None:
    assert error.kind is kind, f"{name}: {error}"
    if kind is not AFTER:
        assert error.retry_after == means.wait
    else:
        assert error.retry_after, "a time to wait"
