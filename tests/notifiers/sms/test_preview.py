"""What an approver sees of an SMS: the short text, its parts and price, and what it goes without."""

from decimal import Decimal
from pathlib import Path

import pytest

from notifiers.channels.sms import parts
from notifiers.render import declines, render
from schemas.accounts.account import Account, Platform
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.drafts.rendering import RenderJob
from schemas.errors import InvalidInput
from tests.notifiers.scenes import account
from tests.notifiers.test_render import crisis

NUMBERS = ("+4791111100", "+4791111101", "+4791111102")
PICTURE = Media(path="/x.png", sha256="0" * 64, mime="image/png", size=1, alt="Kart")


def sms(**extra: object) -> Account:
    return account(Platform.SMS, recipients=NUMBERS, **extra)


def job(
    body: str = "Kok vannet.", target: Account | None = None, *, exercise: bool = False, **extra: object
) -> RenderJob:
    content = Content.model_validate({"title": "Vann", "body": body} | extra)
    chosen = target or sms()
    return RenderJob(
        content=content,
        account=chosen,
        crisis=crisis(exercise=exercise),
        municipality="Prøve kommune",
        recipients=chosen.recipients,
    )


def test_parts_recipients_and_price() -> None:
    found = render(job("a" * 150, sms(price=Decimal("0.39"))))
    assert parts.count(found.text) == 2
    assert {name: found.facts[name] for name in ("parts", "encoding", "costly", "recipients", "price")} == {
        "parts": "2",
        "encoding": "GSM-7",
        "costly": "",
        "recipients": "3",
        "price": "2.34",
    }
    assert "price" not in render(job()).facts


def test_our_own_words_never_make_it_dear() -> None:
    """The signature's dash and the mark of an exercise are signs that GSM-7 has."""
    for exercise in (False, True):
        found = render(job(exercise=exercise, next_update="kl. 14", link="https://kk.example/vann"))
        assert found.facts["encoding"] == "GSM-7" and found.text.endswith("ØVELSE" if exercise else "- Prøve kommune")


def test_the_signs_that_make_it_dear_are_named() -> None:
    found = render(job("Kok vannet – «nå»"))
    assert (found.facts["encoding"], found.facts["costly"]) == ("UCS-2", "–«»")


def test_the_short_text_is_preferred_here_and_only_here() -> None:
    both = job("Kok alt vann i tre minutter.", short="Kok vannet.")
    assert "Kok vannet." in render(both).text and "tre minutter" not in render(both).text
    post = both.model_copy(update={"account": account(Platform.FACEBOOK)})
    assert "tre minutter" in render(post).text


def test_emoji_go_out_as_they_are_and_the_preview_says_what_they_cost() -> None:
    found = render(job("Flom 🌊", sms(price=Decimal("0.39"))))
    assert "🌊" in found.text and (found.facts["encoding"], found.facts["costly"], found.facts["price"]) == (
        "UCS-2",
        "🌊",
        "1.17",
    )


def test_more_parts_than_a_phone_can_join_are_refused_before_approval() -> None:
    with pytest.raises(InvalidInput, match="more than 255 SMS parts"):
        render(job("e" + "\u0301" * 19_000))


def test_a_picture_stays_behind_and_the_preview_knows() -> None:
    found = render(job(media=(PICTURE,)))
    assert (found.media, found.left_out) == ((), (PICTURE,))


def test_without_numbers_it_takes_no_part() -> None:
    content = Content(title="Vann", body="Kok.")
    alone = account(Platform.SMS)
    assert "recipients" in str(declines(alone, content, has_original=False))
    with pytest.raises(InvalidInput):
        render(job(target=alone))
    assert declines(sms(), content, has_original=False) is None
    assert declines(alone.sandbox_account(), content, has_original=False) is None, (
        "an exercise goes to the sandbox, whoever is listed"
    )


def test_at_the_limit_and_one_over() -> None:
    frame = render(job("x", sms(max_length=1000))).length - 1
    assert render(job("x" * (1000 - frame), sms(max_length=1000))).length == 1000
    with pytest.raises(InvalidInput, match="1001"):
        render(job("x" * (1001 - frame), sms(max_length=1000)))


def test_no_file_is_read_for_it(tmp_path: Path) -> None:
    assert not (tmp_path / "x.png").exists() and render(job(media=(PICTURE,))).text
