"""Which tests stay together on one worker of pytest-xdist, and what begins first."""

import pytest

GROUPS = (
    ("tests/journeys/test_home_page.py", "home page"),
    ("tests/torture/", ""),
    ("tests/desk/web/test_accessible.py", "accessible"),
    ("tests/desk/web/test_crisis.py", "browser"),
    ("tests/journeys/", ""),
    ("tests/desk/web/test_interface.py", ""),
    ("tests/test_house_rules.py", ""),
    ("tests/notifiers/homepage/", "wordpress"),
    ("tests/notifiers/bluesky/", "bluesky"),
    ("tests/report/", ""),
    ("tests/machines/", ""),
    ("tests/store/test_properties.py", ""),
    ("tests/notifiers/public_page/test_crash.py", ""),
    ("tests/notifiers/mastodon/", "mastodon"),
)
"""Beginning of a path, slowest first, and the group that shares one server; without a group each test goes where there is room."""


def order(items: list[pytest.Item]) -> None:
    """What is slow begins first, so that no worker is left alone with it; the rest keeps its order."""
    items.sort(key=_place)
    for item in items:
        place = _place(item)
        if place < len(GROUPS) and GROUPS[place][1]:
            item.add_marker(pytest.mark.xdist_group(GROUPS[place][1]))


def _place(item: pytest.Item) -> int:
    return next((n for n, (path, _) in enumerate(GROUPS) if item.nodeid.startswith(path)), len(GROUPS))
