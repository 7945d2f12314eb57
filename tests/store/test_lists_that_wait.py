"""A list that waits for the other person is kept of somebody too: it is given out, and who is erased does not come with it."""

from dataclasses import replace

import pytest
from sqlmodel import col, select, update

from schemas.errors import InvalidInput, NotFound
from schemas.municipality import TargetGroup
from schemas.recipients.imported import ListForm, ListState
from schemas.recipients.register import EntryForm
from store.context import AppContext
from store.db.tables import ImportedListRow
from store.evidence import audit
from store.lists import importing, reading, rights
from store.recipients import register
from tests.store.test_imported_lists import csv, form
from tests.store.test_recipient_register import TOWN, stored

LINES = (
    "Åse Hell;912 34 567;ase@kk.example;Elvegata 3;;;;;",
    "Ola Hell;91234568;;Elvegata 3;;;;;",
    "Per Ås;91234569;;Gata 1;;;;;",
)


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, municipality=TOWN)


def laid(ctx: AppContext, *lines: str) -> str:
    return importing.lay(ctx, "ola", "liste.csv", csv(*(lines or LINES)), form()).id


def test_it_is_part_of_what_is_given_out(ctx: AppContext) -> None:
    one, other = laid(ctx), laid(ctx, "Kari;;ase@kk.example;;;;;;")
    for written, lines in (("+47 912 34 567", {one: (2,)}), ("ASE@kk.example", {one: (2,), other: (2,)})):
        found = rights.export(ctx, "ola", written)
        assert {each.list_id: each.lines for each in found.lists} == lines and found.entries == ()
        assert {each.file for each in found.lists} == {"liste.csv"}
    assert rights.export(ctx, "ola", "90000009").lists == ()


def test_who_is_erased_does_not_come_with_it(ctx: AppContext) -> None:
    list_id = laid(ctx)
    assert rights.erase(ctx, "ola", "91234567") == (0, 1)
    assert importing.look(ctx, "ola", list_id).mobiles == 2
    taken = importing.take_in(ctx, "ola", list_id)
    assert taken.entries == 2 and register.counts(ctx, "ola").mobiles == 2
    for gone in ("91234567", "ase@kk.example"):
        assert register.find(ctx, "ola", gone) == [], "a person goes with all their ways"
    assert register.find(ctx, "ola", "91234568") and "91234567" not in stored(ctx)
    with pytest.raises(NotFound):
        rights.erase(ctx, "ola", "91234567")


def test_once_erased_nothing_more_is_kept(ctx: AppContext) -> None:
    laid(ctx)
    rights.erase(ctx, "ola", "91234567")
    assert rights.export(ctx, "ola", "91234567").lists == ()
    with pytest.raises(NotFound):
        rights.erase(ctx, "ola", "91234567")


def test_neither_mark_nor_file_is_left_when_it_is_decided(ctx: AppContext) -> None:
    for decide in (importing.take_in, importing.drop):
        list_id = laid(ctx)
        rights.erase(ctx, "ola", "91234567")
        decide(ctx, "ola", list_id)
        with ctx.read() as session:
            row = session.get_one(ImportedListRow, list_id)
            assert (row.left_out, row.sealed) == ([], None)
        if row.state is ListState.TAKEN_IN:
            importing.drop(ctx, "ola", list_id)


def test_a_list_of_nobody_else_is_not_taken_in(ctx: AppContext) -> None:
    list_id = laid(ctx, LINES[0])
    rights.erase(ctx, "ola", "91234567")
    with pytest.raises(InvalidInput, match="No line"):
        importing.take_in(ctx, "ola", list_id)


def test_who_is_erased_while_it_is_taken_in_stays_out(ctx: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    list_id, read = laid(ctx), reading.read

    def meanwhile(ctx: AppContext, name: str, data: bytes, form: ListForm, left_out: list[str]) -> reading.ReadList:
        found = read(ctx, name, data, form, left_out)
        rights.erase(ctx, "kari", "91234569")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(reading, "read", meanwhile)
        with pytest.raises(InvalidInput, match="once more"):
            importing.take_in(ctx, "ola", list_id)
    assert register.counts(ctx, "ola").entries == 0
    importing.take_in(ctx, "ola", list_id)
    assert register.find(ctx, "ola", "91234569") == [] and register.counts(ctx, "ola").mobiles == 2


def test_the_log_says_from_which_lists_and_not_who(ctx: AppContext) -> None:
    list_id = laid(ctx)
    rights.erase(ctx, "ola", "91234567")
    (entry,) = audit.events(ctx, action="register.erased")
    assert entry.data == {"entries": [], "set_places": 0, "lists": [list_id]}


def test_a_line_that_was_wrong_when_they_were_erased_does_not_bring_them(ctx: AppContext) -> None:
    """Its group is known by the time that the list is taken in."""
    register.add(ctx, "ola", EntryForm(mobiles=("91234567",), purpose="Samtykke"))
    lines = ("Åse Hell;912 34 567;;Elvegata 3;;;;Kor;", "Ola Hell;91234568;;Elvegata 3;;;;;")
    list_id = importing.lay(ctx, "ola", "liste.csv", csv(*lines), form(skip_wrong=True)).id
    assert rights.erase(ctx, "ola", "91234567") == (1, 0)
    choir = (*TOWN.target_groups, TargetGroup(id="kor", name="Kor"))
    later = replace(ctx, municipality=TOWN.model_copy(update={"target_groups": choir}))
    assert importing.take_in(later, "ola", list_id).entries == 1
    assert register.find(later, "ola", "91234567") == []


def test_only_what_waits_is_looked_through(ctx: AppContext) -> None:
    list_id = laid(ctx)
    importing.take_in(ctx, "ola", list_id)
    with ctx.write() as session:
        assert rights.leave_out(session, [list_id], "merke") == []
        session.exec(update(ImportedListRow).values(sealed=b"uleselig").where(col(ImportedListRow.id) == list_id))
        assert session.exec(select(ImportedListRow.left_out)).all() == [[]]
    assert rights.erase(ctx, "ola", "91234567") == (1, 0)
