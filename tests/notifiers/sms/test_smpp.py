"""Against a real SMPP server on loopback."""

import logging
import socket
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from notifiers.channels.sms import Smpp
from notifiers.registry import make_plugin
from schemas.errors import RetryClass
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.ports import free_port
from tests.servers.smpp import (
    BAD_NUMBER,
    BUSY,
    BUSY_ONCE_LATER,
    GIVEN_UP,
    IN_DECIMAL,
    IN_HEX,
    MUTE,
    SILENT,
    Ids,
    SmppServer,
)

NUMBER = "+47911111"
GOOD = NUMBER + "00"


@pytest.fixture
def server() -> Iterator[SmppServer]:
    with SmppServer() as running:
        yield running


@pytest.fixture
def smpp(server: SmppServer, tmp_path: Path) -> Smpp:
    return made(server.url, tmp_path)


def made(url: str, folder: Path) -> Smpp:
    plugin = bound(url, folder)
    assert isinstance(plugin, Smpp)
    return plugin


def test_a_short_text_arrives_and_the_report_is_waited_for(server: SmppServer, smpp: Smpp) -> None:
    receipt = smpp.deliver(outgoing("Kok vannet på Øvre Å.", recipient=GOOD))
    assert (receipt.remote_id, receipt.detail) == ("id1", "1 accepted, DELIVRD")
    (part,) = server.parts
    assert (part.to, part.sender, part.coding, part.esm_class, part.wants_report) == (GOOD[1:], "Kommunen", 0, 0, True)
    assert part.body == b"Kok vannet p\x0f \x0bvre \x0e."


def test_a_long_text_travels_in_joined_parts(server: SmppServer, smpp: Smpp) -> None:
    text = "Å" * 200 + "–" + "€"
    assert smpp.deliver(outgoing(text, recipient=GOOD)).detail == "4 accepted, DELIVRD"
    assert [part.body[:3] + part.body[4:6] for part in server.parts] == [bytes([5, 0, 3, 4, n]) for n in (1, 2, 3, 4)]
    assert b"".join(part.body[6:] for part in server.parts).decode("utf-16-be") == text
    assert {(part.coding, part.esm_class) for part in server.parts} == {(8, 0x40)}


@pytest.mark.parametrize(("end", "kind"), [(BAD_NUMBER, RetryClass.PERMANENT), (BUSY, RetryClass.RETRY_BACKOFF)])
def test_a_refused_part_is_an_error_with_its_class(server: SmppServer, smpp: Smpp, end: str, kind: RetryClass) -> None:
    assert refusal(lambda: smpp.deliver(outgoing("Kok.", recipient=NUMBER + end))).kind is kind
    assert server.parts == []


def test_a_centre_that_gives_the_number_up_is_an_error(smpp: Smpp) -> None:
    error = refusal(lambda: smpp.deliver(outgoing("Kok.", recipient=NUMBER + GIVEN_UP)))
    assert error.kind is RetryClass.PERMANENT and "UNDELIV" in str(error)


@pytest.mark.parametrize("ids", [IN_DECIMAL, IN_HEX])
def test_a_centre_may_write_its_ids_otherwise_in_reports(server: SmppServer, smpp: Smpp, ids: Ids) -> None:
    """SMPP 3.4 leaves it to them."""
    server.ids = ids
    receipt = smpp.deliver(outgoing("a" * 300, recipient=GOOD))
    assert (receipt.remote_id, receipt.detail) == (ids.answered.format(ids.first + 1), "2 accepted, DELIVRD")
    error = refusal(lambda: smpp.deliver(outgoing("Kok vannet.", recipient=NUMBER + GIVEN_UP)))
    assert error.kind is RetryClass.PERMANENT


def test_without_a_report_it_is_accepted_and_says_so(server: SmppServer, smpp: Smpp) -> None:
    smpp.wait = 0.2
    assert smpp.deliver(outgoing("Kok.", recipient=NUMBER + SILENT)).detail == "1 accepted, no report yet"
    smpp.wait = 0
    assert smpp.deliver(outgoing("Kok.", recipient=GOOD)).detail == "1 accepted, no report yet"
    assert [part.wants_report for part in server.parts] == [True, False]


def test_no_answer_to_a_part_is_ambiguous(server: SmppServer, smpp: Smpp) -> None:
    smpp.answer_within = 0.3
    assert refusal(lambda: smpp.deliver(outgoing("Kok.", recipient=NUMBER + MUTE))).kind is RetryClass.AMBIGUOUS
    assert len(server.parts) == 1


def test_a_later_part_without_room_is_tried_again_and_the_text_arrives_whole(server: SmppServer, smpp: Smpp) -> None:
    assert smpp.deliver(outgoing("a" * 300, recipient=NUMBER + BUSY_ONCE_LATER)).detail == "2 accepted, DELIVRD"
    assert [part.body[5] for part in server.parts] == [1, 2]


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = made(f"krisesmpp://system:hemmelig@127.0.0.1:{free_port()}/?from=Kommunen", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing("Kok.", recipient=GOOD))).kind is RetryClass.RETRY_NOW


def test_a_wrong_password_asks_for_a_person(tmp_path: Path) -> None:
    """A fake centre: smpp34's own server lets everybody in."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            line, _ = listening.accept()
            with line:
                size, command, _, sequence = struct.unpack(">IIII", line.recv(16))
                line.recv(size - 16)
                line.sendall(struct.pack(">IIII", 16, command | 0x80000000, 0x0E, sequence))

        Thread(target=refuse, daemon=True).start()
        plugin = made(f"krisesmpp://system:hemmelig@127.0.0.1:{listening.getsockname()[1]}/?from=Kommunen", tmp_path)
        assert refusal(lambda: plugin.deliver(outgoing("Kok.", recipient=GOOD))).kind is RetryClass.REAUTH


def test_tls_checks_who_is_there(server: SmppServer, tmp_path: Path) -> None:
    """This server speaks no TLS: the password does not leave."""
    plugin = made(server.url.replace("krisesmpp:", "krisesmpps:"), tmp_path)
    plugin.answer_within = 1.0
    assert refusal(lambda: plugin.check()).kind is RetryClass.RETRY_NOW


def test_check_only_logs_in_and_warns_of_an_open_line(server: SmppServer, smpp: Smpp) -> None:
    assert [diagnosis.level for diagnosis in smpp.check()] == ["ok"] and server.parts == []


def test_no_password_reaches_a_log(smpp: Smpp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        smpp.deliver(outgoing("Kok.", recipient=GOOD))
        refusal(lambda: smpp.deliver(outgoing("Kok.", recipient=NUMBER + BUSY)))
    assert "hemmelig" not in caplog.text and b"hemmelig".hex() not in caplog.text


def test_the_address_survives_and_shows_no_secret(server: SmppServer) -> None:
    plugin = make_plugin(server.url)
    assert make_plugin(plugin.url()).url() == plugin.url() == server.url
    assert "hemmelig" not in plugin.url(privacy=True)
    for wrong in ("krisesmpp://host/?from=A", "krisesmpp://a:b@host/", "krisesmpp://a:b@host/?from=altfor-langt-navn"):
        assert refusal(partial(make_plugin, wrong)).kind is RetryClass.OPERATOR
