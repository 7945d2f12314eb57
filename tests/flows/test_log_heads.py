"""Heads of the log: taken when it grows and at a stand-down, written where whoever runs the database cannot reach."""

import os
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from flows.steps.log_heads import plan_next
from policy.evidence import log_heads
from policy.evidence.log_heads import known_by
from schemas.evidence.audit import AuditEvent
from schemas.evidence.log_head import LogHead, LogProof
from store.crises import entries, lifecycle
from store.db.tables import NoticeRow
from store.evidence import archive_key, audit, head_files, heads
from store.notices import webhooks
from tests.cast import request
from tests.flows.stage import Stage


def an_hour(stage: Stage, count: int = 1) -> None:
    """As workers that look every minute: more than once in a span."""
    for _ in range(count):
        stage.clock.now += timedelta(hours=1)
        plan_next(stage.worker)
        plan_next(stage.worker)
        stage.forward(seconds=1)


def taken(stage: Stage) -> list[AuditEvent]:
    return audit.events(stage.ctx, action=heads.TAKEN)


def letters(stage: Stage) -> list[NoticeRow]:
    with Session(stage.ctx.engine) as session:
        rows = session.exec(select(NoticeRow).where(NoticeRow.person_id == "lars"))
        return [row for row in rows if row.subject.startswith("Loggen i ")]


def proof(stage: Stage) -> LogProof:
    settings = stage.worker.settings
    known = known_by(archive_key.known(settings.key_file), None)
    return heads.prove(stage.ctx, head_files.found_in(settings.public_dir), known, folder=True)


def newest(stage: Stage) -> LogHead:
    return LogHead.model_validate_json((stage.folder / "public/log-heads/newest.json").read_bytes())


def test_one_an_hour_where_the_log_grew_and_none_where_it_did_not(stage: Stage) -> None:
    an_hour(stage, 3)
    assert len(taken(stage)) == 1, "the accounts' own lines; a head is no reason for another"
    entries.add(stage.ctx, "lars", lifecycle.establish(stage.ctx, "kari", request()).id, "Vannverket er orientert")
    an_hour(stage)
    reached = newest(stage).sequence
    assert len(taken(stage)) == 2 and proof(stage).proven == reached
    assert taken(stage)[-1].subject == str(reached) and taken(stage)[-1].data["signature"] == newest(stage).signature


def test_a_stand_down_has_one_at_once_and_the_log_keeper_a_letter(stage: Stage) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    lifecycle.stand_down(stage.ctx, "kari", crisis.id)
    stage.forward(seconds=1)
    over = audit.events(stage.ctx, crisis.id, "crisis.stood_down")[0]
    assert newest(stage).occasion == "stand_down" and proof(stage).proven >= over.seq
    (letter,) = letters(stage)
    read = log_heads.read(letter.text.encode(), "brev")
    assert read.genuine and read.hash == newest(stage).hash
    assert "Ta vare på dette brevet" in letter.text and letter.crisis_id is None and not letter.by_sms


def test_the_end_of_an_exercise_publishes_nothing(stage: Stage) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request(exercise=True))
    lifecycle.stand_down(stage.ctx, "kari", crisis.id)
    stage.forward(seconds=1)
    assert taken(stage) == [] and letters(stage) == [] and not (stage.folder / "public/log-heads").exists()


def test_a_folder_that_cannot_be_written_to_stops_nothing_and_is_mended(stage: Stage) -> None:
    (stage.folder / "public").mkdir()
    (stage.folder / "public/log-heads").write_text("i veien")
    lifecycle.stand_down(stage.ctx, "kari", lifecycle.establish(stage.ctx, "kari", request()).id)
    stage.forward(seconds=1)
    assert [event.data["written"] for event in taken(stage)] == [False]
    assert "eneste beviset utenfor" in letters(stage)[0].text
    (stage.folder / "public/log-heads").unlink()
    an_hour(stage)
    assert [event.data["written"] for event in taken(stage)] == [False, True] and proof(stage).proven


def test_a_letter_a_day_and_none_about_letters(stage: Stage) -> None:
    an_hour(stage, 2)
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    an_hour(stage, 20)
    assert letters(stage) == []
    entries.add(stage.ctx, "lars", crisis.id, "Ventilen er stengt")
    an_hour(stage, 30)
    assert len(letters(stage)) == 1
    stage.clock.now += timedelta(days=9)
    an_hour(stage, 30)
    assert len(letters(stage)) == 1, "nothing has happened but that letter"


def test_webhooks_are_told_it_whole(stage: Stage) -> None:
    webhooks.make(stage.ctx, stage.worker.vault, "kari", "https://mottak.example/krise")
    an_hour(stage)
    (hook,) = webhooks.listing(stage.ctx)
    batch = webhooks.next_batch(stage.ctx, stage.worker.vault, hook.id)
    assert batch is not None
    (told,) = [event for event in batch[2] if event.action == "log.head"]
    head = LogHead.model_validate({name: value for name, value in told.data.items() if name != "written"})
    assert log_heads.read(log_heads.as_json(head).encode(), "webhook").genuine


def test_the_web_server_may_read_what_a_strict_umask_hides(stage: Stage) -> None:
    before = os.umask(0o077)
    try:
        an_hour(stage)
    finally:
        os.umask(before)
    folder = stage.folder / "public/log-heads"
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o755
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert set(modes.values()) == {0o644} and {"newest.json", "list.json"} < set(modes)
    assert not [name for name in modes if name.startswith(".") or name.endswith(".new")]


@pytest.mark.parametrize("hash_", ["0" * 64, "f" * 64])
def test_the_same_number_again_after_a_restore_writes_nothing_over(stage: Stage, hash_: str) -> None:
    an_hour(stage)
    lost = newest(stage)
    head_files.write(stage.folder / "public", lost.model_copy(update={"hash": hash_}))
    names = {path.name for path in (stage.folder / "public/log-heads").glob("0*.json")}
    assert names == {f"{lost.sequence:010d}-{lost.hash[:8]}.json", f"{lost.sequence:010d}-{hash_[:8]}.json"}
