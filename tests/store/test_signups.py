"""Signing up: an address is proven before anything is kept, whoever asks is answered alike, and whoever ends it hears no more."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from policy.recipients import signing_up
from schemas.dialogue.remark import RemarkKind
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.event import EventKind
from schemas.language import Language
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm, EntryKind, EntrySource
from schemas.recipients.signup import SignupForm
from schemas.states import RemarkStatus
from store.context import AppContext
from store.lists import rights
from store.outbox import outbox
from store.recipients import choosing, consents, register, signups
from store.remarks import remarks
from tests.fakes import FakeClock
from tests.remark_cast import ACCOUNT, read, wrote
from tests.store.test_recipient_register import TOWN

NUMBER, LETTERS = "912 34 567", "ase@kk.example"
BY_HAND = EntryForm(mobiles=(NUMBER, "92345678"), kind=EntryKind.HOUSEHOLD, purpose="Vannverket", zones=("hell",))


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, municipality=TOWN)


def code(ctx: AppContext, signup_id: str) -> str:
    letter = signups.letter(ctx, signup_id)
    assert letter is not None
    return letter.word


def proven(ctx: AppContext, address: str) -> str:
    """The word of an open page."""
    begun = signups.begin(ctx, address, Language.BOKMAAL)
    prove = signups.prove_by_link if "@" in address else lambda ctx, word: signups.prove_by_code(ctx, begun.id, word)
    return prove(ctx, code(ctx, begun.id))


def signed_up(ctx: AppContext, address: str = NUMBER, **chosen: Any) -> str:
    word = proven(ctx, address)
    return consents.save(ctx, signups.opened(ctx, word), SignupForm(**({"zones": ("hell",)} | chosen))).id


def addresses(ctx: AppContext) -> set[str]:
    return {one.address for one in choosing.choose(ctx, Audience(everyone=True))}


def waiting(ctx: AppContext) -> int:
    return len(outbox.claim_due(ctx, "w", timedelta(seconds=1), 50, [EventKind.SIGNUP_LETTER_DUE]))


def test_what_is_kept_says_where_it_came_from_why_and_until_when_and_lies_sealed(
    ctx: AppContext, clock: FakeClock
) -> None:
    entry_id = signed_up(ctx, groups=("ansatte",), street="Elvegata 3", language="nn")
    (kept,) = register.find(ctx, "ola", NUMBER)
    assert (kept.id, kept.source, kept.purpose) == (entry_id, EntrySource.OPT_IN, "Meldte seg selv på varsler")
    assert (
        kept.until
        and abs(kept.until - clock() - signing_up.KEPT) < timedelta(seconds=1)
        and kept.language == Language.NYNORSK
    )
    with ctx.read() as session:
        rows = [
            row
            for table in ("signup", "register_entry", "register_way", "audit", "outbox")
            for row in session.connection().execute(text(f"SELECT * FROM {table}"))
        ]
    inside = " ".join(str(value) for row in rows for value in row)
    assert "signup" in inside and not [each for each in ("91234567", "Elvegata") if each in inside]


def test_nothing_is_kept_of_an_address_that_nobody_has_proven(ctx: AppContext) -> None:
    begun = signups.begin(ctx, NUMBER, Language.BOKMAAL)
    with pytest.raises(Refused):
        signups.opened(ctx, begun.id)
    assert register.find(ctx, "ola", NUMBER) == []


def test_a_code_is_tried_five_times_and_used_once(ctx: AppContext) -> None:
    begun = signups.begin(ctx, NUMBER, Language.BOKMAAL)
    right = code(ctx, begun.id)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"{left} more"):
            signups.prove_by_code(ctx, begun.id, wrong)
    signups.prove_by_code(ctx, begun.id, f" {right[:3]} {right[3:]} ")
    with pytest.raises(Refused, match="no longer holds"):
        signups.prove_by_code(ctx, begun.id, right)
    other = signups.begin(ctx, "92345678", Language.BOKMAAL)
    good = code(ctx, other.id)
    for _ in range(signing_up.TRIES):
        with pytest.raises(Refused):
            signups.prove_by_code(ctx, other.id, "x")
    with pytest.raises(Refused, match="no longer holds"):
        signups.prove_by_code(ctx, other.id, good)


def test_codes_links_and_open_pages_end(ctx: AppContext, clock: FakeClock) -> None:
    sms, mail = signups.begin(ctx, NUMBER, Language.BOKMAAL), signups.begin(ctx, LETTERS, Language.BOKMAAL)
    digits, link = code(ctx, sms.id), code(ctx, mail.id)
    clock.forward(minutes=15)
    with pytest.raises(Refused, match="no longer holds"):
        signups.prove_by_code(ctx, sms.id, digits)
    assert signups.letter(ctx, sms.id) is None, "too late to be sent"
    assert signups.link_holds(ctx, link)
    word = signups.prove_by_link(ctx, link)
    assert not signups.link_holds(ctx, link)
    with pytest.raises(Refused, match="no longer holds"):
        signups.prove_by_link(ctx, link)
    clock.forward(minutes=29)
    assert signups.opened(ctx, word).address == LETTERS
    clock.forward(minutes=1)
    with pytest.raises(Refused, match="half an hour"):
        signups.opened(ctx, word)


@pytest.mark.parametrize("kind", ["open", "link"])
def test_a_word_that_is_none_of_ours_opens_nothing(ctx: AppContext, kind: str) -> None:
    begun = signups.begin(ctx, LETTERS, Language.BOKMAAL)
    good = code(ctx, begun.id)
    for false in (begun.id, f"{begun.id}.{'0' * 32}", f"x{good}", good[:-1], "", "æ.ø", good.swapcase()):
        with pytest.raises(Refused):
            signups.opened(ctx, false) if kind == "open" else signups.prove_by_link(ctx, false)
    with pytest.raises(Refused):
        signups.opened(ctx, good)  # a link is no open page


def test_whoever_asks_too_often_is_answered_alike_and_nothing_is_sent(ctx: AppContext, clock: FakeClock) -> None:
    begun = [signups.begin(ctx, NUMBER, Language.BOKMAAL) for _ in range(5)]
    assert len({one.id for one in begun}) == 5 and {len(one.id) for one in begun} == {len(begun[0].id)}
    assert waiting(ctx) == signing_up.AN_HOUR
    unsent = begun[-1].id
    with pytest.raises(Refused, match="no longer holds"):
        signups.prove_by_code(ctx, unsent, signups._code(ctx.sealed, unsent))
    clock.forward(hours=1, minutes=1)
    for _ in range(5):
        signups.begin(ctx, NUMBER, Language.BOKMAAL)
    clock.forward(seconds=2)
    assert waiting(ctx) == signing_up.A_DAY


def test_sms_to_far_countries_and_beyond_a_days_number_are_refused(
    ctx: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput, match="Nordic"):
        signups.begin(ctx, "+1 202 555 0123", Language.BOKMAAL)
    monkeypatch.setattr(signups, "SMS_A_DAY", 1)
    signups.begin(ctx, NUMBER, Language.BOKMAAL)
    with pytest.raises(Refused, match="today"):
        signups.begin(ctx, "92345678", Language.BOKMAAL)
    signups.begin(ctx, LETTERS, Language.BOKMAAL)


def test_a_second_address_joins_once_it_is_proven_and_not_before(ctx: AppContext) -> None:
    entry_id = signed_up(ctx)
    begun = signups.begin(ctx, LETTERS, Language.BOKMAAL, joins=entry_id)
    assert addresses(ctx) == {"+4791234567"}
    word = signups.prove_by_link(ctx, code(ctx, begun.id))
    assert addresses(ctx) == {"+4791234567", LETTERS}
    kept = consents.save(ctx, signups.opened(ctx, word), SignupForm(street="Elvegata 4"))
    assert (kept.id, kept.mobiles, kept.emails, kept.zones) == (entry_id, ("+4791234567",), (LETTERS,), ())


def test_no_more_addresses_join_than_an_entry_takes(ctx: AppContext) -> None:
    """A stranger with a domain has as many as they like; the register is read all the same."""
    entry_id = signed_up(ctx)
    for n in range(21):
        begun = signups.begin(ctx, f"x{n}@kk.example", Language.BOKMAAL, joins=entry_id)
        if n == 20:
            with pytest.raises(Refused, match="20"):
                signups.prove_by_link(ctx, code(ctx, begun.id))
        else:
            signups.prove_by_link(ctx, code(ctx, begun.id))
    assert len(register.one(ctx, "ola", entry_id).emails) == 20


def test_nobody_joins_what_is_not_kept_by_its_owner(ctx: AppContext) -> None:
    theirs = register.add(ctx, "ola", BY_HAND)
    begun = signups.begin(ctx, LETTERS, Language.BOKMAAL, joins=theirs.id)
    signups.prove_by_link(ctx, code(ctx, begun.id))
    assert register.find(ctx, "ola", LETTERS) == []


def test_who_ends_it_is_reserved_on_every_list_and_the_household_is_not(ctx: AppContext) -> None:
    register.add(ctx, "ola", BY_HAND)
    signed_up(ctx)
    assert addresses(ctx) == {"+4791234567", "+4792345678"}
    word = consents.stop_word(ctx.sealed, ctx.sealed.mark("+4791234567"))
    assert consents.stop_by_word(ctx, word) and addresses(ctx) == {"+4792345678"}
    before = register.counts(ctx, "ola")
    assert consents.stop_by_word(ctx, word) and register.counts(ctx, "ola") == before, "a replay changes nothing"
    assert not consents.stop_by_word(ctx, word[:-1] + "x") and not consents.stop_by_word(ctx, "æ")
    signed_up(ctx)
    assert addresses(ctx) == {"+4791234567", "+4792345678"}, "asked anew, warned anew"


def test_ending_on_the_page_ends_every_way_of_theirs(ctx: AppContext) -> None:
    entry_id = signed_up(ctx)
    begun = signups.begin(ctx, LETTERS, Language.BOKMAAL, joins=entry_id)
    word = signups.prove_by_link(ctx, code(ctx, begun.id))
    consents.end(ctx, signups.opened(ctx, word))
    assert addresses(ctx) == set() and register.counts(ctx, "ola").reserved == 2
    with pytest.raises(NotFound):
        register.one(ctx, "ola", entry_id)


@pytest.mark.parametrize(
    ("said", "ended"),
    [("STOPP", True), ("stop.", True), (" Slutt varsler", True), ("Stopp! Huset mitt brenner", False), ("Hei", False)],
)
def test_stop_by_sms_ends_it(ctx: AppContext, said: str, ended: bool) -> None:
    signed_up(ctx)
    read(
        ctx,
        wrote("s1", said, kind=RemarkKind.SMS, author="+4791234567"),
        wrote("s2", "STOPP", kind=RemarkKind.SMS, author="1988"),
    )
    assert addresses(ctx) == (set() if ended else {"+4791234567"})
    left = {each.author: each.reason for each in remarks.listing(ctx)}
    assert set(left) == ({"1988"} if ended else {"1988", "+4791234567"}), "what is done is closed with why"


def test_stop_from_a_number_of_the_municipality_file_stays_open_for_whoever_keeps_it(ctx: AppContext) -> None:
    named = ctx.account(ACCOUNT).model_copy(update={"recipients": ("+4791234567",)})
    others = [each for each in ctx.municipality.accounts if each.id != ACCOUNT]
    town = replace(ctx, municipality=ctx.municipality.model_copy(update={"accounts": (named, *others)}))
    read(town, wrote("s1", "STOPP", kind=RemarkKind.SMS, author="+4791234567"))
    assert [each.status for each in remarks.listing(town)] == [RemarkStatus.NEW]


def test_a_comment_that_says_stop_ends_nothing(ctx: AppContext) -> None:
    signed_up(ctx)
    read(ctx, wrote("c1", "STOPP", author="+4791234567"))
    assert addresses(ctx) == {"+4791234567"}


def test_who_is_erased_leaves_no_code_behind_either(ctx: AppContext) -> None:
    signed_up(ctx)
    rights.erase(ctx, "ola", NUMBER)
    with ctx.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM signup")).scalar_one() == 0
    assert register.find(ctx, "ola", NUMBER) == []


def test_what_was_asked_for_days_ago_is_forgotten(ctx: AppContext, clock: FakeClock) -> None:
    signups.begin(ctx, NUMBER, Language.BOKMAAL)
    clock.forward(days=2)
    signups.begin(ctx, LETTERS, Language.BOKMAAL)
    with ctx.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM signup")).scalar_one() == 1
