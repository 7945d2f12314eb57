"""Against a fake workflow (tests/fakes/teams.py): none runs on a machine of one's own."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from notifiers.channels.teams import Teams
from notifiers.channels.teams.card import MOST
from notifiers.registry import make_plugin
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.teams import PATH, FakeTeams, address
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.servers.ports import free_port

NASTY = "Æ & <b>nei</b> **fet** [lenke](https://x.example) 🌊\n\n# Overskrift\n- ‮x‬ e\u0301"


@pytest.fixture
def fake() -> Iterator[FakeTeams]:
    with FakeTeams() as running:
        yield running


@pytest.fixture
def teams(fake: FakeTeams, tmp_path: Path) -> Teams:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Teams:
    plugin = bound(url, folder)
    assert isinstance(plugin, Teams)
    return plugin


def test_fake_wire_and_card(fake: FakeTeams, teams: Teams) -> None:
    out = outgoing("Kok.")
    receipt = teams.deliver(
        out.model_copy(update={"rendering": out.rendering.model_copy(update={"link": "https://kk.example/vann"})})
    )
    assert (receipt.remote_id, receipt.detail) == (None, "HTTP 202, started")
    (wire,) = fake.requests
    assert (wire.method, wire.path, wire.query) == ("POST", PATH, {"api-version": "2016-06-01", "sig": "hemmelig"})

    def run(text: str, **looks: str) -> object:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}

    assert fake.cards == [
        {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [run("Kok drikkevannet", weight="Bolder", size="Large"), run("Kok.")],
            "actions": [
                {"type": "Action.OpenUrl", "title": "https://kk.example/vann", "url": "https://kk.example/vann"}
            ],
            "msteams": {"width": "Full"},
        }
    ]


def test_fake_marks_in_a_text_are_shown_as_they_are(fake: FakeTeams, teams: Teams) -> None:
    teams.deliver(outgoing(NASTY))
    assert fake.lines()[1:] == [line for line in NASTY.splitlines() if line]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RetryClass.PERMANENT),
        (401, RetryClass.OPERATOR),
        (404, RetryClass.OPERATOR),
        (429, RetryClass.RETRY_AFTER),
        (500, RetryClass.AMBIGUOUS),
        (503, RetryClass.AMBIGUOUS),
        (413, RetryClass.PERMANENT),
    ],
)
def test_fake_every_error_has_its_class(fake: FakeTeams, teams: Teams, status: int, kind: RetryClass) -> None:
    fake.fail("POST", status, {}, headers={"Retry-After": "7"})
    error = refusal(lambda: teams.deliver(outgoing()))
    assert error.kind is kind and "hemmelig" not in f"{error!r}{error.sentence!r}"
    assert teams.deliver(outgoing()).detail


def test_fake_an_answer_that_is_lost_or_late_is_ambiguous(fake: FakeTeams, teams: Teams) -> None:
    fake.lose("POST")
    assert refusal(lambda: teams.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    teams.client.timeout = httpx.Timeout(0.2)
    fake.stall("POST")
    assert refusal(lambda: teams.deliver(outgoing())).kind is RetryClass.AMBIGUOUS


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    error = refusal(lambda: made(address(free_port()), tmp_path).deliver(outgoing()))
    assert error.kind is RetryClass.RETRY_NOW and "hemmelig" not in f"{error!r}{caplog.text}"


def test_a_card_that_is_too_large_is_refused_before_approval(fake: FakeTeams, teams: Teams) -> None:
    def job(body: str, short: str | None = None) -> RenderJob:
        return RenderJob(
            content=Content(title="T", body=body, short=short), account=account(Platform.TEAMS), municipality="K"
        )

    for body in ("å" * 10_000, "x" * 20_000, "x\n" * 350 + "x"):
        found = render(job(body))
        assert (found.length, found.limit, found.unit) == (len(found.text.encode()), 20_000, "bytes")
        assert teams.deliver(outgoing(found.text, title="T")).detail
        assert len(fake.requests[-1].body) <= MOST
    for body, refused in (("å" * 10_001, "takes 20000 bytes"), ("x\n" * 9_000, "takes 28000 bytes")):
        with pytest.raises(InvalidInput, match=refused):
            render(job(body))
    assert render(job("å" * 10_001, short="Kort.")).text == "Kort."
    assert refusal(lambda: teams.deliver(outgoing("x" * 28_000))).kind is RetryClass.PERMANENT


def test_title_and_link_are_measured_too() -> None:
    content = Content(title="T", body="x" * 14_000, link="https://kk.example/" + "a" * 5_000)
    with pytest.raises(InvalidInput, match="28000"):
        render(RenderJob(content=content, account=account(Platform.TEAMS), municipality="K"))


@pytest.mark.parametrize(
    ("change", "level", "word"),
    [({}, "ok", "right form"), ({"%26sig%3Dhemmelig": ""}, "error", "sig="), ({"invoke": "annet"}, "error", "/invoke")],
)
def test_check_looks_at_the_form_and_says_that_it_sees_no_more(
    fake: FakeTeams, tmp_path: Path, change: dict[str, str], level: str, word: str
) -> None:
    url = fake.url
    for old, new in change.items():
        url = url.replace(old, new)
    form, rest = made(url, tmp_path).check()
    assert form.level == level and word in str(form.sentence) and "cannot be seen" in str(rest.sentence)
    assert fake.requests == []


def test_fake_a_workflow_that_is_turned_off_is_told_of(fake: FakeTeams, teams: Teams) -> None:
    fake.fail("POST", 400, {"error": {"code": "WorkflowTriggerIsNotEnabled", "message": "?"}})
    error = refusal(lambda: teams.deliver(outgoing()))
    assert error.kind is RetryClass.OPERATOR and "turned off" in str(error)


def test_fake_not_even_the_libraries_own_log_or_errors_hold_the_address(
    fake: FakeTeams, teams: Teams, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("httpx", "httpcore"):
        caplog.set_level("DEBUG", logger=name)
    teams.deliver(outgoing())
    cause = refusal(lambda: made(address(free_port()), tmp_path).deliver(outgoing())).__cause__
    assert isinstance(cause, httpx.ConnectError) and "POST" in caplog.text
    assert not any(part in f"{cause!r}{cause.request.url}{caplog.text}" for part in ("hemmelig", "workflows"))


def test_the_address_survives_shows_no_secret_and_stays_at_microsoft() -> None:
    plugin = make_plugin(address(8080))
    assert make_plugin(plugin.url()).url() == plugin.url() == address(8080)
    assert "hemmelig" not in plugin.url(privacy=True)
    real = make_plugin(address(1).partition("&at=")[0])
    assert isinstance(real, Teams) and real.flow.startswith("https://prod-01.westeurope.logic.azure.com:443/workflows/")
    for wrong in (
        address(1).replace("logic.azure.com", "kk.example"),
        address(1).replace("url=https", "url=http"),
        "teamsflyt://varsling/",
    ):
        assert refusal(partial(make_plugin, wrong)).kind is RetryClass.OPERATOR


def test_the_fake_refuses_what_a_workflow_refuses(fake: FakeTeams, teams: Teams) -> None:
    for form in (
        {},
        {"type": "message", "attachments": []},
        {"type": "message", "attachments": [{"contentType": "x", "content": {}}]},
    ):
        answer = httpx.post(teams.flow, content=json.dumps(form), headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
    assert httpx.post(teams.flow.replace("hemmelig", "feil"), json={}).status_code == 401
