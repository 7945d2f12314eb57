"""Remarks: once each, whatever is delivered again, edited, deleted or out of order. On both databases."""

import random
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from schemas.dialogue.remark import RemarkKind, RemarkPage
from schemas.errors import NotFound
from schemas.states import RemarkStatus
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import RemarkRow
from store.evidence import audit
from store.remarks import inbox, remarks
from tests.cast import request
from tests.remark_cast import ACCOUNT, AT, one, read, wrote


def test_a_remark_is_kept_once_however_often_it_comes(ctx: AppContext) -> None:
    first = read(ctx, wrote("r1"), wrote("r2", "Er det farlig?", kind=RemarkKind.MENTION), wrote("r1"))
    again = read(ctx, wrote("r2", "Er det farlig?", kind=RemarkKind.MENTION), wrote("r1"), cursor="2")
    assert len(first.new) == 2 and again == ((), ())
    assert [(one.remote_id, one.status, one.version) for one in remarks.listing(ctx)] == [
        ("r1", RemarkStatus.NEW, 1),
        ("r2", RemarkStatus.NEW, 1),
    ]
    assert inbox.where(ctx, ACCOUNT)[0] == "2"


def test_the_same_id_on_another_account_is_another_remark(ctx: AppContext) -> None:
    read(ctx, wrote("r1"))
    read(ctx, wrote("r1"), account="skole")
    assert [(each.account_id, each.unit) for each in remarks.listing(ctx)] == [("side", "info"), ("skole", "skole")]


def test_every_wording_is_kept_and_the_log_has_none_of_them(ctx: AppContext) -> None:
    found = one(ctx, "Vannet er brunt")
    read(ctx, wrote(text="Vannet er svart", edited_at=AT + timedelta(minutes=1)))
    read(ctx, wrote(text="", deleted=True))
    now = remarks.show(ctx, found)
    assert (now.text, now.deleted, now.version, now.status) == ("Vannet er svart", True, 3, RemarkStatus.CLOSED)
    assert [(v.text, v.deleted) for v in remarks.versions(ctx, found)] == [
        ("Vannet er brunt", False),
        ("Vannet er svart", False),
        ("Vannet er svart", True),
    ]
    lines = [(line.action, str(line.data)) for line in audit.events(ctx)]
    assert [action for action, _ in lines][-3:] == ["remarks.seen", "remark.edited", "remark.deleted"]
    assert not any("Vannet" in data for _, data in lines)
    assert remarks.version(ctx, found, remarks.versions(ctx, found)[0].hash) == remarks.versions(ctx, found)[0]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_versions_come_the_newest_stands(ctx: AppContext, order: tuple[int, ...]) -> None:
    said = [
        wrote(text="En"),
        wrote(text="To", edited_at=AT + timedelta(minutes=1)),
        wrote(text="Tre", edited_at=AT + timedelta(minutes=2)),
    ]
    for number in (*order, *order):
        read(ctx, said[number])
    (now,) = remarks.listing(ctx)
    assert now.text == "Tre"


def test_what_is_deleted_stays_so_when_an_old_copy_comes(ctx: AppContext) -> None:
    found = one(ctx)
    read(ctx, wrote(deleted=True))
    read(ctx, wrote())
    assert remarks.show(ctx, found).deleted
    read(ctx, wrote(text="Likevel", edited_at=AT + timedelta(hours=1)))
    assert (now := remarks.show(ctx, found)) and not now.deleted and now.status is RemarkStatus.NEW


def test_a_storm_loses_none_and_doubles_none(ctx: AppContext) -> None:
    """Pages that overlap, repeat and shuffle; each remark ends as it was written last."""
    dice = random.Random(12)
    last = {f"r{number}": dice.randrange(3) for number in range(300)}
    every = [
        wrote(name, f"{name} {edit}", edited_at=AT + timedelta(minutes=edit) if edit else None)
        for name, edits in last.items()
        for edit in range(edits + 1)
    ]
    delivered = [*every, *dice.sample(every, 150)]
    dice.shuffle(delivered)
    for begin in range(0, len(delivered), 90):
        read(ctx, *delivered[begin : begin + 100], cursor=str(begin))
    found = [each for page in range(0, 300, 50) for each in remarks.listing(ctx, begin=page)]
    assert {each.remote_id: each.text for each in found} == {name: f"{name} {edit}" for name, edit in last.items()}
    assert len(found) == 300 == remarks.count(ctx)


def test_a_page_and_its_cursor_are_one_transaction(ctx: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    read(ctx, wrote("r0"), cursor="before")
    monkeypatch.setattr(audit, "append", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("died")))
    with pytest.raises(RuntimeError):
        read(ctx, wrote("r1"), cursor="after")
    monkeypatch.undo()
    assert inbox.where(ctx, ACCOUNT)[0] == "before" and remarks.count(ctx) == 1


def test_what_was_answered_by_hand_there_is_answered_whichever_is_read_first(ctx: AppContext) -> None:
    ours: dict[str, Any] = {"ours": True, "author": "Prøve kommune", "text": "Klokka 14."}
    read(ctx, wrote("a1"), wrote("a2", parent_id="a1", **ours))
    read(ctx, wrote("b2", parent_id="b1", **ours))
    read(ctx, wrote("b1"))
    read(ctx, wrote("c1"))
    answered = remarks.listing(ctx, remarks.RemarkFilter(statuses=[RemarkStatus.ANSWERED]))
    assert [each.remote_id for each in answered] == ["a1", "b1"], "ours are in threads alone"
    assert all(each.answered_at and each.answered_at >= each.first_seen_at for each in answered)
    assert [each.remote_id for each in remarks.thread(ctx, answered[0].id)] == ["a1", "a2"]
    assert [each.remote_id for each in remarks.listing(ctx)] == ["c1"]
    read(ctx, wrote("a1", "Og i morgen?", edited_at=AT + timedelta(hours=1)))
    assert [each.remote_id for each in remarks.listing(ctx)] == ["a1", "c1"], "it says something else: looked at anew"


def test_an_answer_from_before_the_edit_answers_nothing_of_it(ctx: AppContext) -> None:
    """Our own answer is read together with the edit, or after it."""
    ours: dict[str, Any] = {"ours": True, "parent_id": "r1"}
    edited = wrote(text="Og strømmen?", edited_at=AT + timedelta(minutes=9))
    read(ctx, wrote())
    read(ctx, edited, wrote("a1", "Klokka 14.", written_at=AT + timedelta(minutes=5), **ours))
    assert [each.text for each in remarks.listing(ctx)] == ["Og strømmen?"]
    read(ctx, wrote("a2", "I kveld.", written_at=AT + timedelta(minutes=12), **ours))
    assert remarks.listing(ctx) == []


def test_a_thread_is_found_from_any_of_its_remarks(ctx: AppContext) -> None:
    read(ctx, wrote("a"), wrote("b", parent_id="a"), wrote("c", parent_id="b"), wrote("d", parent_id="a"), wrote("x"))
    for each in remarks.listing(ctx, remarks.RemarkFilter()):
        wanted = {"x"} if each.remote_id == "x" else {"a", "b", "c", "d"}
        assert {found.remote_id for found in remarks.thread(ctx, each.id)} == wanted


def test_signs_that_a_terminal_or_a_database_acts_on_are_not_kept(ctx: AppContext) -> None:
    found = one(ctx, "Hei\x00 \x1b[31mrød\u202e\ud800\nny linje", author="P\x07er")
    now = remarks.show(ctx, found)
    assert (now.text, now.author) == ("Hei [31mrød\nny linje", "Per")


def test_it_belongs_to_the_crisis_that_was_open(ctx: AppContext) -> None:
    before = one(ctx)
    crisis = lifecycle.establish(ctx, "kari", request())
    during = one(ctx, remote_id="r2")
    assert (remarks.show(ctx, before).crisis_id, remarks.show(ctx, during).crisis_id) == (None, crisis.id)


def test_an_exercise_has_none_of_a_real_accounts_and_the_database_agrees(ctx: AppContext) -> None:
    read(ctx, wrote(), account="side-ovelse")
    assert remarks.count(ctx) == 0 and remarks.count(ctx, remarks.RemarkFilter(exercise=True)) == 1
    with pytest.raises(IntegrityError), ctx.write() as session:
        row = session.get_one(RemarkRow, remarks.listing(ctx, remarks.RemarkFilter(exercise=True))[0].id)
        row.exercise = False
        session.flush()


def test_none_that_nobody_wrote(ctx: AppContext) -> None:
    with pytest.raises(NotFound):
        remarks.show(ctx, "c-none")
    assert inbox.seen(ctx, ACCOUNT, RemarkPage(cursor="1")) == ((), ())
