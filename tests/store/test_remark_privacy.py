"""Names and words of others are erased when the municipality's time for them is over; what is open is kept. On both databases."""

from schemas.dialogue.remark import HideDeed, HideReason
from schemas.errors import RetryClass
from schemas.sentence import say
from store.context import AppContext
from store.evidence import audit
from store.remarks import hiding, recording, remarks, taking
from store.remarks.privacy import GONE, erase_what_is_over
from tests.fakes import FakeClock
from tests.remark_cast import ACCOUNT, AT, one, read, wrote


def test_what_is_over_is_erased_and_the_log_stays_whole(ctx: AppContext, clock: FakeClock) -> None:
    done, waits = one(ctx, "Jeg heter Per"), one(ctx, "Når kommer vannet?", remote_id="r2")
    read(ctx, wrote(text="Jeg heter Per Olsen", edited_at=AT))
    taking.close(ctx, "liv", done, "Takk")
    clock.forward(days=364)
    assert erase_what_is_over(ctx) == 0
    clock.forward(days=2)
    before = remarks.show(ctx, done).hash
    assert (erase_what_is_over(ctx), erase_what_is_over(ctx)) == (1, 0)
    now = remarks.show(ctx, done)
    assert (now.author, now.text, now.hash) == (GONE, GONE, before)
    assert {version.text for version in remarks.versions(ctx, done)} == {GONE}
    assert remarks.show(ctx, waits).text == "Når kommer vannet?"
    assert not any("Olsen" in str(line.data) for line in audit.events(ctx)) and audit.verify(ctx).whole


def test_what_comes_again_after_that_brings_nothing_back(ctx: AppContext, clock: FakeClock) -> None:
    done = one(ctx, "Jeg heter Per")
    taking.close(ctx, "liv", done, "Takk")
    clock.forward(days=400)
    erase_what_is_over(ctx)
    assert read(ctx, wrote(text="Jeg heter Per"), wrote(text="Annet", edited_at=AT)) == ((), ())
    assert remarks.show(ctx, done).text == GONE


def test_what_is_erased_still_tells_whether_it_stands_there_as_it_was_seen(ctx: AppContext, clock: FakeClock) -> None:
    """An answer that is put right later goes under it; the look before that brings nothing back."""
    done = one(ctx, "Jeg heter Per")
    taking.close(ctx, "liv", done, "Takk")
    clock.forward(days=400)
    erase_what_is_over(ctx)
    seen = remarks.show(ctx, done).remote
    assert not recording.moved(ctx, ACCOUNT, seen, wrote(text="Jeg heter Per"), greets=True)
    for found in (wrote(text="Jeg heter Per Olsen", edited_at=AT), None):
        assert recording.moved(ctx, ACCOUNT, seen, found, greets=True)
    assert remarks.show(ctx, done).remote == seen


def test_what_a_platform_said_when_it_did_not_hide_it_goes_too(ctx: AppContext, clock: FakeClock) -> None:
    """Its words may name whoever wrote the remark."""
    asked = one(ctx)
    hiding.hide(ctx, "ola", asked, HideReason.SPAM)
    error = say("The channel failed in an unforeseen way ({error}).", error="Per er venn")
    hiding.not_done(ctx, asked, HideDeed.HIDE, error, RetryClass.PERMANENT, None)
    assert "Per er venn" in (remarks.show(ctx, asked).hide_error or "")
    taking.close(ctx, "liv", asked, "Takk")
    clock.forward(days=400)
    assert erase_what_is_over(ctx) == 1 and remarks.show(ctx, asked).hide_error is None
