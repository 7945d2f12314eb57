"""PostgreSQL's own continuous archiving, as docs/settings.md gives it: what was committed after the last backup is there again."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals
from store.backups import new_life
from store.context import AppContext
from store.crises import find, lifecycle
from store.db import migrate
from store.db.database import open_engine
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels, FakeClock
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.slow


def opened(url: str) -> AppContext:
    return AppContext(open_engine(url), MUNICIPALITY, FakeChannels(), FakeClock())


def test_what_was_committed_after_the_base_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KRISEKANAL_TEST_POSTGRES", raising=False)  # its settings are changed, and it is killed
    with Postgres() as server:
        kept = server.folder / "kept"
        server.archive_into(kept)
        url = server.fresh()
        ctx = opened(url)
        migrate.upgrade(ctx.engine)
        accounts.sync(ctx)
        server.base_backup(kept / "base")
        crisis = lifecycle.establish(ctx, "kari", request())
        draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
        message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id
        with ctx.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SELECT pg_switch_wal()")
        lines = len(audit.events(ctx))
        server.until_archived(kept / "wal")
        ctx.engine.dispose()
        server.lost_and_recovered_from(kept)
        after = opened(url)
        assert [each.id for each in find.listing(after)] == [crisis.id]
        assert len(audit.events(after)) == lines and audit.verify(after).whole
        life = new_life.begin(after, "kari")
        assert [each.message_id for each in life.waiting] == [message]
        assert {d.status for d in messages.show(after, message).deliveries} == {DeliveryStatus.QUEUED}
        after.engine.dispose()
        assert make_url(url).database
