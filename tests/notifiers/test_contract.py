"""What every channel owes the rest of the product, one row for each."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import apprise
import pytest

from notifiers.addresses import OURS
from notifiers.base.abilities import DIALOGUE, Ability
from notifiers.base.plugin import Plugin
from notifiers.base.sandbox import SandboxPlugin
from notifiers.channels.console import Console
from notifiers.channels.webhook import WebhookChannel
from notifiers.facade import Channels
from notifiers.platforms import PLATFORMS
from notifiers.registry import make_plugin, register
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.rendering import PublishAction
from schemas.errors import NotifierError, RetryClass
from tests.notifiers.answers import answer, read
from tests.notifiers.contract import WRITTEN, Row, Servers, rows
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal

ROWS = tuple(rows())
EVERY = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
REMARK = RemoteRemark(
    remote_id="1", post_id="1", author="per", text="Hva nå?", written_at=datetime(2026, 1, 1, tzinfo=UTC)
)
ASKED: dict[Ability, Callable[[Plugin], object]] = {
    Ability.CORRECT: lambda plugin: plugin.deliver(outgoing(action=PublishAction.EDIT, target="1")),
    Ability.RETRACT: lambda plugin: plugin.deliver(outgoing(action=PublishAction.DELETE, target="1")),
    Ability.READ_BACK: lambda plugin: plugin.find(outgoing()),
    Ability.READ_REMARKS: lambda plugin: plugin.remarks(None, ["1"]),
    Ability.REPLY: lambda plugin: plugin.deliver(outgoing(action=PublishAction.REPLY, target="1", answers=REMARK)),
    Ability.HIDE: lambda plugin: plugin.hide(REMARK),
    Ability.REMOVE_REMARK: lambda plugin: plugin.remove_remark(REMARK),
    Ability.REPLY_PRIVATELY: lambda plugin: plugin.deliver(
        outgoing(action=PublishAction.REPLY, target="1", answers=REMARK, privately=True)
    ),
}


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with ExitStack() as running:
        yield Servers(running)


@pytest.fixture
def plugin(row: Row, servers: Servers, tmp_path: Path) -> Plugin:
    return bound(servers.url(row), tmp_path, row.platform)


def test_every_plugin_has_a_row_and_a_platform() -> None:
    in_table = {row.plugin for row in ROWS}
    assert in_table == {*OURS, WebhookChannel}
    acting = {platform: spec.plugin for platform, spec in PLATFORMS.items() if spec.plugin}
    assert all(issubclass(row.plugin, acting[row.platform]) for row in ROWS)
    assert set(acting) == {row.platform for row in ROWS}


@EVERY
def test_its_address_makes_it_and_it_makes_its_address(row: Row, plugin: Plugin) -> None:
    assert type(plugin) is row.plugin
    assert make_plugin(plugin.url()).url() == plugin.url()


@EVERY
def test_what_it_delivers_has_a_receipt_and_the_gateway_sends_the_same(
    row: Row, plugin: Plugin, servers: Servers, tmp_path: Path
) -> None:
    assert plugin.deliver(row.out(tmp_path)).detail
    channels = Channels(places_in(tmp_path / "en annen"), lambda _: servers.url(row))
    again = row.out(tmp_path, "Kok fortsatt vannet.", key="b" * 32)
    assert channels.send(account(row.platform, secret="navn"), again).detail


@EVERY
def test_a_post_can_be_found_again_and_an_idempotent_channel_posts_it_once(
    row: Row, plugin: Plugin, tmp_path: Path
) -> None:
    out = row.out(tmp_path, f"Det samme på {row.platform}", key="c" * 32)
    if Ability.READ_BACK in row.plugin.cannot:
        assert not row.plugin.idempotent, "neither a key nor a read-back: uncertain, asks a person"
        return
    first = plugin.deliver(out)
    second = plugin.deliver(out) if row.plugin.idempotent else first
    assert first.remote_id and first.remote_id == second.remote_id
    found = plugin.find(out)
    assert found and found.remote_id == first.remote_id


@EVERY
@pytest.mark.parametrize("ability", list(ASKED), ids=str)
def test_what_it_cannot_do_it_refuses_in_the_words_of_the_screen(row: Row, plugin: Plugin, ability: Ability) -> None:
    """And what it says it can do, it does not refuse in those words."""
    says = plugin.unable(ability)
    if says:
        error = refusal(lambda: ASKED[ability](plugin))
        assert (error.kind, error.sentence) == (RetryClass.PERMANENT, says)
        return
    try:
        ASKED[ability](plugin)
    except NotifierError as error:
        assert "cannot do this" not in str(error)


@EVERY
def test_what_it_says_it_can_do_with_what_others_write_it_does(row: Row, servers: Servers, tmp_path: Path) -> None:
    """Read, answered where it stands, hidden, shown again and removed; each seen at the platform, not in what the call says."""
    if row.hears is None:
        assert all(row.plugin.lacks(ability) for ability in DIALOGUE), "what it can has a scene"
        return
    with row.hears(servers.of(row), tmp_path) as (plugin, remark_id, own, hidden, gone):
        remark = read(plugin, own=own)[0][remark_id]
        assert WRITTEN in remark.text and remark.author and not remark.ours
        assert plugin.remark(remark) is not None
        if not plugin.unable(Ability.REPLY):
            _answers(plugin, remark)
        if not plugin.unable(Ability.REPLY_PRIVATELY):
            sent = plugin.deliver(answer(remark, "Bare til deg.", privately=True))
            assert sent.remote_id and "Bare til deg." not in [one.text for one in read(plugin, own=own)[0].values()]
        if not plugin.unable(Ability.HIDE):
            _hides(plugin, remark, hidden or (lambda: _now(plugin, remark).hidden))
        if not plugin.unable(Ability.REMOVE_REMARK):
            plugin.remove_remark(remark)
            assert gone() if gone else (now := plugin.remark(remark)) is None or now.deleted


def _answers(plugin: Plugin, remark: RemoteRemark) -> None:
    out = answer(remark)
    receipt = plugin.deliver(out)
    assert receipt.detail
    if not plugin.unable(Ability.READ_BACK):
        found = plugin.find(out)
        assert found and found.remote_id == receipt.remote_id
        assert plugin.find(answer(remark, "Andre ord.")) is None


def _hides(plugin: Plugin, remark: RemoteRemark, hidden: Callable[[], bool]) -> None:
    assert not hidden()
    for deed, after in ((plugin.hide, True), (plugin.unhide, False)):
        for _ in range(2):
            deed(remark)
            assert hidden() is after


def _now(plugin: Plugin, remark: RemoteRemark) -> RemoteRemark:
    found = plugin.remark(remark)
    assert found is not None
    return found


@EVERY
def test_read_back_asks_for_aware_times_and_gives_posts(row: Row, plugin: Plugin, tmp_path: Path) -> None:
    if Ability.READ_BACK in row.plugin.cannot:
        assert refusal(lambda: plugin.read_back(datetime.now(UTC))).kind is RetryClass.PERMANENT
        return
    text = f"Lest tilbake på {row.platform}"
    receipt = plugin.deliver(row.out(tmp_path, text, key="d" * 32, message_id="m-lest"))
    posts = {post.remote_id: post.text for post in plugin.read_back(datetime(2026, 1, 1, tzinfo=UTC))}
    assert posts[receipt.remote_id or ""] == text


@EVERY
def test_check_has_findings(row: Row, plugin: Plugin) -> None:
    diagnoses = plugin.check()
    assert diagnoses and all(
        diagnosis.level in ("ok", "warning") and str(diagnosis.sentence) for diagnosis in diagnoses
    )


@EVERY
def test_it_locks_at_the_platform_or_says_why_not(row: Row, plugin: Plugin, tmp_path: Path) -> None:
    says = row.plugin.cannot.get(Ability.LOCK)
    if says:
        for work in (plugin.roles, lambda: plugin.lock({}), lambda: plugin.unlock({})):
            assert refusal(work).sentence == says
        return
    before = plugin.roles()
    assert json.loads(json.dumps(before)) == before, "plain JSON, to be stored"
    plugin.lock(before)
    plugin.lock(before)
    assert plugin.deliver(row.out(tmp_path, "Vi selv når fram.", key="e" * 32)).detail
    plugin.unlock(before)
    plugin.unlock(before)
    assert plugin.roles() == before


@EVERY
def test_no_secret_is_shown(row: Row, tmp_path: Path) -> None:
    if not row.secret:
        assert "@" not in row.url
        return
    plugin = make_plugin(row.dead)
    assert row.secret not in plugin.url(privacy=True) and row.secret in plugin.url()
    error = refusal(lambda: plugin.deliver(row.out(tmp_path)))
    assert error.kind is RetryClass.RETRY_NOW and row.secret not in f"{error!r}{error.sentence!r}"
    assert row.secret not in repr(plugin) + str(plugin)


@EVERY
def test_plain_apprise_can_use_its_address(row: Row, servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    """True where it went out; where the channel needs Krisekanal around it, False and a sentence, never a crash."""
    register()
    plain = apprise.Apprise()
    assert plain.add(servers.url(row))
    assert plain.notify(title="Kok vannet", body="I tre minutter.") is row.sends_for_plain_apprise
    assert "Traceback" not in caplog.text
    assert row.sends_for_plain_apprise or row.mime or "inside Krisekanal" in caplog.text


@EVERY
def test_only_the_console_can_be_handed_an_exercise(row: Row) -> None:
    assert issubclass(row.plugin, SandboxPlugin) == (row.plugin is Console)


def test_apprise_can_describe_every_plugin_of_ours() -> None:
    """Its own check of templates, tokens and arguments; raises where one is wrong."""
    register()
    described = {schema for service in apprise.Apprise().details()["schemas"] for schema in service["protocols"] or ()}
    assert {"krisekonsoll", "krisepage", "krisemail", "krisemastodon", "wordpress"} <= described
