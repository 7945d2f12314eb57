"""A message in several languages: each once, looked through like the message itself, and counted."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.language.texts import read
from policy.drafts import corrections, versions
from policy.drafts.checks import checks
from policy.evidence.hashing import content_hash
from policy.exercises.sandbox import may_say
from policy.promises.promise_checks import Moment
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.language import Language
from schemas.recipients.recipient import Audience, ChosenSet, Readers
from tests.cast import content

NN = {"language": "nn", "title": "Kok drikkevatnet", "body": "Kok vatnet i eitt minutt.", "next_update": "om to timar"}
EN = {"language": "en", "title": "Boil your water", "body": "Boil it for one minute.", "next_update": "in two hours"}
NB = Language.BOKMAAL


def in_three(**extra: Any) -> Content:
    return content(versions=(NN, EN), target_groups=("alle",), **extra)


BEFORE = "e33c774fc2552f009304c821204807e6d874e389f1393fb13a6275093bab9771"
"""Of the text below, as it was computed before texts had versions."""


def found(text: Content) -> list[str]:
    return [check.id for check in checks(text)]


def test_each_language_once_and_not_the_messages_own() -> None:
    assert versions.may_have_versions(in_three(), NB).allowed
    assert not versions.may_have_versions(content(versions=(NN, NN)), NB).allowed
    assert not versions.may_have_versions(content(versions=(NN,)), Language.NYNORSK).allowed
    assert not versions.may_have_versions(content(versions=(NN,), language="nn"), NB).allowed
    assert versions.may_have_versions(content(versions=(NN,), language="nb"), Language.NYNORSK).allowed


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.ANSWER, MessageKind.UNIT_POST])
def test_what_goes_to_one_reader_or_from_a_unit_has_none(kind: MessageKind) -> None:
    assert not versions.may_have_versions(in_three(kind=kind), NB).allowed
    assert versions.may_have_versions(content(kind=kind), NB).allowed


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ({"body": "Ring 13097248022 nå."}, "id-"),
        ({"title": "Vat\u200bnet"}, "invisible"),
        ({"short": "Vatnet &amp; luft"}, "damaged"),
        ({"body": "Dette er berre ei øving."}, "only-an-exercise"),
        ({"signature": "Åse Hell"}, "signature-nn"),
        ({"body": "Kommunaltekniske vassforsyningsanlegg " * 30}, "lix-nn"),
        ({"next_update": None}, "next-update-nn"),
    ],
)
def test_every_look_at_a_text_looks_at_its_versions(words: dict[str, Any], check: str) -> None:
    before, after = found(in_three()), found(content(versions=({**NN, **words}, EN), target_groups=("alle",)))
    assert not [each for each in before if each.startswith(check)]
    assert [each for each in after if each.startswith(check)], after


def test_a_promise_is_looked_at_in_the_version_that_makes_it() -> None:
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    text = content(versions=({**EN, "next_update": "at 09:00"},), next_update="kl. 15", target_groups=("alle",))
    asked = checks(text, at=Moment(now, ZoneInfo("Europe/Oslo")))
    assert [check.id for check in asked if check.asks] == ["promise-day-en"]


def test_an_exercise_denied_in_another_language_is_refused() -> None:
    text = content(versions=({**EN, "body": "This is not a drill."},))
    assert not may_say(text, exercise=True).allowed and may_say(in_three(), exercise=True).allowed


def test_a_correction_says_in_each_language_what_was_wrong() -> None:
    original = in_three()
    mended = corrections.opened(original, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert [each.language for each in mended.versions] == ["nn", "en"]
    words = mended.model_copy(update={"wrong": "Det er to minutter.", "body": "Kok vannet i to minutter."})
    refused = corrections.may_correct(original, words)
    assert refused.refusal and "(--version nn:)" in read(refused.refusal, "nb")
    said = tuple(each.model_copy(update={"wrong": "Two minutes."}) for each in words.versions)
    assert corrections.may_correct(original, words.model_copy(update={"versions": said})).allowed
    same = original.model_copy(update={"wrong": "Feil", "versions": said, "kind": MessageKind.CORRECTION})
    assert not corrections.may_correct(original, same).allowed, "nothing was put right in any language"


def test_a_correction_is_stamped_in_each_language_and_stays_so() -> None:
    wrong = [{**each, "wrong": "Feil"} for each in (NN, EN)]
    given = content(kind=MessageKind.CORRECTION, wrong="Feil", versions=wrong)

    def at(language: Language | None) -> str:
        return {None: "kl. 14.14", Language.NYNORSK: "kl. 14.14", Language.ENGLISH: "at 14:14"}[language]

    stamped = corrections.stamped(given, at)
    assert [stamped.corrected, *(each.corrected for each in stamped.versions)] == ["kl. 14.14", "kl. 14.14", "at 14:14"]
    assert corrections.stamped(given, lambda _: "kl. 15.00", stamped) == stamped
    other = given.model_copy(update={"body": "Noe annet."})
    assert corrections.stamped(other, lambda _: "kl. 15.00", stamped).versions[1].corrected == "kl. 15.00"


def counted(*readers: Readers) -> ChosenSet:
    sms, email = sum(each.sms for each in readers), sum(each.email for each in readers)
    return ChosenSet(set_id="s-1", hash="0" * 64, sms=sms, email=email, without_number=0, reserved=0, readers=readers)


def test_who_reads_what_is_counted_and_who_has_no_version_gets_the_message_itself() -> None:
    whom = counted(
        Readers(language="en", sms=2), Readers(language="nb", sms=900, email=100), Readers(language="se", email=3)
    )
    text = content(versions=(EN,)).model_copy(update={"recipients": whom})
    read = versions.who_reads_what(text, NB)
    assert [(one.language, one.readers.size) for one in read] == [("nb", 1003), ("en", 2)]
    assert [str(check.sentence) for check in versions.unserved(text, NB)] == ["3 who read se best get it in nb."]
    assert versions.who_reads_what(content(versions=(EN,)), NB) == ()


def test_a_version_is_under_the_hash() -> None:
    one, other = in_three(), content(versions=(NN,), target_groups=("alle",))
    made = Rendering(account_id="side", action=PublishAction.PUBLISH, title="T", text="t", length=1)
    shown = made.model_copy(update={"versions": (made,)})
    assert len({content_hash(*each) for each in ((one, (), (made,)), (other, (), (made,)), (other, (), (shown,)))}) == 3


def test_a_text_without_versions_keeps_the_hash_that_it_had() -> None:
    """Made by the program of before: the canonical form with neither field."""
    made = Rendering(account_id="side", action=PublishAction.PUBLISH, title="T", text="t", length=1)
    assert content_hash(Content(title="T", body="t"), ("side",), (made,)) == BEFORE


def test_a_set_of_before_places_were_counted_keeps_its_hash() -> None:
    """Worked out by the version before."""
    whom = ChosenSet(set_id="s-1", hash="0" * 64, sms=3, email=2, without_number=37, reserved=12)
    text = Content(
        title="Kok vannet", body="Kok vannet i to minutter.", audience=Audience(zones=("hell",)), recipients=whom
    )
    kept = "512179089b1701ecc5bd9d276b35e34878173276e65bd3a62475610505dc8b68"
    assert content_hash(text, ["sms"], ()) == kept
    counted = text.model_copy(update={"recipients": whom.model_copy(update={"without_place": 87})})
    assert content_hash(counted, ["sms"], ()) != kept
