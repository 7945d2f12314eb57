"""One WordPress for all tests of its channel."""

from collections.abc import Iterator

import pytest

from tests.servers.wordpress import WordPressServer


@pytest.fixture(scope="package")
def server() -> Iterator[WordPressServer]:
    with WordPressServer() as running:
        yield running
