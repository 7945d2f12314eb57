from collections.abc import Iterator

import pytest

from tests.servers.pds import PdsServer


@pytest.fixture(scope="module")
def server() -> Iterator[PdsServer]:
    with PdsServer() as running:
        yield running
