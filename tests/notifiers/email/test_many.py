"""Many letters over lines that stay open: each is to the byte what the road for few sends."""

from collections.abc import Callable
from pathlib import Path

import pytest

from notifiers.channels.email import KriseMail
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from schemas.messages.bulk import Addressee, Batch, Sent
from tests.notifiers.scenes import bound, outgoing
from tests.servers.pipelining import PipeliningServer
from tests.servers.ports import free_port

TEXT = ".\nKok vannet, æøå.\n..\n" + "vann " * 300


def mail(port: int, folder: Path) -> KriseMail:
    plugin = bound(f"krisemail://127.0.0.1:{port}/?from=Prøve kommune <kommune@kk.example>", folder)
    assert isinstance(plugin, KriseMail)
    return plugin


def batch(*recipients: str, target: str | None = None) -> Batch:
    to = tuple(Addressee(n, name, f"{n:032x}", target) for n, name in enumerate(recipients))
    action = PublishAction.FOLLOW_UP if target else PublishAction.PUBLISH
    return Batch("b-1", "b-1.1", outgoing(TEXT, action), to)


def always() -> bool:
    return True


def readers(count: int) -> list[str]:
    return [f"leser{n}@kk.example" for n in range(count)]


@pytest.mark.parametrize("target", [None, "<forrige@kk.example>"])
@pytest.mark.parametrize("pipelining", [True, False])
def test_every_letter_is_what_the_road_for_few_sends(tmp_path: Path, target: str | None, pipelining: bool) -> None:
    with PipeliningServer(pipelining=pipelining) as few, PipeliningServer(pipelining=pipelining) as many:
        all_of_them = batch(*readers(5), "post@værnes.example", target=target)
        one_by_one = mail(few.port, tmp_path)
        ids = [one_by_one.deliver(all_of_them.one(addressee)).remote_id for addressee in all_of_them.to]
        sent = mail(many.port, tmp_path).deliver_many(all_of_them, always)
    assert many.letters == few.letters and len(many.letters) == 6
    assert [one.remote_id for one in sent if one.kind is None] == ids
    assert (many.connections, few.connections) == (1, 6)


def test_each_of_the_register_has_a_link_of_their_own_that_ends_it(tmp_path: Path) -> None:
    """RFC 8058: both headers, and the address in angle brackets on one line."""
    all_of_them = batch(*readers(3))
    to = tuple(one._replace(stop=f"{one.number:032x}.{'a' * 32}") for one in all_of_them.to)
    with PipeliningServer() as few, PipeliningServer() as many:
        plugins = mail(few.port, tmp_path), mail(many.port, tmp_path)
        for plugin in plugins:
            plugin.places = plugin.places.model_copy(update={"signup_url": "https://varsling.kk.example"})
        for addressee in to:
            plugins[0].deliver(all_of_them._replace(to=to).one(addressee))
        plugins[1].deliver_many(all_of_them._replace(to=to), always)
    assert many.letters == few.letters and len(many.letters) == 3
    for number, letter in enumerate(many.letters.values()):
        text = letter.decode() if isinstance(letter, bytes) else str(letter)
        place = f"https://varsling.kk.example/slutt/{number:032x}.{'a' * 32}"
        assert f"\r\nList-Unsubscribe: <{place}>\r\n" in text
        assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in text


def test_lines_stay_open_between_batches(tmp_path: Path) -> None:
    with PipeliningServer() as server:
        plugin = mail(server.port, tmp_path)
        for _ in range(3):
            assert all(one.kind is None for one in plugin.deliver_many(batch(*readers(20)), always))
        assert server.connections == 1 and set(server.taken.values()) == {3}


def test_one_that_is_refused_spoils_nothing_for_the_others(tmp_path: Path) -> None:
    names = ["550@kk.example", *readers(3), "451@kk.example", "siste@kk.example", "æøå@kk.example"]
    with PipeliningServer() as server:
        sent = mail(server.port, tmp_path).deliver_many(batch(*names), always)
        assert server.connections == 1
    kinds = [one.kind for one in sent]
    assert kinds == [RetryClass.PERMANENT, None, None, None, RetryClass.RETRY_BACKOFF, None, RetryClass.PERMANENT]
    assert set(server.letters) == {*readers(3), "siste@kk.example"}


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_says_at_once_that_nobody_is_there_is_believed_of_the_address_alone(
    tmp_path: Path, pipelining: bool
) -> None:
    names = [
        "avsender@kk.example",
        "borte@kk.example",
        *readers(1),
        "fullt@kk.example",
        "rart@kk.example",
        "550@kk.example",
    ]
    with PipeliningServer(pipelining=pipelining) as server:
        sent = mail(server.port, tmp_path).deliver_many(batch(*names), always)
    assert [name for name, one in zip(names, sent, strict=True) if one.nobody_there] == ["borte@kk.example"]
    assert [one.kind for one in sent] == [*[RetryClass.PERMANENT] * 2, None, *[RetryClass.PERMANENT] * 3]


def test_a_server_that_takes_few_letters_a_connection_gets_the_rest_on_others(tmp_path: Path) -> None:
    with PipeliningServer(hang_up_after=4) as server:
        sent = mail(server.port, tmp_path).deliver_many(batch(*readers(10)), always)
    assert all(one.kind is None for one in sent) and server.connections == 3
    assert set(server.taken.values()) == {1} and len(server.taken) == 10


def test_a_letter_without_an_answer_is_ambiguous_and_the_next_ones_are_sent(tmp_path: Path) -> None:
    with PipeliningServer() as server:
        server.silent_after = 3
        sent = mail(server.port, tmp_path).deliver_many(batch(*readers(6)), always)
    assert [one.kind for one in sent] == [None, None, RetryClass.AMBIGUOUS, None, None, None]
    assert set(server.taken.values()) == {1} and len(server.taken) == 6


def test_a_server_that_is_away_has_taken_nothing(tmp_path: Path) -> None:
    sent = mail(free_port(), tmp_path).deliver_many(batch(*readers(3)), always)
    assert {one.kind for one in sent} == {RetryClass.RETRY_NOW}


def test_who_is_to_stop_leaves_the_rest_untouched(tmp_path: Path) -> None:
    with PipeliningServer() as server:
        sent = mail(server.port, tmp_path).deliver_many(batch(*readers(10)), _so_many(4))
        assert _kinds(sent) == [None] * 4 + [RetryClass.RETRY_NOW] * 6
        assert len(server.taken) == 4


def _so_many(times: int) -> Callable[[], bool]:
    left = iter([True] * times)
    return lambda: next(left, False)


def _kinds(sent: list[Sent]) -> list[RetryClass | None]:
    return [one.kind for one in sent]
