"""The console: a file of whole lines, each key once, whatever happens to the machine."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apprise
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifiers.channels.console import Console
from notifiers.registry import register
from schemas.accounts.account import Platform
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.notifiers.scenes import TEXT, bound, outgoing, refusal


@pytest.fixture
def console(tmp_path: Path) -> Console:
    plugin = bound("krisekonsoll://", tmp_path, Platform.CONSOLE)
    assert isinstance(plugin, Console)
    return plugin


def lines(console: Console) -> list[dict[str, object]]:
    return [json.loads(line) for line in console.path.read_text(encoding="utf-8").split("\n") if line]


def test_the_line_is_the_rendering(console: Console) -> None:
    receipt = console.deliver(outgoing(recipient="kari", exercise=True))
    (line,) = lines(console)
    assert (line["title"], line["text"], line["to"]) == ("Kok drikkevannet", TEXT, "kari")
    assert line["exercise"] is True and line["action"] == "publish" and line["key"] == outgoing().key
    assert receipt.remote_id == line["id"] and receipt.remote_url == console.path.as_uri()


def test_the_same_key_is_written_once_however_many_try(console: Console) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda n: console.deliver(outgoing(key=f"{n % 5:032x}")), range(40)))
    assert sorted(str(line["key"]) for line in lines(console)) == [f"{n:032x}" for n in range(5)]
    assert len(receipts) == 40


def test_edit_and_delete_name_the_original(console: Console) -> None:
    first = console.deliver(outgoing())
    console.deliver(outgoing("Rettet.", PublishAction.EDIT, key="e" * 32, target=first.remote_id))
    console.deliver(outgoing("Trukket.", PublishAction.DELETE, key="d" * 32, target=first.remote_id))
    assert {line["id"] for line in lines(console)} == {first.remote_id}
    assert [line["action"] for line in lines(console)] == ["publish", "edit", "delete"]


def test_find_sees_what_landed_and_nothing_else(console: Console) -> None:
    assert console.find(outgoing()) is None
    receipt = console.deliver(outgoing())
    assert console.find(outgoing()) == receipt
    assert console.find(outgoing(key="a" * 32)) is None


def test_read_back_gives_what_was_written_since_then(console: Console) -> None:
    console.deliver(outgoing("en", key="1" * 32))
    console.deliver(outgoing("to", key="2" * 32))
    posts = console.read_back(datetime.now(UTC) - timedelta(minutes=1))
    assert [(post.text, post.marker) for post in posts] == [("en", "1" * 32), ("to", "2" * 32)]
    assert console.read_back(datetime.now(UTC) + timedelta(minutes=1)) == []


@pytest.mark.parametrize("cut", [2, 4, 60])
def test_a_line_cut_off_by_a_crash_was_not_written(console: Console, cut: int) -> None:
    """Also where the cut goes through a letter of two bytes: four before the end, `ø"}` and a line end."""
    for key in "12":
        console.deliver(outgoing("ø" * 40, key=key * 32))
    os.truncate(console.path, console.path.stat().st_size - cut)
    assert console.find(outgoing(key="2" * 32)) is None
    console.deliver(outgoing("ø" * 40, key="2" * 32))
    console.deliver(outgoing(key="3" * 32))
    assert [post.marker[:1] for post in console.read_back(datetime(2026, 1, 1, tzinfo=UTC)) if post.marker] == [
        "1",
        "2",
        "3",
    ]


def test_a_line_that_only_lacks_its_end_was_written(console: Console) -> None:
    console.deliver(outgoing(key="1" * 32))
    os.truncate(console.path, console.path.stat().st_size - 1)
    console.deliver(outgoing(key="1" * 32))
    console.deliver(outgoing(key="2" * 32))
    assert [line["key"] for line in lines(console)] == ["1" * 32, "2" * 32]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60) | st.sampled_from(["a\u2028b", "a\x85b", "a\x0cb", "a\r\nb", '"\\', "🚰"]))
def test_any_text_is_kept_to_the_letter_and_found_again(console: Console, text: str) -> None:
    console.path.unlink(missing_ok=True)
    for _ in range(2):
        console.deliver(outgoing(text))
    (post,) = console.read_back(datetime(2026, 1, 1, tzinfo=UTC))
    assert post.text == text and console.find(outgoing())


def test_a_file_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    plugin = bound("krisekonsoll://", tmp_path)
    (tmp_path / "sandbox").write_text("in the way")
    error = refusal(lambda: plugin.deliver(outgoing()))
    assert error.kind is RetryClass.RETRY_BACKOFF and "konto.jsonl" in str(error)


def test_plain_apprise_is_told_that_it_has_no_file(caplog: pytest.LogCaptureFixture) -> None:
    register()
    plain = apprise.Apprise()
    assert plain.add("krisekonsoll://")
    assert not plain.notify(body="Hei")
    assert "only inside Krisekanal" in caplog.text and "Traceback" not in caplog.text
