"""A boil notice in three languages: frozen under one approval, each reader gets theirs, and what mends it too."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from notifiers.facade import Channels
from schemas.accounts.account import Platform
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft, Seen
from schemas.drafts.rendering import Rendering
from schemas.errors import InvalidInput, Refused, RetryClass
from schemas.messages.bulk import Sent
from schemas.recipients.recipient import Audience, Readers
from schemas.recipients.register import EntryForm
from store.accounts import accounts
from store.approvals import approvals
from store.batches.orders import Answer, Order, Wish
from store.bulk import taking
from store.context import AppContext
from store.crises import lifecycle
from store.deliveries import unit_posts
from store.drafts import drafts, follow_ups, second_way
from store.messages import messages
from store.recipients import register, sets
from tests.cast import ACCOUNTS, account, content, request
from tests.notifiers.scenes import places_in
from tests.store.many_world import LEASE, MAIL
from tests.store.test_recipient_register import TOWN

SMS = "sms"
ALL = Audience(everyone=True)
NN = {"language": "nn", "title": "Kok drikkevatnet", "body": "Kok vatnet i eitt minutt."}
EN = {"language": "en", "title": "Boil your drinking water", "body": "Boil all water for one minute." + " Please." * 60}
READERS = {"nb": 6, "nn": 3, "en": 2, "se": 1}


@pytest.fixture
def town(ctx: AppContext, tmp_path: Path) -> AppContext:
    """Twelve homes with a mobile and an address each, in four languages; channels that shape texts as they are sent."""
    sms = account(SMS, Platform.SMS, price="0.39", url="sms46elks://Kommunen/?user=a&password=b")
    mail = account(MAIL, Platform.EMAIL, url="krisemail://127.0.0.1:9/?from=a@kk.example")
    municipality = TOWN.model_copy(update={"accounts": (*ACCOUNTS, sms, mail)})
    made = replace(ctx, municipality=municipality, channels=Channels(places_in(tmp_path), lambda _: None))
    accounts.sync(made)
    for n, language in enumerate(Counter(READERS).elements()):
        enter(made, n, language)
    return made


def enter(town: AppContext, n: int, language: str) -> None:
    form = {"emails": (mail(n),), "mobiles": (f"+47920000{n:02}",), "language": language, "purpose": "Samtykke"}
    register.add(town, "ola", EntryForm.model_validate(form))


def mail(n: int) -> str:
    return f"leser{n}@kk.example"


def notice(**extra: Any) -> Content:
    return content(audience=ALL, versions=(NN, EN), **extra)


def draft(town: AppContext, words: Content | None = None, names: tuple[str, ...] = (SMS, MAIL), **crisis: Any) -> Draft:
    crisis_id = lifecycle.establish(town, "kari", request(**crisis)).id
    return drafts.submit(town, "anne", drafts.new(town, "anne", crisis_id, words or notice(), names).id)


def approve(town: AppContext, found: Draft) -> str:
    return approvals.approve(town, "ola", found.id, found.revision.seen).id


def got(town: AppContext, account_id: str, refused: str = "") -> dict[str, str]:
    """Recipient to the text that leaves for them, as the gateway hands it to the channel."""
    found: dict[str, str] = {}
    answer: Answer | None = None
    while isinstance(took := taking.take(town, [Wish(account_id, answer)], "w", LEASE)[0], Order):
        for part in took.batch.by_text():
            assert {part.out.rendering.read_in(to.language).text for to in part.to} == {part.out.rendering.text}
            found |= {to.recipient: part.out.rendering.text for to in part.to}
        gone = Sent(kind=RetryClass.PERMANENT, error="nobody")
        answer = Answer(took, [gone if to.recipient == refused else Sent(remote_id=to.key) for to in took.batch.to])
    return found


def made_for(found: Draft, account_id: str) -> Rendering:
    return next(each for each in found.revision.renderings if each.account_id == account_id)


def heads(sent: dict[str, str]) -> dict[str, int]:
    """How many got a text that says so."""
    words = ("Kok vannet i ett", "Kok vatnet i eitt", "Boil all water")
    return {word: sum(word in each for each in sent.values()) for word in words}


@pytest.mark.parametrize("account_id", [SMS, MAIL])
def test_each_reader_gets_their_language_and_whoever_has_none_the_message_itself(
    town: AppContext, account_id: str
) -> None:
    approve(town, draft(town))
    sent = got(town, account_id)
    assert heads(sent) == {"Kok vannet i ett": 7, "Kok vatnet i eitt": 3, "Boil all water": 2}
    assert len(sent) == 12 and all("Neste oppdatering" not in words for words in sent.values() if "Boil" in words)


def test_the_set_says_how_many_read_what_and_it_is_under_the_hash(town: AppContext) -> None:
    whom = draft(town).revision.content.recipients
    assert whom and whom.readers == tuple(Readers(language=each, sms=n, email=n) for each, n in sorted(READERS.items()))
    with town.read() as session:
        assert sets.get(session, whom.set_id).counts.readers == whom.readers


def test_each_text_is_counted_and_paid_by_its_own_readers(town: AppContext) -> None:
    made = made_for(draft(town), SMS)
    told = [(each.language, each.facts["parts"], each.facts["recipients"]) for each in (made, *made.versions)]
    assert told == [("nb", "1", "7"), ("nn", "1", "3"), ("en", "4", "2")]
    prices = [float(each.facts["price"]) for each in (made, *made.versions)]
    assert prices == pytest.approx([0.39 * 7, 0.39 * 3, 0.39 * 4 * 2])


def test_a_version_that_does_not_fit_is_refused_with_its_language(town: AppContext) -> None:
    long = {**EN, "body": "water " * 400}
    with pytest.raises(InvalidInput, match=r"In en: .*1530") as refused:
        draft(town, content(audience=ALL, versions=(NN, long)))
    assert "SMS" in str(refused.value)
    short = {**long, "short": "Boil all water."}
    made = made_for(draft(town, content(audience=ALL, versions=(NN, short))), SMS)
    assert "Boil all water." in made.versions[1].text


def test_a_rate_is_booked_by_what_each_language_counts_for(town: AppContext) -> None:
    slow = town.municipality.accounts[-2].model_copy(update={"rate": 40.0})
    others = tuple(each for each in town.municipality.accounts if each.id != SMS)
    here = replace(town, municipality=town.municipality.model_copy(update={"accounts": (*others, slow)}))
    approve(here, draft(here, names=(SMS,)))
    first = taking.take(here, [Wish(SMS)], "w", LEASE)[0]
    assert isinstance(first, Order) and len(first.batch.to) == 5, "half a second of the rate, were all in the longest"
    second = taking.take(here, [Wish(SMS)], "v", LEASE)[0]
    parts = {"en": 4}
    booked = sum(parts.get(to.language, 1) for to in first.batch.to) / 40
    assert isinstance(second, Order) and second.starts_in == pytest.approx(booked, abs=0.01)


def test_accounts_with_lists_of_their_own_and_other_channels_get_the_message_itself(town: AppContext) -> None:
    crisis_id = lifecycle.establish(town, "kari", request()).id
    made = drafts.new(town, "anne", crisis_id, notice(), ("side", SMS))
    assert made_for(made, "side").versions == () and len(made_for(made, SMS).versions) == 2
    plain = drafts.new(town, "anne", crisis_id, content(versions=(NN,)), ("side",))
    assert made_for(plain, "side").versions == ()


def test_a_version_changed_after_the_look_is_not_approved(town: AppContext) -> None:
    found = draft(town)
    seen = Seen.read(str(found.revision.seen))
    other = notice().model_copy(update={"versions": (notice().versions[0],)})
    drafts.edit(town, "anne", found.id, other, (SMS, MAIL))
    with pytest.raises(Refused, match="not what you looked at"):
        approvals.approve(town, "ola", found.id, seen)


def test_a_version_changed_in_the_database_after_the_approval_is_refused_by_it(town: AppContext) -> None:
    found = draft(town)
    approve(town, found)
    with pytest.raises(Exception, match=r".") as refused, town.write() as session:
        session.connection().execute(text("UPDATE rendering SET body = body WHERE 1 = 1"))
    assert "rendering" in f"{refused.value} {refused.value.__cause__}", "its guard"


def test_a_correction_goes_to_each_in_their_language_and_says_what_was_wrong(town: AppContext) -> None:
    message_id = approve(town, draft(town))
    got(town, SMS), got(town, MAIL)
    nn = {**NN, "body": "Kok vatnet i tre minutt.", "wrong": "Det stod eitt minutt."}
    mended = content("Kok vannet i tre minutter.", kind=MessageKind.CORRECTION, wrong="Det stod ett.", versions=(nn,))
    draft_ = follow_ups.submit(town, "anne", message_id, mended)
    assert [each.corrected for each in draft_.revision.content.versions] == [draft_.revision.content.corrected]
    approve(town, draft_)
    sent = got(town, MAIL)
    ours = [words for words in sent.values() if "Retta kl." in words]
    assert len(ours) == 3 and all("Det stod eitt minutt." in words for words in ours)
    assert sum("Rettet kl." in words for words in sent.values()) == 9


def test_in_an_exercise_nobody_of_the_set_is_sent_anything_and_the_sandbox_shows_each_version(
    town: AppContext, tmp_path: Path
) -> None:
    found = draft(town, exercise=True)
    message_id = approve(town, found)
    assert got(town, SMS) == got(town, MAIL) == {}
    assert {each.exercise for each in messages.show(town, message_id).deliveries} == {True}
    made = found.revision.renderings[0]
    assert [each.language for each in made.versions] == ["nn", "en"]
    assert all(each.text.startswith("ØVELSE") and each.text.endswith("ØVELSE") for each in made.versions)


def test_the_second_way_keeps_the_language(town: AppContext) -> None:
    found = draft(town, names=(SMS,))
    message_id = approve(town, found)
    got(town, SMS, refused="+4792000006")
    letter = second_way.by_email(town, "ola", message_id)
    handed_in = drafts.submit(town, "ola", letter.id)
    approvals.approve(town, "ingrid", letter.id, handed_in.revision.seen)
    ((to, words),) = got(town, MAIL).items()
    assert to == mail(6) and "Kok vatnet i eitt minutt." in words


@pytest.mark.parametrize("versions", [(NN, NN), ({**NN, "language": "nb"},)])
def test_a_language_twice_or_the_messages_own_is_refused(town: AppContext, versions: Any) -> None:
    with pytest.raises(Refused):
        draft(town, content(versions=versions))


def test_a_units_own_post_has_no_versions(town: AppContext) -> None:
    with pytest.raises(Refused, match="to all"):
        unit_posts.post(town, "silje", "side", content(versions=(NN,)))
