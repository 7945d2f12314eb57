"""The servers, and the town among them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.town import Town
from tests.servers.mastodon import MastodonServer
from tests.servers.postgres import Postgres
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    more = {}
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        more["DATABASE_URL"] = server.fresh(request.getfixturevalue("migrated_postgres"))
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook:
        yield Town(tmp_path, smtp, mastodon, webhook, **more)
