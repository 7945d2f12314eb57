"""Frozen sets of recipients: sealed, numbered, streamed, and provably what was frozen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from schemas.errors import ConfigInvalid, NotFound
from schemas.recipients.recipient import Recipient, RecipientSet, Way
from store.context import AppContext
from store.db.sealing import Sealer
from store.db.tables import RecipientSetRow
from store.evidence import audit
from store.recipients import sets


def many(sms: int, email: int) -> Iterator[Recipient]:
    for n in range(sms):
        yield Recipient(way=Way.SMS, address=f"+474{n:07d}", name=f"Person {n}", zone="hell", entry_id=f"r-{n}")
    for n in range(email):
        yield Recipient(way=Way.EMAIL, address=f"person{n}@kk.example", language="en")


def frozen(ctx: AppContext, sms: int = 3, email: int = 2) -> RecipientSet:
    return sets.freeze(ctx, "ola", many(sms, email), zones=["hell"], without_number=37, reserved=12)


def test_a_set_is_counted_numbered_and_read_back(ctx: AppContext) -> None:
    made = frozen(ctx)
    with ctx.read() as session:
        assert sets.get(session, made.id) == made
    assert (made.counts.sms, made.counts.email, made.counts.without_number, made.counts.reserved) == (3, 2, 37, 12)
    members = list(sets.stream(ctx, made.id, range(made.counts.size), at_once=2))
    assert [m.number for m in members] == [0, 1, 2, 3, 4]
    assert (members[0].address, members[0].name, members[0].zone, members[0].entry_id) == (
        "+4740000000",
        "Person 0",
        "hell",
        "r-0",
    )
    assert {m.way for m in sets.stream(ctx, made.id, made.counts.numbers(Way.EMAIL))} == {Way.EMAIL}
    assert len(list(sets.stream(ctx, made.id, made.counts.numbers(Way.SMS)))) == 3


def test_the_hash_is_of_the_members_in_their_order_and_says_when_one_is_changed(ctx: AppContext) -> None:
    one, same, other = frozen(ctx), frozen(ctx), frozen(ctx, sms=2)
    assert one.hash == same.hash != other.hash
    assert sets.still_whole(ctx, one.id)
    with ctx.write() as session:
        session.connection().execute(text("UPDATE recipient_set_member SET zone='lanke' WHERE number=1"))
    assert not sets.still_whole(ctx, one.id)


def test_it_is_in_the_log_without_an_address(ctx: AppContext) -> None:
    made = frozen(ctx)
    (line,) = audit.events(ctx, action="recipients.frozen")
    assert line.data["hash"] == made.hash and line.data["sms"] == 3
    assert "+47" not in line.model_dump_json() and "kk.example" not in line.model_dump_json()


def test_no_address_lies_in_the_database_as_it_is(ctx: AppContext) -> None:
    made = frozen(ctx)
    with ctx.read() as session:
        rows = session.connection().execute(text("SELECT * FROM recipient_set_member")).all()
    stored = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    assert len(rows) == made.counts.size
    assert b"4740000" not in stored and b"Person" not in stored and b"kk.example" not in stored


def test_a_field_that_was_moved_or_that_another_key_sealed_does_not_open(ctx: AppContext, tmp_path: Path) -> None:
    made = frozen(ctx)
    elsewhere = replace(ctx, sealer=Sealer(tmp_path / "other"))
    with pytest.raises(ConfigInvalid):
        list(sets.stream(elsewhere, made.id, range(5)))
    with ctx.write() as session:
        move = "UPDATE recipient_set_member SET sealed=(SELECT sealed FROM recipient_set_member WHERE number=0) WHERE number=1"
        session.connection().execute(text(move))
    with pytest.raises(ConfigInvalid):
        list(sets.stream(ctx, made.id, range(5)))


def test_whoever_was_erased_is_passed_over_and_the_hash_still_stands(ctx: AppContext) -> None:
    made = frozen(ctx)
    with ctx.write() as session:
        session.connection().execute(text("UPDATE recipient_set_member SET sealed=NULL WHERE number=1"))
    assert [m.number for m in sets.stream(ctx, made.id, range(5))] == [0, 2, 3, 4]
    assert sets.still_whole(ctx, made.id)


def test_an_sms_after_an_e_mail_is_refused_and_the_unfinished_set_is_nobodys(ctx: AppContext) -> None:
    with pytest.raises(ValueError):
        sets.freeze(ctx, "ola", [*many(0, 1), *many(1, 0)])
    with ctx.read() as session:
        (row_id,) = session.connection().execute(text("SELECT id FROM recipient_set")).scalars()
        assert session.get_one(RecipientSetRow, row_id).hash == ""
        with pytest.raises(NotFound):
            sets.get(session, row_id)
