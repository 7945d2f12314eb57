"""The mailbox of undeliverable letters, on a real IMAP server: understood, written down, taken away; all else is left to people."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.steps.bounces import read_bounces
from notifiers import mailbox
from schemas.errors import InvalidInput, NotifierError, RetryClass
from store.context import AppContext
from store.crises import lifecycle
from tests.cast import request
from tests.notifiers.test_bounces import bounce
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.store.many_world import drain, in_town, progress, publish


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


def reader(ctx: AppContext, address: str | None) -> Any:
    return SimpleNamespace(ctx=ctx, vault=SimpleNamespace(get=lambda name: address if name == "bounces" else None))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_letter_that_came_back_is_counted_and_taken_away(ctx: AppContext, server: Dovecot, tmp_path: Path) -> None:
    town = in_town(ctx, 30)
    message_id = publish(town, lifecycle.establish(ctx, "kari", request()).id)
    (order,) = drain(town)
    for n, each in enumerate(order.batch.to[:3]):
        server.put(f"back{n}", bounce(returned=f"Message-ID: <{each.key}@kk.example>\r\n\r\n"))
    server.put("again", bounce(returned=f"Message-ID: <{order.batch.to[0].key}@kk.example>\r\n\r\n"))
    forged = order.batch.to[5].key[:-1] + "x"
    server.put("forged", bounce(returned=f"Message-ID: <{forged}@kk.example>\r\n\r\n"))
    server.put("takk", b"Subject: Takk\r\n\r\nTakk for varselet!\r\n")
    assert read_bounces(reader(town, None)) == 0 and len(server.left()) == 6
    assert read_bounces(reader(town, server.url)) == 4
    found = progress(town, message_id)
    assert (found.bounced, found.handed_over) == (3, 27)
    assert server.left() == ["forged", "takk"], "what is not ours is left to people"
    assert read_bounces(reader(town, server.url)) == 0


def test_a_mailbox_that_does_not_let_us_in_says_so_without_the_password(server: Dovecot) -> None:
    wrong = server.url.replace(PASSWORD.replace("%", "%25"), "feil")
    with pytest.raises(NotifierError) as raised, mailbox.opened(wrong):
        pass
    assert raised.value.kind is RetryClass.REAUTH and "feil" not in str(raised.value)
    with pytest.raises(NotifierError), mailbox.opened(server.url.replace("INBOX", "Nope")):
        pass


@pytest.mark.parametrize(
    "given",
    [
        *("", "x", "https://a:b@c", "imaps://c", "imaps://a@c", "imap://a:b@mail.example", "imaps://a:b@c:x"),
        *("imaps://a:b@d@c", "imaps://a:b@c/?x=1", "imaps://a:b@c/INBOX#x", "imaps://a:b%E6@c"),
    ],
)
def test_what_is_no_mailbox_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        mailbox.address(given)
    assert "a:b" not in str(raised.value)


def test_a_folder_and_a_password_in_letters_of_ours_are_sent_as_imap_has_them(server: Dovecot) -> None:
    names = {"Søppel": "S&APg-ppel", "Retur & avvist": "Retur &- avvist", "INBOX/Ikke levert": "INBOX/Ikke levert"}
    assert {name: mailbox.folder_on_the_wire(name) for name in [*names, "ÿÿ"]} == names | {"ÿÿ": "&AP8A,w-"}
    with pytest.raises(NotifierError) as raised, mailbox.opened(server.url.replace("%25", "%C3%B8")):
        pass
    assert raised.value.kind is RetryClass.REAUTH, "asked in letters that the server understands, and refused"
    with (
        pytest.raises(NotifierError, match="no folder Søppel"),
        mailbox.opened(server.url.replace("INBOX", "S%C3%B8ppel")),
    ):
        pass


def test_nobody_answers() -> None:
    with pytest.raises(NotifierError), mailbox.opened("imap://a:b@127.0.0.1:1/INBOX"):
        pass
