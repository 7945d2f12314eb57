"""Tests that share a server go to one worker, and half of the workers wait at most."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import spread

ROOT = Path(__file__).parent.parent
SHARED = re.compile(r'fixture\(.*scope="module"')


def _nodes(*paths: str) -> list[str]:
    return [f"{path}::test_{n}" for path in paths for n in range(3)]


def test_a_file_that_starts_something_for_all_its_tests_is_one_workers() -> None:
    """Else each worker starts it anew: a Prefect server takes six seconds of processor."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if SHARED.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 8
    split = [p.name for p in files if len({spread.unit(n) for n in _nodes(p.relative_to(ROOT).as_posix())}) > 1]
    assert split == []


def test_every_group_names_what_is_there() -> None:
    missing = [group.path for group in spread.GROUPS if not (ROOT / group.path).exists()]
    assert missing == []


class _Worker:
    """What the scheduler asks of one of pytest-xdist's."""

    shutting_down, gateway = False, SimpleNamespace(id="a worker")

    def __init__(self) -> None:
        self.given: list[int] = []

    def send_runtest_some(self, numbers: list[int]) -> None:
        self.given.extend(numbers)

    def shutdown(self) -> None:
        self.shutting_down = True


def test_half_of_the_workers_wait_at_most_and_every_test_is_given_once(pytestconfig: pytest.Config) -> None:
    nodes = _nodes(*(f"tests/torture/test_{n}.py" for n in range(4)), *(f"tests/policy/test_{n}.py" for n in range(9)))
    config = SimpleNamespace(getvalue=lambda name: {"tx": ["4*popen"]}.get(name), option=pytestconfig.option)
    scheduler, workers = spread.Together(config, None), [_Worker() for _ in range(4)]  # type: ignore[arg-type]  # a part of it
    scheduler.numnodes = 4
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, nodes)
    scheduler.schedule()
    done = set[int]()
    while running := [(w, next(n for n in w.given if n not in done)) for w in workers if set(w.given) - done]:
        waiting = sum("torture" in nodes[number] for _, number in running)
        assert waiting <= 2 or not any("policy" in scope for scope in scheduler.workqueue)
        worker, number = running[len(done) % len(running)]
        done.add(number)
        scheduler.mark_test_complete(worker, number)
    assert sorted(n for w in workers for n in w.given) == list(range(len(nodes)))
