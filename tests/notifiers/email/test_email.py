"""Letters through a real SMTP server on loopback, read back from it."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apprise
import pytest

from notifiers.channels.email import KriseMail
from notifiers.registry import make_plugin, register
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction
from schemas.errors import NotifierError, RetryClass
from tests.notifiers.scenes import TEXT, bound, outgoing, refusal
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpServer

READER = "en@kk.example"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def address(port: int, login: str = "", sender: str = "Prøve kommune <kommune@kk.example>") -> str:
    return f"krisemail://{login}127.0.0.1:{port}/?from={sender}"


@pytest.fixture
def mail(smtp: SmtpServer, tmp_path: Path) -> KriseMail:
    plugin = bound(address(smtp.port), tmp_path)
    assert isinstance(plugin, KriseMail)
    return plugin


def test_the_letter_is_the_rendering(smtp: SmtpServer, mail: KriseMail) -> None:
    receipt = mail.deliver(outgoing(recipient=READER))
    (letter,) = smtp.to(READER)
    assert letter["Subject"] == "Kok drikkevannet"
    assert letter["From"] == "Prøve kommune <kommune@kk.example>" and letter["To"] == READER
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().replace("\r\n", "\n") == TEXT + "\n"
    assert receipt.remote_id == letter["Message-ID"] and receipt.detail.startswith("250")


def test_one_envelope_carries_one_recipient(smtp: SmtpServer, mail: KriseMail) -> None:
    for number in range(3):
        mail.deliver(outgoing(recipient=f"leser{number}@kk.example", key=f"{number:032x}"))
    assert [str(letter.message["To"]) for letter in smtp.messages] == [letter.recipient for letter in smtp.messages]
    assert len({letter.message["Message-ID"] for letter in smtp.messages}) == 3


def test_the_message_id_is_the_same_for_every_attempt(smtp: SmtpServer, mail: KriseMail) -> None:
    first, second = (mail.deliver(outgoing(recipient=READER)) for _ in range(2))
    assert first.remote_id == second.remote_id == f"<{outgoing().key}@kk.example>"
    assert {letter["Message-ID"] for letter in smtp.to(READER)} == {first.remote_id}


def test_a_follow_up_joins_the_thread(smtp: SmtpServer, mail: KriseMail) -> None:
    first = mail.deliver(outgoing(recipient=READER))
    mail.deliver(outgoing("Rettet.", PublishAction.FOLLOW_UP, recipient=READER, key="f" * 32, target=first.remote_id))
    original, answer = smtp.to(READER)
    assert answer["In-Reply-To"] == answer["References"] == original["Message-ID"]
    assert original["In-Reply-To"] is None


def test_long_norwegian_letters_survive_the_wire(smtp: SmtpServer, mail: KriseMail) -> None:
    """Lines end with CRLF, none is too long for RFC 5321, all is seven bits."""
    text = "\n.\n".join(["Vær så god, æøå: " + "vann " * 400] * 5)
    mail.deliver(outgoing(text, recipient=READER))
    (letter,) = smtp.messages
    assert letter.message.get_content().replace("\r\n", "\n") == text + "\n"
    assert letter.raw.isascii() and b"\n" not in letter.raw.replace(b"\r\n", b"")
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998


def test_a_title_cannot_smuggle_in_a_header(smtp: SmtpServer, mail: KriseMail) -> None:
    mail.deliver(outgoing(title="Kok vannet\r\nBcc: alle@kk.example", recipient=READER))
    (letter,) = smtp.messages
    assert letter.message["Bcc"] is None and letter.message["Subject"] == "Kok vannet Bcc: alle@kk.example"


def test_a_domain_with_norwegian_letters_is_written_as_mail_servers_know_it(smtp: SmtpServer, tmp_path: Path) -> None:
    plugin = bound(address(smtp.port, sender="post@stjørdal.example"), tmp_path)
    receipt = plugin.deliver(outgoing(recipient="beredskap@værnes.example"))
    assert [letter.recipient for letter in smtp.messages] == ["beredskap@xn--vrnes-sra.example"]
    assert receipt.remote_id and receipt.remote_id.endswith("@xn--stjrdal-s1a.example>")


def test_pictures_go_along_with_their_alt_text(smtp: SmtpServer, mail: KriseMail, tmp_path: Path) -> None:
    media = picture(tmp_path / "kart.png", b"\x89PNG kart")
    mail.deliver(outgoing(recipient=READER, media=(media,)))
    (letter,) = smtp.to(READER)
    (attached,) = letter.iter_attachments()
    assert attached.get_content() == b"\x89PNG kart" and attached.get_filename() == "kart-over-lanke.png"
    body = letter.get_body()
    assert body and "[Kart over Lånke]" in body.get_content()


def picture(path: Path, data: bytes) -> Media:
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Media(path=str(path), sha256=digest, mime="image/png", size=len(data), alt="Kart over Lånke")


@pytest.mark.parametrize(("harm", "kind"), [("changed", RetryClass.PERMANENT), ("gone", RetryClass.OPERATOR)])
def test_only_the_approved_picture_leaves(
    smtp: SmtpServer, mail: KriseMail, tmp_path: Path, harm: str, kind: RetryClass
) -> None:
    path = tmp_path / "kart.png"
    media = picture(path, b"godkjent")
    path.write_bytes(b"et annet") if harm == "changed" else path.unlink()
    assert refusal(lambda: mail.deliver(outgoing(recipient=READER, media=(media,)))).kind is kind
    assert smtp.messages == []


@pytest.mark.parametrize(
    ("recipient", "kind"),
    [
        ("451@kk.example", RetryClass.RETRY_BACKOFF),
        ("550@kk.example", RetryClass.PERMANENT),
        ("bjørn@kk.example", RetryClass.PERMANENT),
        ("en@kk..example", RetryClass.PERMANENT),
        ("", RetryClass.OPERATOR),
    ],
)
def test_a_refused_recipient(smtp: SmtpServer, mail: KriseMail, recipient: str, kind: RetryClass) -> None:
    assert refusal(lambda: mail.deliver(outgoing(recipient=recipient))).kind is kind
    assert smtp.messages == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("452 full", RetryClass.RETRY_BACKOFF),
        ("554 no thanks", RetryClass.PERMANENT),
        ("530 log in", RetryClass.REAUTH),
    ],
)
def test_a_refused_letter(smtp: SmtpServer, mail: KriseMail, reply: str, kind: RetryClass) -> None:
    smtp.data_reply = reply
    assert refusal(lambda: mail.deliver(outgoing(recipient=READER))).kind is kind


def test_silence_after_the_letter_is_ambiguous(smtp: SmtpServer, mail: KriseMail) -> None:
    smtp.drop_after_data = True
    assert refusal(lambda: mail.deliver(outgoing(recipient=READER))).kind is RetryClass.AMBIGUOUS
    assert len(smtp.messages) == 1


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = bound(address(free_port()), tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing(recipient=READER))).kind is RetryClass.RETRY_NOW
    assert refusal(plugin.check).kind is RetryClass.RETRY_NOW


def test_the_password_opens_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    with SmtpServer(password="riktig") as smtp:
        bound(address(smtp.port, "kk:riktig@"), tmp_path).deliver(outgoing(recipient=READER))
        wrong = bound(address(smtp.port, "kk:feilpassord@"), tmp_path)
        error = refusal(lambda: wrong.deliver(outgoing(recipient=READER)))
        assert [letter.login for letter in smtp.messages] == ["kk"]
    assert error.kind is RetryClass.REAUTH
    assert "feilpassord" not in f"{error!r} {error.__cause__!r} {error.sentence!r}"


def test_a_server_that_takes_no_logins_needs_a_person(smtp: SmtpServer, tmp_path: Path) -> None:
    plugin = bound(address(smtp.port, "kk:passord@"), tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing(recipient=READER))).kind is RetryClass.OPERATOR


def test_the_address_shows_no_password() -> None:
    plugin = make_plugin("krisemail://kk:hemmelig-ord@smtp.kk.example:587/?from=a@kk.example&to=b@kk.example")
    assert "hemmelig" not in plugin.url(privacy=True)
    again = make_plugin(plugin.url())
    assert again.url() == plugin.url() and "hemmelig-ord" in plugin.url() and "b%40kk.example" in plugin.url()


def test_check_sends_nothing(smtp: SmtpServer, mail: KriseMail) -> None:
    assert [diagnosis.level for diagnosis in mail.check()] == ["ok"]
    assert smtp.messages == []


@pytest.mark.parametrize("extra, most", [("", 8), ("&connections=2", 2)])
def test_a_server_gets_no_more_connections_at_once_than_it_takes(tmp_path: Path, extra: str, most: int) -> None:
    with SmtpServer(latency=0.1) as server, ThreadPoolExecutor(16) as hands:
        plugin = bound(address(server.port) + extra, tmp_path)
        letters = [outgoing(recipient=f"leser{n}@kk.example", key=f"{n:032x}") for n in range(16)]
        assert len(list(hands.map(plugin.deliver, letters))) == 16
        assert server.most_at_once == most


def test_microsoft_takes_three(tmp_path: Path) -> None:
    plugin = bound("krisemail://a:b@smtp.office365.com:587/?from=kommune@kk.example", tmp_path)
    assert isinstance(plugin, KriseMail) and plugin.at_once == 3


@pytest.mark.parametrize("wrong", ["0", "-1", "tre"])
def test_no_connections_at_all_is_a_mistake_in_the_address(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(NotifierError):
        bound(address(25) + f"&connections={wrong}", tmp_path)


def test_plain_apprise_can_use_it(smtp: SmtpServer) -> None:
    register()
    plain = apprise.Apprise()
    assert plain.add(address(smtp.port) + f"&to={READER}")
    assert plain.notify(title="Kok vannet", body="I tre minutter.")
    (letter,) = smtp.to(READER)
    assert letter["Subject"] == "Kok vannet" and letter.get_content().strip() == "I tre minutter."


def test_plain_apprise_hears_of_a_refusal(smtp: SmtpServer) -> None:
    register()
    plain = apprise.Apprise()
    assert plain.add(address(smtp.port) + "&to=550@kk.example")
    assert not plain.notify(title="Kok vannet", body="I tre minutter.")
