"""Line 10: many reports at once cost one drawing each at most, one at a time, and a bounded number of the desk's threads."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from desk.drawings import LASTS, MOST, Drawings, Wanted
from schemas.errors import NotDrawn
from schemas.sentence import say
from store.crises import lifecycle
from tests.cast import request
from tests.desk.web.inside import Inside

ONE = Wanted("k-1", "nb", 7)


class Pen:
    """Draws when it is told to; knows how often, and how many at the same time at most."""

    def __init__(self) -> None:
        self.go, self._guard = Event(), Lock()
        self.drawn = self.at_once = self.most_at_once = self.let_go = 0

    def draw(self) -> bytes:
        with self._guard:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.go.wait(120)
        with self._guard:
            self.drawn, self.at_once = self.drawn + 1, self.at_once - 1
        return b"%PDF-"

    def gives_back(self) -> None:
        with self._guard:
            self.let_go += 1


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 180
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask(threads: ThreadPoolExecutor, drawings: Drawings, pen: Pen, wanted: Wanted) -> Future[bytes]:
    return threads.submit(drawings.pdf, wanted, pen.draw, pen.gives_back)


def test_a_drawing_for_each_who_asks() -> None:
    drawings, pen = Drawings(), Pen()
    with ThreadPoolExecutor(MOST) as threads:
        asked = [ask(threads, drawings, pen, ONE) for _ in range(MOST)]
        until(lambda: pen.let_go == MOST - 1)
        with pytest.raises(NotDrawn, match="Try again"):
            drawings.pdf(ONE, pen.draw, pen.gives_back)
        with pytest.raises(NotDrawn, match="Try again"):
            drawings.pdf(ONE._replace(lang="en"), pen.draw, pen.gives_back)
        pen.go.set()
        assert {one.result(60) for one in asked} == {b"%PDF-"}
    assert pen.drawn == 1, "and whoever waited held no transaction meanwhile"
    drawings.pdf(ONE, pen.draw, pen.gives_back)
    assert pen.drawn == 1
    drawings.pdf(ONE._replace(seq=8), pen.draw, pen.gives_back)
    drawings.pdf(ONE._replace(lang="en"), pen.draw, pen.gives_back)
    assert pen.drawn == 3


def test_every_processor_by_different_reports() -> None:
    drawings, pen = Drawings(), Pen()
    with ThreadPoolExecutor(MOST) as threads:
        asked = [ask(threads, drawings, pen, Wanted(f"k-{n}", "nb", 7)) for n in range(MOST)]
        until(lambda: pen.let_go == MOST - 1)
        pen.go.set()
        assert all(one.result(60) for one in asked)
    assert pen.drawn == MOST and pen.most_at_once == 1


def test_memory_by_different_reports() -> None:
    drawings, pen = Drawings(), Pen()
    pen.go.set()
    for n in range(100):
        drawings.pdf(Wanted(f"k-{n}", "nb", 7), pen.draw, pen.gives_back)
    assert len(drawings._known) < 10


def test_a_report_that_stays_as_it_was() -> None:
    now = [0.0]
    drawings, pen = Drawings(lambda: now[0]), Pen()
    pen.go.set()
    for now[0], drawn in ((0, 1), (LASTS - 1, 1), (LASTS + 1, 2)):
        drawings.pdf(ONE, pen.draw, pen.gives_back)
        assert pen.drawn == drawn


def test_a_report_that_failed_once_and_for_all() -> None:
    drawings, pen = Drawings(), Pen()
    pen.go.set()

    def fails() -> bytes:
        raise NotDrawn(say("The PDF was not drawn (code {code}). Try again, or read the page itself.", code=-9))

    with pytest.raises(NotDrawn):
        drawings.pdf(ONE, fails, pen.gives_back)
    assert drawings.pdf(ONE, pen.draw, pen.gives_back) == b"%PDF-"


def test_the_desks_threads_by_reports(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many wait, the next is told to come again, in a sentence and in a header."""
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    client = inside.client("anne")
    path = f"/evaluation/{crisis.id}/report/nb"
    assert client.get(path).content.startswith(b"%PDF-")
    monkeypatch.setattr("desk.drawings.MOST", 0)
    assert client.get(path).status_code == 200, "the one that is there"
    lifecycle.stand_down(inside.ctx, "kari", crisis.id)
    answer = client.get(path)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "60"
    assert "Prøv igjen om et minutt" in answer.text
