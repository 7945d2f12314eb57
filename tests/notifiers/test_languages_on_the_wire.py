"""Each reader gets the text of their language, and nobody another's, by every way that takes many at once."""

from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from notifiers.facade import Channels
from schemas.accounts.account import Account, Platform
from schemas.errors import RetryClass
from schemas.messages.bulk import Addressee, Batch, Sent
from tests.fakes.sms import FakeElks, FakeLink, FakeSinch
from tests.notifiers.scenes import account, outgoing, places_in
from tests.servers.pipelining import PipeliningServer
from tests.servers.smpp import SmppServer

TEXTS = {"nb": "Kok vannet.", "nn": "Kok vatnet.", "en": "Boil the water.", "se": "Kok vannet."}
"""Who reads Northern Sámi best gets the message itself: it has no version in that language."""
READ = [("nb", "nn", "en", "se")[n * 7 % 4] for n in range(40)]
"""In no order: neighbours read different ones."""


def batch(places: list[str]) -> Batch:
    to = tuple(Addressee(n, place, f"nokkel-{n}", language=READ[n]) for n, place in enumerate(places))
    out = outgoing(TEXTS["nb"], facts={"language": "nb-NO", "parts": "1"})
    versions = tuple(
        out.rendering.model_copy(update={"text": TEXTS[each], "facts": {"language": each}}) for each in ("nn", "en")
    )
    return Batch(
        "b-1",
        "b-1.1",
        out.model_copy(update={"rendering": out.rendering.model_copy(update={"versions": versions})}),
        to,
    )


def numbers() -> list[str]:
    return [f"+479200{n:02}01" for n in range(len(READ))]


def always() -> bool:
    return True


def send(tmp_path: Path, url: str, whole: Batch, platform: Platform = Platform.SMS) -> list[Sent]:
    return Channels(places_in(tmp_path), lambda _: None).send_many(_at(url, platform), whole, always)


def _at(url: str, platform: Platform = Platform.SMS) -> Account:
    return account(platform, url=url)


def expected() -> dict[str, str]:
    return {number: TEXTS[language] for number, language in zip(numbers(), READ, strict=True)}


def by_elks(tmp_path: Path, whole: Batch) -> tuple[list[Sent], dict[str, str]]:
    with FakeElks() as fake:
        return send(tmp_path, fake.url, whole), {one["to"]: one["message"] for one in fake.sent}


def by_link(tmp_path: Path, whole: Batch) -> tuple[list[Sent], dict[str, str]]:
    with FakeLink() as fake:
        return send(tmp_path, fake.url, whole), {one["destination"]: one["userData"] for one in fake.sent}


def by_sinch(tmp_path: Path, whole: Batch) -> tuple[list[Sent], dict[str, str]]:
    with FakeSinch() as fake:
        sent = send(tmp_path, fake.url, whole)
        assert len(fake.batches) == 3, "a request for each text"
        return sent, {number: one["body"] for one in fake.batches for number in one["to"]}


def by_smpp(tmp_path: Path, whole: Batch) -> tuple[list[Sent], dict[str, str]]:
    with SmppServer() as server:
        sent = send(tmp_path, server.url, whole)
        return sent, {f"+{part.to}": part.body.decode() for part in server.parts}


@pytest.mark.parametrize("by", [by_elks, by_link, by_sinch, by_smpp])
def test_fake_each_number_gets_its_own_language(
    tmp_path: Path, by: Callable[[Path, Batch], tuple[list[Sent], dict[str, str]]]
) -> None:
    sent, got = by(tmp_path, batch(numbers()))
    assert got == expected() and {one.kind for one in sent} == {None}
    assert len(set(got.values())) == 3


def test_each_letter_is_in_its_readers_language(tmp_path: Path) -> None:
    places = [f"leser{n}@kk.example" for n in range(len(READ))]
    with PipeliningServer() as server:
        url = f"krisemail://127.0.0.1:{server.port}/?from=Prøve kommune <kommune@kk.example>"
        sent = send(tmp_path, url, batch(places), Platform.EMAIL)
    got = {place: _words(letter) for place, letter in server.letters.items()}
    assert got == {place: TEXTS[language] for place, language in zip(places, READ, strict=True)}
    assert [one.remote_id for one in sent] == [f"<nokkel-{n}@kk.example>" for n in range(len(READ))]


def _words(letter: bytes) -> str:
    message: Any = message_from_bytes(letter)
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    return str(part.get_payload(decode=True).decode()).strip()


def test_fake_after_a_crash_each_text_is_found_or_not_by_itself(tmp_path: Path) -> None:
    """The worker died after its first request: who reads the message itself has it, the others do not."""
    whole = batch(numbers())
    with FakeSinch() as fake:
        channels = Channels(places_in(tmp_path), lambda _: None)
        channels.send_many(_at(fake.url), whole.by_text()[0], always)
        found = channels.find_many(_at(fake.url), whole)
        channels.send_many(_at(fake.url), whole, always)
        assert set(channels.find_many(_at(fake.url), whole)) == set(range(len(READ)))
    assert set(found) == {n for n, language in enumerate(READ) if language in ("nb", "se")}


def test_fake_who_is_not_begun_is_told_apart_by_text(tmp_path: Path) -> None:
    with FakeSinch() as fake:
        channels = Channels(places_in(tmp_path), lambda _: None)
        sent = channels.send_many(_at(fake.url), batch(numbers()), lambda: not fake.batches)
        (made,) = fake.batches
    assert made["body"] == TEXTS["nb"]
    kinds = {READ[n]: one.kind for n, one in enumerate(sent)}
    assert kinds == {"nb": None, "se": None, "nn": RetryClass.RETRY_NOW, "en": RetryClass.RETRY_NOW}
