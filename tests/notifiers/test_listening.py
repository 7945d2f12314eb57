"""The door for what others write: sandbox accounts have an inbox that exercises fill, and only they can be given anything."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notifiers.facade import Channels
from notifiers.gateway import LeakPrevented
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account, Platform
from schemas.dialogue.remark import RemarkDeed, RemoteRemark
from schemas.drafts.rendering import PublishAction
from tests.notifiers.scenes import account, outgoing, places_in

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def channels(tmp_path: Path) -> Channels:
    return Channels(places_in(tmp_path), lambda _: None)


@pytest.fixture
def sandboxed() -> Account:
    return account(Platform.FACEBOOK).sandbox_account()


def remark(name: str = "r1", text: str = "Når kommer vannet?", **changes: Any) -> RemoteRemark:
    return RemoteRemark.model_validate({"remote_id": name, "author": "Per", "text": text, "written_at": AT} | changes)


def test_a_sandbox_account_shows_what_it_was_given_page_by_page(channels: Channels, sandboxed: Account) -> None:
    for number in range(130):
        channels.give(sandboxed, remark(f"r{number}"))
    first = channels.remarks(sandboxed, None, [])
    second = channels.remarks(sandboxed, first.cursor, [])
    assert first.more and not second.more
    assert [one.remote_id for one in first.remarks + second.remarks] == [f"r{number}" for number in range(130)]
    channels.give(sandboxed, remark("r7", "Endret"))
    third = channels.remarks(sandboxed, second.cursor, [])
    assert [one.text for one in third.remarks] == ["Endret"]
    assert channels.remark(sandboxed, remark("r7")) == third.remarks[0]


def test_a_sandbox_account_hides_shows_and_removes(channels: Channels, sandboxed: Account) -> None:
    channels.give(sandboxed, remark())
    channels.hide(sandboxed, remark())
    assert (now := channels.remark(sandboxed, remark())) and now.hidden
    channels.unhide(sandboxed, remark())
    assert (now := channels.remark(sandboxed, remark())) and not now.hidden
    channels.remove_remark(sandboxed, remark())
    channels.remove_remark(sandboxed, remark())
    assert channels.remark(sandboxed, remark()) is None


def test_a_sandbox_account_is_answered(channels: Channels, sandboxed: Account) -> None:
    out = outgoing(
        "Klokka 14.",
        PublishAction.REPLY,
        exercise=True,
        account_id=sandboxed.id,
        target="r1",
        answers=remark(),
    )
    receipt = channels.send(sandboxed, out)
    assert channels.find(sandboxed, out) == receipt


def test_no_other_account_can_be_given_anything(channels: Channels) -> None:
    for there in (account(url="krisekonsoll://"), account(Platform.PUBLIC_PAGE, url="krisepage://")):
        with pytest.raises(LeakPrevented):
            channels.give(there, remark())


def test_what_cannot_be_done_is_told_in_words(channels: Channels, sandboxed: Account) -> None:
    unable = [deed for deed in RemarkDeed if channels.unable(sandboxed, deed) is not None]
    assert unable == [RemarkDeed.PRIVATELY], "nobody is behind a sandbox to write to alone"
    page = account(Platform.PUBLIC_PAGE, url="krisepage://")
    assert all("public page" in str(channels.unable(page, deed)) for deed in RemarkDeed)
    assert "not connected" in str(channels.unable(account(Platform.HOMEPAGE), RemarkDeed.REPLY))
    assert channels.remarks_every(sandboxed) == 0 and channels.remarks_every(page) <= 60


def test_every_platform_is_read_within_a_minute_with_time_to_spare_for_the_reading() -> None:
    assert max(spec.remarks_every for spec in PLATFORMS.values()) <= 55
