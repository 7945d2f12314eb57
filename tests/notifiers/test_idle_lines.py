"""Lines between two batches: the last one first, and none for longer than a provider's patience."""

from queue import Queue

from notifiers.base.idle_lines import IdleLines


class Line:
    def __init__(self, name: str, ended: "Queue[str]") -> None:
        self.name, self._ended = name, ended

    def close(self) -> None:
        self._ended.put(self.name)


def test_the_line_that_was_used_last_is_taken_first() -> None:
    ended: Queue[str] = Queue()
    lines: IdleLines[Line] = IdleLines()
    assert lines.take() is None
    for name in ("first", "last"):
        lines.give_back(Line(name, ended))
    taken = [line.name for _ in range(2) if (line := lines.take())]
    assert taken == ["last", "first"] and lines.take() is None and ended.empty()


def test_a_line_that_nobody_takes_is_closed() -> None:
    """By a clock of its own: nothing else needs to happen for it."""
    ended: Queue[str] = Queue()
    lines: IdleLines[Line] = IdleLines(kept=0.05)
    for name in ("a", "b"):
        lines.give_back(Line(name, ended))
    assert {ended.get(timeout=30), ended.get(timeout=30)} == {"a", "b"} and lines.take() is None
    lines.give_back(Line("c", ended))
    assert ended.get(timeout=30) == "c", "also after the clock had stopped"


def test_one_clock_serves_all_of_them() -> None:
    """Twenty batches a second are given back: no thread is made for each."""
    ended: Queue[str] = Queue()
    lines: IdleLines[Line] = IdleLines(kept=60)
    lines.give_back(Line("a", ended))
    clock = lines._closer
    lines.give_back(Line("b", ended))
    assert clock is not None and lines._closer is clock
    clock.cancel()
