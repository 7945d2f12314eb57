"""Line 13: what whoever may make a webhook learns about, or does to, the machines beside ours."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from config.machine.settings import load_settings
from flows.steps import webhooks as telling
from notifiers.standard_webhooks import check, post
from policy.reach import may_reach, read_networks
from schemas.errors import ConfigInvalid, InvalidInput, NotifierError
from store.notices import webhooks
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import API
from tests.servers.recorder import Recorder

SECRET = "whsec_" + "QUFB" * 8
LOOPBACK = read_networks("127.0.0.0/8")
INSIDE = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # an address to refuse
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)
OUTSIDE = ("1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1")


@pytest.mark.parametrize("address", INSIDE)
def test_a_machine_inside_by_its_address(address: str) -> None:
    assert not may_reach(address, (), https=True)
    assert not may_reach(address, read_networks("203.0.113.0/24"), https=True)


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_internet_is_reached_by_https_alone(address: str) -> None:
    assert may_reach(address, (), https=True) and not may_reach(address, (), https=False)


def test_a_network_the_setting_names_is_reached_and_no_other() -> None:
    named = read_networks("10.2.0.0/24, fd12::/64")
    for address in ("10.2.0.9", "::ffff:10.2.0.9", "64:ff9b::10.2.0.9", "fd12::9"):
        assert may_reach(address, named, https=False) and may_reach(address, named, https=True)
    for address in ("10.2.1.9", "::ffff:10.2.1.9", "fd12:0:0:1::9"):
        assert not may_reach(address, named, https=True)


FORMS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "LOCALHOST",
)


@pytest.mark.parametrize("host", FORMS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_our_own_machine_in_every_way_of_writing_it(scheme: str, host: str) -> None:
    """When it is made, and by the connection itself, whatever was said when it was made."""
    with Recorder() as receiver:
        url = f"{scheme}://{host}:{receiver.port}/latest/meta-data/"
        with pytest.raises(InvalidInput):
            check(url, ())
        with pytest.raises(NotifierError):
            post(url, SECRET, "h-1", 1, "{}", ())
        assert receiver.requests == []


@pytest.fixture
def inside_with_loopback(inside: Inside) -> Iterator[Inside]:
    inside.settings = inside.settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})
    inside.reopen()
    yield inside


class FakeNames:
    """A name server of an attacker: the internet when the webhook is made, our own machine when it is told."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def __call__(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in self.answers.pop(0).split()]


def test_a_name_that_leads_home_once_it_was_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    names = FakeNames("1.1.1.1", "127.0.0.1", "1.1.1.1 127.0.0.1")
    with Recorder() as receiver:
        url = f"https://rebind.example:{receiver.port}/"
        monkeypatch.setattr("notifiers.base.reach.socket.getaddrinfo", names)
        check(url, ())
        for _ in range(2):  # alone, and hidden behind one that is let in
            with pytest.raises(NotifierError):
                post(url, SECRET, "h-1", 1, "{}", ())
        assert receiver.requests == [] and names.asked == ["rebind.example"] * 3


def test_a_proxy_of_the_environment_that_looks_the_name_up_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with Recorder() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(NotifierError):
            post("http://169.254.169.254/latest/", SECRET, "h-1", 1, "{}", LOOPBACK)
        assert proxy.requests == []


def test_a_redirect_into_our_networks() -> None:
    with Recorder() as inner, Recorder() as outer:
        outer.status, outer.headers = 307, {"Location": f"http://127.0.0.1:{inner.port}/"}
        with pytest.raises(NotifierError):
            post(f"http://127.0.0.1:{outer.port}/", SECRET, "h-1", 1, "{}", LOOPBACK)
        assert len(outer.requests) == 1 and inner.requests == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://10.0.0.1/", "http://mottak.example.com/"])
def test_a_webhook_into_our_networks_made_through_the_interface(inside: Inside, url: str) -> None:
    answer = inside.client().post(f"{API}/webhooks", json={"url": url}, headers=inside.token_for("kari"))
    assert answer.status_code == 422 or answer.status_code == 400, answer.text
    assert webhooks.listing(inside.ctx) == []


def test_what_answers_at_a_port_and_what_it_says(inside_with_loopback: Inside) -> None:
    """A closed port, an error of the server, a refusal, an address that may not be reached: the same words for all."""
    inside, said = inside_with_loopback, set[str | None]()
    with Recorder() as receiver:
        for url, status in (
            (f"http://127.0.0.1:{receiver.port}/", 500),
            (f"http://127.0.0.1:{receiver.port}/", 404),
            ("http://127.0.0.1:1/", 0),
            ("https://10.0.0.1/", 0),
        ):
            receiver.status = status or 200
            made, _ = webhooks.make(inside.ctx, inside.opened.vault, "kari", url)
            webhooks.make(inside.ctx, inside.opened.vault, "kari", "https://mottak.example/")  # something to tell
            telling.tell(inside.worker(), made.id)
            said |= {h.last_error for h in webhooks.listing(inside.ctx) if h.id == made.id}
    assert said == {"The receiver did not answer."}


def test_a_setting_that_names_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_WEBHOOK_NETWORKS", "10.2.0.0/24, alt")
    with pytest.raises(ConfigInvalid, match="KRISEKANAL_WEBHOOK_NETWORKS"):
        load_settings()
