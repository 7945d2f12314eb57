"""Which tests stay together on one worker of pytest-xdist, and what begins first."""

from typing import Any, NamedTuple

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

FILE = "by file"


class Group(NamedTuple):
    """Tests whose path begins so. Without a name each goes where there is room; `waits`: more for clocks and servers than it works."""

    path: str
    name: str = ""
    waits: bool = False


GROUPS = (
    Group("tests/journeys/test_prefect_deployments.py", waits=True),
    Group("tests/journeys/test_prefect.py", waits=True),
    Group("tests/journeys/test_home_page.py", "home page"),
    Group("tests/torture/", waits=True),
    Group("tests/journeys/test_prefect_pool.py", waits=True),
    Group("tests/desk/web/test_accessible.py", "accessible"),
    Group("tests/desk/web/test_crisis.py", "browser"),
    Group("tests/attacks/test_01_prefect.py", FILE, waits=True),
    Group("tests/flows/test_story.py", FILE, waits=True),
    Group("tests/attacks/test_web_server_in_front.py", FILE, waits=True),
    Group("tests/journeys/test_faults.py", waits=True),
    Group("tests/journeys/test_those_it_concerns.py", FILE, waits=True),
    Group("tests/journeys/"),
    Group("tests/desk/web/test_interface.py"),
    Group("tests/notifiers/test_doubt.py", FILE, waits=True),
    Group("tests/test_house_rules.py"),
    Group("tests/test_adding_a_channel.py"),
    Group("tests/notifiers/homepage/", "wordpress", waits=True),
    Group("tests/flows/test_bounces.py", FILE, waits=True),
    Group("tests/notifiers/email/test_replies.py", FILE, waits=True),
    Group("tests/notifiers/bluesky/", "bluesky", waits=True),
    Group("tests/report/"),
    Group("tests/machines/"),
    Group("tests/store/test_properties.py"),
    Group("tests/store/test_ledger.py"),
    Group("tests/store/test_backups.py"),
    Group("tests/desk/test_init.py"),
    Group("tests/notifiers/public_page/test_crash.py"),
    Group("tests/notifiers/mastodon/", "mastodon", waits=True),
    Group("tests/notifiers/test_contract.py", FILE, waits=True),
    Group("tests/desk/web/", FILE),
    Group("tests/attacks/test_12_secrets.py", FILE),
    Group("tests/config/test_texts.py", FILE),
    Group("tests/desk/test_pictures.py", FILE),
)
"""Slowest first. What has a server of its own for all its tests stays together: each worker would start it anew."""
OTHERS = Group("")


def order(items: list[pytest.Item]) -> None:
    """What is slow begins first, so that no worker is left alone with it; the rest keeps its order."""
    items.sort(key=lambda item: _place(item.nodeid))


def unit(nodeid: str) -> str:
    """What goes to one worker has one name."""
    name = _group(nodeid).name
    return nodeid.partition("::")[0] if name == FILE else name or nodeid


class Together(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist is untyped
    """What shares a server goes to one worker; every other test to whoever has room.

    pytest-xdist's own groups do nothing under pytest 9.2: it writes the group into a test's id, which can no longer be written.
    """

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        self._waiting: list[str] | None = None
        """Units that wait, still in the queue."""
        self._given: list[tuple[Any, dict[str, bool]]] = []
        """Worker and unit that waits: test to whether it is done."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        """Half of the workers wait at most: with all of them waiting the cores idle, and at the end all want them at once."""
        if self._waiting is None:
            self._waiting = [scope for scope, tests in self.workqueue.items() if _group(next(iter(tests))).waits]
        working = next((scope for scope in self.workqueue if scope not in self._waiting), None)
        at_it = {id(worker) for worker, tests in self._given if not all(tests.values())}
        chosen = working
        if self._waiting and (working is None or 2 * len(at_it) < len(self.assigned_work)):
            chosen = self._waiting.pop(0)
            self._given.append((node, self.workqueue[chosen]))
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)


def _group(nodeid: str) -> Group:
    return (*GROUPS, OTHERS)[_place(nodeid)]


def _place(nodeid: str) -> int:
    return next((n for n, group in enumerate(GROUPS) if nodeid.startswith(group.path)), len(GROUPS))
