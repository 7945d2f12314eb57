"""Texts on their way: kept as they are, each person's own, and let go of when they have become a draft or are old."""

import pytest

from schemas.errors import InvalidInput, NotFound, Refused
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts, unfinished
from store.evidence import audit
from tests.cast import content, request
from tests.fakes import FakeClock

FIELDS = [("kind", "message"), ("title", ""), ("body", "Kok alt")]


def test_the_newest_words_are_kept_in_any_state(ctx: AppContext) -> None:
    unfinished.keep(ctx, "anne", "tekst-1", "/write", FIELDS)
    unfinished.keep(ctx, "anne", "tekst-1", "/write", [*FIELDS[:2], ("body", "Kok alt vann")])
    (found,) = unfinished.listing(ctx, "anne")
    assert dict(found.fields)["body"] == "Kok alt vann" and found.address == "/write"
    assert audit.events(ctx) == audit.events(ctx) and not [e for e in audit.events(ctx) if e.actor == "anne"]


def test_it_is_nobody_elses(ctx: AppContext) -> None:
    unfinished.keep(ctx, "anne", "tekst-1", "/write", FIELDS)
    unfinished.keep(ctx, "ola", "tekst-1", "/write", [("body", "Noe annet")])
    assert dict(unfinished.show(ctx, "anne", "tekst-1").fields)["body"] == "Kok alt"
    with pytest.raises(NotFound):
        unfinished.show(ctx, "ingrid", "tekst-1")
    unfinished.drop(ctx, "ola", "tekst-1")
    assert unfinished.show(ctx, "anne", "tekst-1")
    with pytest.raises(Refused):
        unfinished.keep(ctx, "nils", "tekst-2", "/write", FIELDS)


def test_what_is_far_too_long_or_shows_another_text_is_refused(ctx: AppContext) -> None:
    for words in ("x" * (unfinished.LONGEST + 1), "Kok\u202evann"):
        with pytest.raises(InvalidInput):
            unfinished.keep(ctx, "anne", "tekst-1", "/write", [("body", words)])
    assert unfinished.listing(ctx, "anne") == []


def test_there_is_room_for_so_many_and_for_so_long(ctx: AppContext, clock: FakeClock) -> None:
    for number in range(unfinished.MOST + 3):
        clock.forward(seconds=1)
        unfinished.keep(ctx, "anne", f"tekst-{number}", "/write", FIELDS)
    assert [f.id for f in unfinished.listing(ctx, "anne")] == [f"tekst-{n}" for n in range(52, 2, -1)]
    clock.forward(days=unfinished.KEPT.days + 1)
    unfinished.keep(ctx, "ola", "ny-tekst", "/write", FIELDS)
    assert unfinished.listing(ctx, "anne") == []


def test_a_newer_revision_is_not_written_over_unread(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.new(ctx, "anne", crisis.id, content("Kok i ett minutt."), ["side"])
    drafts.edit(ctx, "ola", draft.id, content("Kok i tre minutter."), on=1)
    with pytest.raises(Refused):
        drafts.edit(ctx, "anne", draft.id, content("Kok i fem minutter."), on=1)
    assert drafts.show(ctx, draft.id).revision.content.body == "Kok i tre minutter."
    assert drafts.edit(ctx, "anne", draft.id, content("Kok i fem minutter."), on=2).revision.number == 3
