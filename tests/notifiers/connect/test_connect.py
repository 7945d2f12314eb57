"""Being let in by each platform, against a fake (tests/fakes/grants.py) with a browser that says yes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notifiers.connect import Connector
from notifiers.platforms import PLATFORMS
from notifiers.registry import make_plugin
from schemas.accounts.account import Platform
from schemas.errors import NotifierError, RetryClass
from tests.fakes.grants import CLIENT, SECRET, FakeGrants
from tests.notifiers.scenes import refusal
from tests.servers.ports import free_port

BACK = "http://127.0.0.1:8765/"
ANSWERS = {"client_id": CLIENT, "client_secret": SECRET, "key": "nokkel", "secret": "hemmelig-en"}
CONNECTORS = {platform: spec.connector for platform, spec in PLATFORMS.items() if spec.connector}
EVERY = pytest.mark.parametrize("platform", CONNECTORS)
GRANTED = {
    Platform.FACEBOOK: ["1047", "1048"],
    Platform.LINKEDIN: ["5035"],
    Platform.THREADS: ["31415"],
    Platform.YOUTUBE: ["UCx"],
    Platform.BLOGGER: ["4711"],
    Platform.X: ["4242"],
    Platform.FLICKR: ["123@N00"],
}


@pytest.fixture
def fake() -> Iterator[FakeGrants]:
    with FakeGrants() as running:
        yield running


@pytest.fixture
def connector(platform: Platform, fake: FakeGrants) -> Connector:
    return CONNECTORS[platform](fake.at)


def through(connector: Connector, fake: FakeGrants, **changed: Any) -> Any:
    authorization = connector.begin(ANSWERS, BACK)
    return connector.finish(ANSWERS, authorization, fake.say_yes(authorization.address) | changed, BACK)


@EVERY
def test_fake_what_is_granted_is_an_address_of_the_platforms_own_channel(
    platform: Platform, fake: FakeGrants, connector: Connector
) -> None:
    found = through(connector, fake)
    assert [one.id for one in found] == GRANTED[platform] and all(one.name for one in found)
    wanted = PLATFORMS[platform].plugin
    for one in found:
        plugin = make_plugin(one.address)
        assert wanted and isinstance(plugin, wanted)
        assert "hemmelig" not in plugin.url(privacy=True)
        assert (plugin.expires is not None) == (platform in (Platform.LINKEDIN, Platform.THREADS)), (
            "the day it ends is kept"
        )


@EVERY
def test_the_page_a_person_sees_is_the_platforms_own(platform: Platform) -> None:
    connector = CONNECTORS[platform]()
    if platform in (Platform.X, Platform.FLICKR):
        return
    address = connector.begin(ANSWERS, BACK).address
    assert address.startswith("https://") and "redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2F" in address
    assert SECRET not in address


@EVERY
def test_fake_an_answer_to_another_question_is_refused(
    platform: Platform, fake: FakeGrants, connector: Connector
) -> None:
    error = refusal(lambda: through(connector, fake, state="en annens", oauth_token="en annens"))
    assert error.kind is RetryClass.REAUTH and "Begin anew" in str(error)


@EVERY
def test_fake_a_no_is_said(platform: Platform, fake: FakeGrants, connector: Connector) -> None:
    authorization = connector.begin(ANSWERS, BACK)
    no = {"state": authorization.state, "error": "access_denied", "denied": "x"}
    assert refusal(lambda: connector.finish(ANSWERS, authorization, no, BACK)).kind is RetryClass.REAUTH


@EVERY
def test_fake_a_code_is_good_once_and_for_its_own_redirect(
    platform: Platform, fake: FakeGrants, connector: Connector
) -> None:
    if platform in (Platform.X, Platform.FLICKR):
        return
    authorization = connector.begin(ANSWERS, BACK)
    returned = fake.say_yes(authorization.address)
    assert (
        refusal(lambda: connector.finish(ANSWERS, authorization, returned, BACK + "annet")).kind is RetryClass.PERMANENT
    )
    assert refusal(lambda: connector.finish(ANSWERS, authorization, returned, BACK)).kind is RetryClass.PERMANENT, (
        "used"
    )


@EVERY
def test_fake_a_wrong_secret_is_told_without_it(
    platform: Platform, fake: FakeGrants, connector: Connector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wrong = ANSWERS | {"client_secret": "hemmelig-feil", "secret": "hemmelig-feil"}

    def work() -> object:
        authorization = connector.begin(wrong, BACK)
        return connector.finish(wrong, authorization, fake.say_yes(authorization.address), BACK)

    error = refusal(work)
    assert error.kind is RetryClass.REAUTH and "hemmelig" not in f"{error!r}{error.sentence!r}{caplog.text}"


@EVERY
def test_nobody_at_the_port_is_told(platform: Platform, tmp_path: Path) -> None:
    connector = CONNECTORS[platform](f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NotifierError):
        authorization = connector.begin(ANSWERS, BACK)
        connector.finish(ANSWERS, authorization, {"code": "x", "state": authorization.state}, BACK)


def test_fake_access_to_nothing_is_told(fake: FakeGrants) -> None:
    fake.pages = []
    assert refusal(lambda: through(CONNECTORS[Platform.FACEBOOK](fake.at), fake)).kind is RetryClass.OPERATOR
