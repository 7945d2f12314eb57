"""Thousands of remarks from nine platforms: written, edited and taken away while they are read, and given again in any order."""

import os
import random
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from flows.steps import dialogue as steps
from flows.work.context import WorkerContext
from notifiers.base.places import Places
from notifiers.facade import Channels
from store.context import AppContext
from store.db.tables import InboxRow, RemarkRow, RemarkVersionRow
from store.evidence import audit
from store.remarks import inbox
from tests.cast import MUNICIPALITY
from tests.crowd import Mixing, Wall, walls
from tests.fakes import FakeClock
from tests.flows.conftest import opened
from tests.flows.stage import Stage

MANY = int(os.environ.get("TORTURE_REMARKS", "360"))
"""`make torture` asks for ten thousand."""
ROUNDS = 4
pytestmark = pytest.mark.timeout(3600)


def test_none_is_lost_none_is_doubled_and_memory_does_not_grow(
    small: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20261129)
    with walls() as platforms:
        worker, mixing = _listening(small, tmp_path, clock, platforms, chance)
        posts = {wall.platform.value: wall.posts for wall in platforms}
        where = inbox.where
        monkeypatch.setattr(inbox, "where", lambda ctx, name: (where(ctx, name)[0], posts[name]))
        peaks = []
        for number in range(ROUNDS):
            for wall in platforms:
                _live(wall, chance, MANY // len(platforms) // ROUNDS, f"runde {number}")
            peaks.append(_look(worker, platforms))
        mixing.calm = True
        peaks.append(_look(worker, platforms))
        for wall in platforms:
            _compare(worker.ctx, wall)
    assert mixing.late > ROUNDS and mixing.pages > len(platforms) * ROUNDS
    assert peaks[-1] < 1.5 * peaks[0] + 2_000_000, f"bytes of each look: {peaks}"
    assert audit.verify(worker.ctx).first_bad is None


def _listening(
    database: Path, folder: Path, clock: FakeClock, platforms: list[Wall], chance: random.Random
) -> tuple[WorkerContext, Mixing]:
    town = MUNICIPALITY.model_copy(update={"accounts": tuple(wall.account for wall in platforms)})
    secrets = {wall.platform.value: wall.url for wall in platforms}
    places = Places(public=folder / "public", sandbox=folder / "sandbox", public_url="https://krise.kk.example")
    mixing = Mixing(Channels(places, secrets.get), platforms, chance)
    stage = Stage(opened(database), folder, town)
    ctx = replace(stage.ctx, channels=mixing, clock=clock)
    inbox.keep_going(ctx)
    return replace(stage.worker, ctx=ctx, channels=mixing), mixing  # type: ignore[arg-type]  # it stands for what it wraps


def _live(wall: Wall, chance: random.Random, count: int, name: str) -> None:
    """So many new ones; then of all there are, every tenth is edited and every twentieth taken away."""
    for number in range(count):
        wall.write(chance, f"{name} nr. {number}")
    for number in range(max(1, count // 10)):
        wall.change(chance, f"{name} endret {number}")
    for _ in range(max(1, count // 20)):
        wall.remove(chance)


def _look(worker: WorkerContext, platforms: list[Wall]) -> int:
    """Every account until there is no more to read at once. Bytes that it took at the most beyond what was there before."""
    tracemalloc.start()
    for wall in platforms:
        more = True
        while more:
            _chosen(worker.ctx, wall.platform.value)
            steps.read(worker, wall.platform.value)
            more = not _is_read(worker.ctx, wall.platform.value)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _chosen(ctx: AppContext, account_id: str) -> None:
    """As the beginning of a look leaves it: its next time is a later one, unless more stands there than one look reads."""
    with ctx.write() as session:
        row = session.get(InboxRow, account_id) or InboxRow(account_id=account_id)
        row.next_at = ctx.clock() + timedelta(seconds=45)
        session.add(row)


def _is_read(ctx: AppContext, account_id: str) -> bool:
    with ctx.read() as session:
        row = session.get_one(InboxRow, account_id)
    assert row.error is None, (account_id, row.error)
    return row.next_at > ctx.clock()


def _compare(ctx: AppContext, wall: Wall) -> None:
    with ctx.read() as session:
        rows = session.exec(select(RemarkRow).where(RemarkRow.account_id == wall.platform.value)).all()
        versions = dict(
            session.exec(select(RemarkVersionRow.remark_id, func.count()).group_by(RemarkVersionRow.remark_id)).all()
        )
    kept = {row.remote_id: row for row in rows}
    assert len(kept) == len(rows), "none is doubled"
    assert wall.said.keys() <= kept.keys(), "none is lost"
    assert kept.keys() <= wall.said.keys() | wall.gone, "none is made up"
    wrong = {
        i: (kept[i].text, text) for i, text in wall.said.items() if not kept[i].text.endswith(text) or kept[i].deleted
    }
    assert not wrong, wall.platform
    assert all(versions[row.id] == row.version for row in rows), "every wording is kept"
    if wall.tells:
        assert all(kept[i].deleted for i in wall.gone if i in kept)
