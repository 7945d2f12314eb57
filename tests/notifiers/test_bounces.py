"""Letters that come back: as RFC 3464 has them, as older mail servers write them, and as whoever would fool us does."""

from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from notifiers.bounces import LONGEST, read

KEY = "d-abcdefgh.17.0123456789abcdef"
OURS = f"<{KEY}@kk.example>"
RETURNED = f"From: post@kk.example\r\nTo: a@nowhere.example\r\nSubject: Kok vannet\r\nMessage-ID: {OURS}\r\n\r\n"


def bounce(
    action: str = "failed", status: str = "5.1.1", kind: str = "rfc822-headers", returned: str = RETURNED
) -> bytes:
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["To"], whole["Subject"] = "MAILER-DAEMON@mx.example", "post@kk.example", "Undelivered"
    whole["Message-ID"] = "<20261123.1@mx.example>"
    whole.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    told = Message()
    told["Content-Type"] = "message/delivery-status"
    machine, person = Message(), Message()
    machine["Reporting-MTA"] = "dns; mx.example"
    person["Final-Recipient"], person["Action"], person["Status"] = "rfc822; a@nowhere.example", action, status
    told.set_payload([machine, person])
    whole.attach(told)
    back = MIMEBase("text" if kind == "rfc822-headers" else "message", kind)
    back.set_payload(returned)
    whole.attach(back)
    return whole.as_bytes()


@pytest.mark.parametrize(
    ("status", "nobody_there"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.1.2", True),
        ("5.2.1", True),
        ("5.1.0", False),
        ("5.1.5", False),
        ("5.1.7 sender", False),
        ("5.1.8", False),
        ("5.2.2", False),
        ("5.7.1", False),
        ("5.4.4 (x)", False),
        ("", False),
    ],
)
def test_what_the_status_says_of_the_mailbox(status: str, nobody_there: bool) -> None:
    found = read(bounce(status=status))
    assert found is not None and (found.remote_id, found.key) == (OURS, KEY)
    assert (found.arrived, found.nobody_there, found.passing) == (False, nobody_there, not nobody_there)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b"I'm sorry", b"s\xf8rry"),
        (b'charset="us-ascii"', b'charset="x-unknown"'),
        (b"MIME-Version: 1.0", b"MIME-Version: \xe6"),
        (b"To: post@kk.example", b"Cc: :;\xe6:;,<>"),
    ],
)
def test_a_letter_that_is_written_badly_is_read_all_the_same(written: bytes, instead: bytes) -> None:
    """As it was, it stopped those behind it."""
    letter = bounce()
    assert written in letter
    found = read(letter.replace(written, instead).replace(b"not be delivered", b"ikke n\xe5 fram"))
    assert found is not None and (found.remote_id, found.nobody_there) == (OURS, True)


def test_a_letter_that_nobody_can_read_is_passed_over() -> None:
    assert read(b'From: a@b\r\nContent-Type: text/plain; charset="\xe6"\r\n\r\nMessage-ID: <\xe6') is None


@pytest.mark.parametrize("action", ["delayed", "relayed", "expanded", ""])
def test_what_is_not_the_last_word_says_nothing(action: str) -> None:
    assert read(bounce(action, "4.4.1")) is None


def test_a_receipt_that_was_asked_for_says_it_arrived() -> None:
    found = read(bounce("delivered", "2.0.0"))
    assert found is not None and found.arrived and not found.nobody_there


def test_a_letter_that_comes_back_whole_is_known_too() -> None:
    whole = bounce().replace(b"Content-Type: text/rfc822-headers", b"Content-Type: message/rfc822")
    found = read(whole)
    assert found is not None and found.key == KEY


def test_an_older_mail_servers_words_are_known_by_the_library() -> None:
    """qmail's own form (QSBMF): a text alone, with the letter below."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "MAILER-DAEMON@mx.example", "post@kk.example", "failure notice"
    letter.set_content(
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<a@nowhere.example>:\nSorry, no mailbox here by that name.\n\n"
        f"--- Below this line is a copy of the message.\n\nReturn-Path: <post@kk.example>\nMessage-ID: {OURS}\n\nKok vannet.\n"
    )
    found = read(letter.as_bytes())
    assert found is not None and (found.key, found.arrived, found.nobody_there) == (KEY, False, False)


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Takk\r\n\r\nTakk for varselet!\r\n",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x",
        bounce(returned="Subject: x\r\n\r\n"),
        f"Message-ID: {OURS}\r\nSubject: Takk\r\n\r\nHei\r\n".encode(),
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 5_000,
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n",
        b"A: " + b"x" * (LONGEST + 10),
    ],
)
def test_what_is_no_notification_says_nothing(letter: bytes) -> None:
    assert read(letter) is None


@pytest.mark.parametrize("sender", [b"\xff\xfe <a@b.example>", b"", b"<", b"a, b"])
def test_a_letter_whose_sender_is_nonsense_does_not_stop_those_behind_it(sender: bytes) -> None:
    head = f"Subject: x\r\nContent-Type: text/plain\r\n\r\nMessage-ID: {OURS}\r\n".encode()
    assert read(b"From: " + sender + b"\r\n" + head) is None
