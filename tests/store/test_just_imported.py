"""What PostgreSQL has not counted yet: a list that has just come in is asked about in its own length, not in its square."""

from typing import cast

import pytest
from sqlalchemy import Engine, text

from schemas.recipients.recipient import Audience
from store.context import AppContext
from store.lists import importing
from store.recipients import concerned
from tests.store.test_imported_lists import ctx as ctx  # a fixture: the town with zones and groups
from tests.store.test_imported_lists import many, take

LINES = 500
_READ = "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables where relname like 'register_%'"


def rows_read(engine: Engine) -> int:
    """So far, by everybody: who has gone has told what it read."""
    engine.dispose()
    with engine.begin() as connection:
        return int(cast(int, connection.execute(text(_READ)).scalar_one()))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_question_reads_each_row_a_few_times(ctx: AppContext) -> None:
    """The tables were counted when the last list had gone."""
    importing.drop(ctx, "ola", take(ctx, many(100, 0)).id)
    with ctx.engine.begin() as connection:
        for table in ("register_entry", "register_way"):
            connection.execute(text(f"ANALYZE {table}"))
    take(ctx, many(LINES, 0))
    before = rows_read(ctx.engine)
    assert concerned.count(ctx, "ola", Audience(zones=("hell",), groups=("ansatte",))).sms == LINES
    assert 0 < rows_read(ctx.engine) - before < 40 * LINES
