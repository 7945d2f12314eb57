"""Our channels from Apprise's own command line, `apprise -P`: what arrives, what it says, how it ends."""

import re
import subprocess
import sys
from pathlib import Path

from notifiers.addresses import OURS
from notifiers.channels.sms.parts import split
from notifiers.registry import APPRISE_PLUGINS
from tests.fakes.telegram import FakeTelegram
from tests.servers.mastodon import MastodonServer
from tests.servers.smpp import SmppServer
from tests.servers.smtp import SmtpServer

_APPRISE = Path(sys.executable).parent / "apprise"
TEXT = "Kok vannet i tre minutter – «Lånke»."


def apprise(*words: str, folder: Path = APPRISE_PLUGINS) -> subprocess.CompletedProcess[str]:
    """In a folder of nobody's, so that nothing is found by accident."""
    command = [str(_APPRISE), "-vvv", "-P", str(folder), *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd="/", stdin=subprocess.DEVNULL
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def test_a_post_with_its_headline_reaches_a_mastodon_server() -> None:
    with MastodonServer() as server:
        done = apprise("-t", "Vannbrudd", "-b", TEXT, server.url)
        (post,) = server.statuses()
    assert done.returncode == 0, said(done)
    assert "Vannbrudd" in post["content"] and "i tre minutter" in post["content"]
    assert server.token not in said(done)


def test_a_letter_reaches_a_mail_server() -> None:
    with SmtpServer(password="hemmelig-ord") as server:
        login = "kk%40kk.example:hemmelig-ord@"
        url = f"krisemail://{login}127.0.0.1:{server.port}/?from=Kommunen%20%3Ckk%40kk.example%3E&to=ola@kk.example"
        done = apprise("-t", "Vannbrudd", "-b", TEXT, url)
        (letter,) = server.to("ola@kk.example")
    assert done.returncode == 0, said(done)
    assert letter["Subject"] == "Vannbrudd" and letter.get_content().strip() == TEXT
    assert "hemmelig-ord" not in said(done)


def test_an_sms_reaches_an_sms_centre() -> None:
    with SmppServer() as server:
        done = apprise("-b", "Kok vannet.", server.url + "&to=%2B4791234567")
        parts = list(server.parts)
    assert done.returncode == 0, said(done)
    assert [part.body for part in parts] == [b"".join(split("Kok vannet.").pieces)]


def test_fake_two_addresses_and_one_that_refuses() -> None:
    """Apprise's own answer is 1 where one of several did not take it."""
    with FakeTelegram() as fake:
        bad = fake.url.replace("token=", "token=feil-hemmelighet")
        good, refused = apprise("-b", TEXT, fake.url), apprise("-b", TEXT, bad, fake.url)
    assert good.returncode == 0, said(good)
    assert refused.returncode == 1 and "Telegram" in said(refused)
    assert fake.texts() == [TEXT, TEXT]
    assert "feil-hemmelighet" not in said(refused)


def test_an_address_nobody_knows_gets_apprise_s_own_error() -> None:
    done = apprise("-b", TEXT, "krisefinnesikke://hemmelig-ord@127.0.0.1")
    assert done.returncode == 1 and "Unparseable URL krisefinnesikke://" in said(done)


def test_without_the_folder_apprise_does_not_know_ours(tmp_path: Path) -> None:
    done = apprise("-b", TEXT, "krisemastodon://hemmelig-ord@127.0.0.1:1", folder=tmp_path)
    assert done.returncode == 1 and "Unparseable URL krisemastodon://" in said(done)


def test_all_of_ours_are_in_its_list() -> None:
    done = apprise("--details")
    assert done.returncode == 0
    schemas = {str(one) for plugin in OURS for one in (plugin.protocol, plugin.secure_protocol) if one}
    assert schemas - set(re.findall(r"[a-z0-9]+", said(done))) == set(), "alone as `x://`, several as `Schema(s): x, y`"
