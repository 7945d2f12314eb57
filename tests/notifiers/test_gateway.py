"""The one door out: exercises stay in their world, real messages in theirs, and nothing leaks on the way."""

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifiers import gateway as door
from notifiers import registry
from notifiers.base.abilities import Ability
from notifiers.base.plugin import Plugin
from notifiers.base.sandbox import SandboxPlugin
from notifiers.facade import Channels
from notifiers.gateway import LeakPrevented
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account, Platform
from schemas.drafts.rendering import PublishAction
from schemas.errors import KrisekanalError, NotifierError, RetryClass
from schemas.messages.receipt import Receipt
from tests.notifiers.scenes import account, outgoing, places_in, refusal
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder

ADDRESSES = (
    "krisekonsoll://",
    "krisepage://",
    "json://127.0.0.1:9",
    "krisemail://127.0.0.1:9/?from=a@kk.example",
    "krisemastodon://token@127.0.0.1:9",
)


class Touched(Plugin):
    """A fake: notes that it was asked, whatever for."""

    asked: list[str]

    def deliver(self, out: object) -> Receipt:
        self.asked.append("deliver")
        return Receipt()

    def find(self, out: object) -> Receipt | None:
        self.asked.append("find")
        return None


class TouchedSandbox(Touched, SandboxPlugin):
    """The same, of the only kind that an exercise may be handed to."""


@pytest.fixture
def channels(tmp_path: Path) -> Channels:
    return Channels(places_in(tmp_path), {"navn": "json://127.0.0.1:9"}.get)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    platform=st.sampled_from(Platform),
    sandbox=st.booleans(),
    exercise=st.booleans(),
    console=st.booleans(),
    action=st.sampled_from(PublishAction),
    asking=st.sampled_from(["send", "find"]),
)
def test_the_two_worlds_never_meet(
    channels: Channels,
    monkeypatch: pytest.MonkeyPatch,
    platform: Platform,
    sandbox: bool,
    exercise: bool,
    console: bool,
    action: PublishAction,
    asking: str,
) -> None:
    made: type[Touched] = TouchedSandbox if console else Touched
    plugin = made()
    plugin.asked = []
    monkeypatch.setattr(registry, "make_plugin", lambda _: plugin)
    monkeypatch.setattr(door, "_of_its_kind", lambda *_: None)  # here the gate alone must hold
    channels.forget()
    target = account(platform, secret="navn", sandbox_of="ekte" if sandbox else None)
    out = outgoing(action=action, exercise=exercise, target="1")
    work = getattr(channels, asking)
    if sandbox == exercise and (console or not exercise):
        work(target, out)
        assert len(plugin.asked) == 1
        return
    with pytest.raises(LeakPrevented):
        work(target, out)
    assert plugin.asked == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("platform", Platform)
def test_an_exercise_reaches_no_address_but_a_sandbox_console(
    channels: Channels, platform: Platform, address: str
) -> None:
    """Real plugins: a sandbox account whose address was tampered with is no way out, nor is a public account."""
    channels = Channels(channels._places, lambda _: address)
    with pytest.raises(LeakPrevented):
        channels.send(account(platform, secret="navn"), outgoing(exercise=True))
    sandbox = account(platform, secret="navn", sandbox_of="ekte")
    if address == "krisekonsoll://":
        assert channels.send(sandbox, outgoing(exercise=True)).remote_id
    else:
        with pytest.raises(LeakPrevented):
            channels.send(sandbox, outgoing(exercise=True))
    with pytest.raises(LeakPrevented):
        channels.send(sandbox, outgoing(exercise=False))


@pytest.mark.parametrize("platform", Platform)
def test_the_sandbox_account_of_every_account_takes_an_exercise_and_can_be_asked(
    channels: Channels, platform: Platform
) -> None:
    sandbox = account(platform, secret="navn", recipients=("en@kk.example",)).sandbox_account()
    out = outgoing(exercise=True)
    receipt = channels.send(sandbox, out)
    assert channels.find(sandbox, out) == receipt
    assert channels.why_not(sandbox) is None and channels.idempotent(sandbox) and channels.can_find(sandbox)
    assert channels.recipients(sandbox) == ("",), "one request, whoever the real one addresses"


@pytest.mark.parametrize("address", [*ADDRESSES, "wordpress://u:ord@127.0.0.1:9"])
def test_no_sandbox_account_is_locked_read_or_emptied_at_a_platform(channels: Channels, address: str) -> None:
    """Not even one whose address was tampered with."""
    channels = Channels(channels._places, lambda _: address)
    sandbox = account(Platform.HOMEPAGE, secret="navn", sandbox_of="ekte")
    now = datetime.now(UTC)
    for work in (
        lambda: channels.roles(sandbox),
        lambda: channels.lock(sandbox, {}),
        lambda: channels.unlock(sandbox, {}),
        lambda: channels.read_back(sandbox, now),
        lambda: channels.remove(sandbox, "1"),
    ):
        with pytest.raises(LeakPrevented):
            work()
    assert not channels.can_lock(sandbox) and not channels.can_watch(sandbox)


def test_what_can_be_locked_and_watched(tmp_path: Path) -> None:
    channels = Channels(
        places_in(tmp_path), {"side": "wordpress://u:ord@127.0.0.1:9", "m": "krisemastodon://t@127.0.0.1:9"}.get
    )
    home, social = account(Platform.HOMEPAGE, secret="side"), account(Platform.MASTODON, secret="m")
    console, own_page = account(url="krisekonsoll://"), account(Platform.PUBLIC_PAGE, url="krisepage://")
    everyone = (home, social, console, own_page, account(Platform.HOMEPAGE, secret="ukjent"))
    assert [channels.can_lock(a) for a in everyone] == [True, False, False, False, False]
    assert [channels.can_watch(a) for a in everyone] == [True, True, False, False, False], (
        "nobody else can post on our own"
    )
    assert channels.gives_exact_text(home) and not channels.gives_exact_text(social)
    assert channels.cannot_remove(home) is None and channels.cannot_remove(everyone[-1])
    assert all(0 < channels.watch_every(account(platform)) <= 50 for platform in Platform), "once a minute at least"


def test_what_is_on_our_own_disk_is_settled_at_once_and_a_platforms_answer_later(channels: Channels) -> None:
    ours = (Platform.CONSOLE, Platform.PUBLIC_PAGE)
    for platform in Platform:
        real, late = account(platform), timedelta(minutes=2)
        assert (
            channels.settles_within(real) == timedelta(0) if platform in ours else channels.settles_within(real) >= late
        )
        assert channels.settles_within(real.sandbox_account()) == timedelta(0), (
            "a sandbox account is a file, whatever it imitates"
        )


def test_recipients_are_the_accounts_own(channels: Channels) -> None:
    assert channels.recipients(account(Platform.EMAIL, recipients=("a@kk.example", "b@kk.example"))) == (
        "a@kk.example",
        "b@kk.example",
    )


@pytest.mark.parametrize("platform", Platform)
def test_an_unconnected_account_says_what_to_do(channels: Channels, platform: Platform) -> None:
    for unconnected in (account(platform), account(platform, secret="ukjent")):
        why = channels.why_not(unconnected)
        assert why and str(why)
        assert refusal(partial(channels.send, unconnected, outgoing())).kind is RetryClass.OPERATOR
        assert not channels.idempotent(unconnected) and not channels.can_find(unconnected)
        assert [diagnosis.level for diagnosis in channels.check(unconnected)] == ["error"]


@pytest.mark.parametrize("platform", [p for p, spec in PLATFORMS.items() if spec.plugin is None])
def test_a_platform_without_a_plugin_is_never_connected(channels: Channels, platform: Platform) -> None:
    assert channels.why_not(account(platform, secret="navn")) == PLATFORMS[platform].cannot(Ability.PUBLISH)


@pytest.mark.parametrize(
    "address", ["tull", "krisemail://127.0.0.1", "krisemastodon://127.0.0.1", "krisepage://m", "://"]
)
def test_an_address_that_cannot_be_read_needs_a_person_and_is_not_repeated(tmp_path: Path, address: str) -> None:
    channels = Channels(places_in(tmp_path), lambda _: address)
    target = account(Platform.WEBHOOK, secret="navn")
    error = refusal(lambda: channels.send(target, outgoing()))
    assert error.kind is RetryClass.OPERATOR and address not in str(error)
    assert not channels.idempotent(target) and not channels.can_find(target), "asked for while the failure is recorded"
    assert [diagnosis.level for diagnosis in channels.check(target)] == ["error"]


@pytest.mark.parametrize(
    ("platform", "address", "needs"),
    [
        (Platform.EMAIL, "mailto://kk:hemmelig@127.0.0.1:9?from=a@kk.example&to=b@kk.example", "krisemails://"),
        (Platform.EMAIL, "json://kk:hemmelig@127.0.0.1:9", "krisemails://"),
        (Platform.MASTODON, "mastodon://hemmelig@127.0.0.1:9", "krisemastodons://"),
        (Platform.PUBLIC_PAGE, "json://kk:hemmelig@127.0.0.1:9", "krisepage://"),
    ],
)
def test_an_address_of_another_kind_is_refused_before_it_posts_twice(
    tmp_path: Path, platform: Platform, address: str, needs: str
) -> None:
    channels = Channels(places_in(tmp_path), lambda _: address)
    target = account(platform, secret="navn", recipients=("en@kk.example", "to@kk.example"))
    error = refusal(lambda: channels.send(target, outgoing(recipient="en@kk.example")))
    assert error.kind is RetryClass.OPERATOR and needs in str(error) and "hemmelig" not in str(error)
    assert [diagnosis.sentence for diagnosis in channels.check(target)] == [error.sentence]
    assert not channels.idempotent(target) and not channels.can_find(target)


def test_a_changed_secret_is_taken_up_at_once(tmp_path: Path) -> None:
    with Recorder() as first, Recorder() as second:
        secrets = {"navn": f"json://127.0.0.1:{first.port}"}
        channels = Channels(places_in(tmp_path), secrets.get)
        target = account(Platform.WEBHOOK, secret="navn")
        channels.send(target, outgoing())
        secrets["navn"] = f"json://127.0.0.1:{second.port}"
        channels.send(target, outgoing())
        assert (len(first.requests), len(second.requests)) == (1, 1)


def test_warm_makes_every_connected_plugin_and_survives_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = {"god": "krisemastodon://token@127.0.0.1:9", "vond": "tull"}
    channels = Channels(places_in(tmp_path), addresses.get)
    good = account(Platform.MASTODON, secret="god")
    channels.warm(
        [account(Platform.FACEBOOK), account(secret="vond"), account(secret="ukjent"), good, good.sandbox_account()]
    )
    asked: list[str] = []
    monkeypatch.setattr(registry, "make_plugin", asked.append)
    assert channels.can_find(good) and channels.idempotent(good) and channels.can_find(good.sandbox_account())
    assert asked == [], "made already"


def test_what_a_library_throws_is_ambiguous_and_repeats_no_secret(
    channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Plugin):
        def deliver(self, out: object) -> Receipt:
            raise RuntimeError("https://hemmelig@kk.example")

    monkeypatch.setattr(registry, "make_plugin", lambda _: Broken())
    error = refusal(lambda: channels.send(account(Platform.WEBHOOK, secret="navn"), outgoing()))
    assert error.kind is RetryClass.AMBIGUOUS and "hemmelig" not in f"{error!r}{error.sentence!r}"
    assert "hemmelig" not in "".join(traceback.format_exception(error)), "what a log shows of it"
    assert "RuntimeError" not in str(error), "people read it; the name is in the log"


@pytest.fixture
def dead() -> Iterator[str]:
    yield f"127.0.0.1:{free_port()}"


@pytest.mark.parametrize(
    "shape",
    [
        "krisemastodon://hemmelig-ord@{0}",
        "krisemail://kk:hemmelig-ord@{0}/?from=a@kk.example",
        "json://kk:hemmelig-ord@{0}",
    ],
)
def test_no_error_repeats_a_secret(tmp_path: Path, dead: str, shape: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    channels = Channels(places_in(tmp_path), lambda _: shape.format(dead))
    target = account(Platform.WEBHOOK, secret="navn", recipients=("en@kk.example",))
    error = refusal(lambda: channels.send(target, outgoing(recipient="en@kk.example")))
    assert error.kind is RetryClass.RETRY_NOW
    assert "hemmelig" not in f"{error!r}{error.sentence!r}{error.__cause__!r}"
    assert "hemmelig" not in caplog.text
    assert "hemmelig" not in str(channels.check(target))


def test_leaks_are_refusals_not_failed_sends() -> None:
    """A `NotifierError` would be tried again or handed to a fallback; this is neither."""
    assert issubclass(LeakPrevented, KrisekanalError) and not issubclass(LeakPrevented, NotifierError)


def test_an_account_and_its_sandbox_account_share_nothing(channels: Channels) -> None:
    real = account(url="krisekonsoll://")
    channels.send(real, outgoing())
    channels.send(real.sandbox_account(), outgoing(exercise=True))
    names = {path.name for path in channels._places.sandbox.iterdir()}
    assert names == {"konto.jsonl", "konto-ovelse.jsonl"}
    assert isinstance(real, Account)


def test_what_a_closed_platform_would_get_is_passed_on(channels: Channels) -> None:
    """Only where the platform itself is closed: one that is merely not connected is refused with what to do."""
    closed = account(Platform.SLIDESHARE, fallback="hjem")
    assert channels.redirected_to(closed) == "hjem" and channels.why_not(closed)
    assert channels.redirected_to(account(Platform.SLIDESHARE)) is None
    assert channels.redirected_to(account(Platform.MASTODON, fallback="hjem")) is None
    assert channels.redirected_to(closed.sandbox_account()) is None, "an exercise may play it through"


def test_a_changed_setting_of_an_account_is_taken_up(tmp_path: Path) -> None:
    """As the municipality file changes while a worker runs."""
    channels = Channels(places_in(tmp_path), {"sms": "krisesmpp://system:ord@127.0.0.1:9/?from=Kommunen"}.get)
    wide, narrow = (account(Platform.SMS, secret="sms", window=window) for window in (None, 10))
    assert [channels.at_once(each) for each in (wide, narrow, wide)] == [4, 1, 4]
