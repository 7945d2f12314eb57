"""Which tests stay together on one worker of pytest-xdist, and what begins first."""

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

FILE = "by file"
GROUPS = (
    ("tests/journeys/test_prefect_deployments.py", ""),
    ("tests/journeys/test_home_page.py", "home page"),
    ("tests/journeys/test_prefect.py", ""),
    ("tests/torture/", ""),
    ("tests/journeys/test_prefect_pool.py", ""),
    ("tests/desk/web/test_accessible.py", "accessible"),
    ("tests/desk/web/test_crisis.py", "browser"),
    ("tests/journeys/", ""),
    ("tests/desk/web/test_interface.py", ""),
    ("tests/notifiers/test_doubt.py", FILE),
    ("tests/test_house_rules.py", ""),
    ("tests/notifiers/homepage/", "wordpress"),
    ("tests/notifiers/bluesky/", "bluesky"),
    ("tests/report/", ""),
    ("tests/machines/", ""),
    ("tests/store/test_properties.py", ""),
    ("tests/notifiers/public_page/test_crash.py", ""),
    ("tests/notifiers/mastodon/", "mastodon"),
    ("tests/notifiers/test_contract.py", FILE),
    ("tests/desk/web/", FILE),
)
"""Beginning of a path, slowest first, and the group that shares one server; without a group each test goes where there is room."""


def order(items: list[pytest.Item]) -> None:
    """What is slow begins first, so that no worker is left alone with it; the rest keeps its order."""
    items.sort(key=lambda item: _place(item.nodeid))


class Together(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist is untyped
    """What shares a server goes to one worker; every other test to whoever has room.

    pytest-xdist's own groups do nothing under pytest 9.2: it writes the group into a test's id, which can no longer be written.
    """

    def _split_scope(self, nodeid: str) -> str:
        place = _place(nodeid)
        group = GROUPS[place][1] if place < len(GROUPS) else ""
        return nodeid.partition("::")[0] if group == FILE else group or nodeid


def _place(nodeid: str) -> int:
    return next((n for n, (path, _) in enumerate(GROUPS) if nodeid.startswith(path)), len(GROUPS))
