"""For the tests of all channels."""

from datetime import UTC, datetime

import pytest


@pytest.fixture(autouse=True)
def begun_now(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module's `NOW` is when the test begins, not when it was collected: that is half an hour ago in a long run, and readers look
    back fifteen minutes."""
    if hasattr(request.module, "NOW"):
        monkeypatch.setattr(request.module, "NOW", datetime.now(UTC).replace(microsecond=0))
