"""What each test costs: seconds of processor, its own and those of the programs it started, and seconds on the clock.

With `--costs` the dearest files are named at the end of a run. A test that waits costs the clock and no processor. What is
stopped by somebody else than its parent takes its seconds with it: such a test costs nothing rather than less.
"""

import os
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from operator import itemgetter
from pathlib import Path

import pytest

NAME = "costs"
_MOST = 40
_TICK = os.sysconf("SC_CLK_TCK")
_TIMES = slice(11, 15)
"""In what follows the name in `/proc/PID/stat`: user, system, and both of the children it has buried."""
_PROCESSORS = os.cpu_count() or 1
"""No test has more of them: a program that was overlooked before it comes with all that it has used since it began."""
Cost = tuple[float, float]
_begun = pytest.StashKey[Cost]()
_found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
"""File to seconds of processor, seconds on the clock, and tests."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    if item.config.getoption(NAME):
        item.stash[_begun] = _now()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    try:
        return (yield)
    finally:
        if begun := item.stash.get(_begun, None):
            processor, clock = (max(0.0, now - before) for now, before in zip(_now(), begun, strict=True))
            item.user_properties.append((NAME, (min(processor, clock * _PROCESSORS), clock)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for name, cost in report.user_properties:
        if name == NAME and report.when == "teardown":
            file = _found[report.nodeid.partition("::")[0]]
            file[:] = [a + b for a, b in zip(file, (*cost, 1), strict=True)]  # type: ignore[misc]  # as it was appended


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _found:
        return
    terminalreporter.section("seconds of processor, on the clock, and tests")
    for name, (processor, clock, tests) in sorted(_found.items(), key=itemgetter(1), reverse=True)[:_MOST]:
        terminalreporter.write_line(f"{processor:8.1f} {clock:8.1f} {tests:6.0f}  {name}")
    processor, clock, tests = map(sum, zip(*_found.values(), strict=True))
    terminalreporter.write_line(f"{processor:8.1f} {clock:8.1f} {tests:6.0f}  in all {len(_found)} files")


def _now() -> Cost:
    ours = os.times()
    return sum(ours[:4]) + sum(_used_below(os.getpid())), time.monotonic()


def _used_below(pid: int) -> Iterator[float]:
    """Of each program that lives: its own, and its buried children's. What ends while it is looked at counts nothing."""
    try:
        children = [
            child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        try:
            stat = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield sum(map(int, stat[_TIMES])) / _TICK
        yield from _used_below(int(child))
