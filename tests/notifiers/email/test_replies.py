"""What people answer to a letter, on a real IMAP server (Dovecot) and a real SMTP server: read once, answered to one person."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.base.plugin import Plugin
from notifiers.registry import make_plugin
from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from tests.notifiers.answers import answer, read
from tests.notifiers.email.test_heard import OURS, written
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import SmtpServer


@pytest.fixture(scope="module")
def box() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


@pytest.fixture(scope="module")
def post() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def mail(box: Dovecot, post: SmtpServer, tmp_path: Path) -> Plugin:
    mailbox = box.url.replace("%", "%25")
    return bound(
        f"krisemail://127.0.0.1:{post.port}/?from=Kommunen <post@kk.example>&imap={mailbox}", tmp_path, Platform.EMAIL
    )


def test_a_letter_is_answered_by_its_reader_and_the_reader_by_us(mail: Plugin, box: Dovecot, post: SmtpServer) -> None:
    mail.deliver(outgoing(recipient="per@innbygger.example"))
    (sent,) = post.to("per@innbygger.example")
    assert sent["Message-ID"] == OURS and sent["Auto-Submitted"] == "auto-generated"
    box.put("a1", written("Må vi koke vannet?\n\nman. 23. nov. 2026 kl. 12:03 skrev K <post@kk.example>:\n\n> Kok.\n"))
    box.put("a2", written(Auto_Submitted="auto-replied", Message_ID="<ute@innbygger.example>"))
    found, cursor = read(mail)
    (remark,) = found.values()
    assert remark.text == "Sv: Kok vannet\n\nMå vi koke vannet?" and remark.post_id == OURS
    assert read(mail, cursor)[0] == {} and list(read(mail)[0]) == [remark.remote_id], (
        "and read from the start, it is the same"
    )
    assert mail.remark(remark) == remark and len(box.left()) == 2, "nothing is taken away"
    post.forget()
    mail.deliver(answer(remark, "Ja, i tre minutter."))
    (letter,) = post.messages
    assert letter.recipient == "per@innbygger.example" and letter.message["In-Reply-To"] == remark.remote_id
    assert (letter.message["Subject"], letter.message["Auto-Submitted"]) == ("Sv: Kok vannet", None)
    box.put(
        "a3",
        written(
            "Takk!",
            Message_ID="<p2@innbygger.example>",
            References=f"{remark.remote_id} {letter.message['Message-ID']}",
        ),
    )
    (thanks,) = read(mail, cursor)[0].values()
    assert thanks.parent_id == remark.remote_id and thanks.text.endswith("Takk!")


def test_many_letters_come_page_by_page_and_none_twice(mail: Plugin, box: Dovecot) -> None:
    before, cursor = read(mail)
    for number in range(60):
        box.put(f"m{number}", written(Message_ID=f"<m{number}@innbygger.example>"))
    found, cursor = read(mail, cursor)
    assert len(found) == 60 and not set(found) & set(before)
    again, _ = read(mail, f"1{cursor}")
    assert set(again) == {*found, *before}, "where the mailbox is numbered anew, all of it is read again"


def test_who_named_no_address_is_not_written_to(mail: Plugin, box: Dovecot, post: SmtpServer) -> None:
    box.put("x1", written(From="ukjent", Message_ID="<x1@innbygger.example>"))
    remark = read(mail)[0]["<x1@innbygger.example>"]
    post.forget()
    assert refusal(lambda: mail.deliver(answer(remark))).kind is RetryClass.OPERATOR and post.messages == []


def test_without_a_mailbox_nothing_is_read_and_it_says_why(post: SmtpServer, tmp_path: Path) -> None:
    mail = bound(f"krisemail://127.0.0.1:{post.port}/?from=post@kk.example", tmp_path, Platform.EMAIL)
    for ability in (Ability.READ_REMARKS, Ability.REPLY):
        assert "&imap=HOST" in str(mail.unable(ability))
    assert refusal(lambda: mail.remarks(None, [])).kind is RetryClass.PERMANENT


def test_a_host_alone_is_let_in_with_the_name_and_password_of_the_letters(box: Dovecot) -> None:
    user, _, password = box.url.removeprefix("imap://").partition("@")[0].partition(":")
    with SmtpServer(password=PASSWORD) as post:
        address = f"krisemail://{user}:{password}@127.0.0.1:{post.port}/?from=post@kk.example&imap=127.0.0.1:{box.port}"
        mail = make_plugin(address)
        assert mail.unable(Ability.READ_REMARKS) is None and "hem" not in mail.url(privacy=True)
        assert make_plugin(mail.url()).url() == mail.url() and "read from 127.0.0.1" in str(mail.check()[-1].sentence)


def test_no_error_has_the_password(post: SmtpServer, tmp_path: Path) -> None:
    address = f"krisemail://127.0.0.1:{post.port}/?from=post@kk.example&imap=imap://a:hemmelig@127.0.0.1:1/INBOX"
    mail = bound(address, tmp_path, Platform.EMAIL)
    error = refusal(lambda: mail.remarks(None, []))
    assert (
        error.kind is RetryClass.RETRY_BACKOFF
        and "hemmelig" not in f"{error!r}{error.sentence!r}{mail.url(privacy=True)}"
    )
