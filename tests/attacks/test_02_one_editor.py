"""Line 2: one editor alone becomes two people. Each test is named after what the attacker would get."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from desk.cli.operator import origin
from desk.cli.running import first_links
from schemas.drafts.draft import Seen
from schemas.errors import Refused
from schemas.identity.login import LoginMethod, TicketKind
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.identity import login_sessions, passwords
from store.logins import letting_in, links, requests
from tests.cast import content, request
from tests.desk.web.inside import PASSWORD, Inside
from tests.desk.web.letters import carry, connect, invitation, links_to
from tests.servers.smtp import SmtpServer

NEW = "helt andre ord enn før"


@pytest.fixture
def smtp(inside: Inside) -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        connect(inside, running)
        yield running


def forget_login(inside: Inside, person: str) -> None:
    """As somebody who has never logged in."""
    with inside.ctx.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM login WHERE person_id = '{person}'")


def wait_for_approval(inside: Inside, writer: str) -> tuple[str, Seen]:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.new(inside.ctx, writer, crisis.id, content(), ["skjerm"])
    drafts.submit(inside.ctx, writer, draft.id)
    return draft.id, draft.revision.seen


def test_the_link_of_another(inside: Inside, smtp: SmtpServer) -> None:
    forget_login(inside, "ingrid")
    page = inside.post(inside.client("ola"), "/people/ingrid/invite")
    assert page.status_code == 200 and "/start/" not in page.text
    carry(inside)
    assert len(links_to(smtp, "ingrid@kk.example")) == 1
    assert {letter.recipient for letter in smtp.messages if b"/start/" in letter.raw} == {"ingrid@kk.example"}
    path = links_to(smtp, "ingrid@kk.example")[0]
    assert inside.client().post(path, data={"password": NEW, "again": NEW}).status_code == 303
    assert path.rpartition("/")[2] not in str([e.data for e in audit.events(inside.ctx)])


def test_a_link_shown_on_a_screen_of_others(inside: Inside) -> None:
    """Notices may go to a console; links never do."""
    forget_login(inside, "ingrid")
    town = inside.ctx.municipality.model_copy(update={"notices": "skjerm"})
    ctx = inside.ctx.__class__(inside.ctx.engine, town, inside.ctx.channels, inside.clock)
    with pytest.raises(Refused, match="No letter reaches"):
        letting_in.invite(ctx, "ola", "ingrid")


@pytest.mark.parametrize("person", ["ingrid", "kari", "ola"])
def test_a_reset_of_whoever_has_a_login(inside: Inside, smtp: SmtpServer, person: str) -> None:
    inside.post(inside.client("ola"), f"/people/{person}/invite")
    carry(inside)
    assert links_to(smtp, f"{person}@kk.example") == []
    assert [r.person_id for r in requests.waiting(inside.ctx)] == [person]
    told = {letter.recipient for letter in smtp.messages}
    assert told == {f"{person}@kk.example", "ola@kk.example", "ingrid@kk.example"}, "the person and the desk"


@pytest.mark.parametrize("way", [LoginMethod.OIDC, LoginMethod.PASSKEY, LoginMethod.BREAK_GLASS])
def test_a_reset_of_whoever_logs_in_without_a_password(inside: Inside, smtp: SmtpServer, way: LoginMethod) -> None:
    forget_login(inside, "ingrid")
    login_sessions.open_(inside.ctx, "ingrid", way, "nettleser")
    assert letting_in.invite(inside.ctx, "ola", "ingrid") is not None
    carry(inside)
    assert links_to(smtp, "ingrid@kk.example") == []


def test_being_the_second_manager_oneself(inside: Inside) -> None:
    asked = letting_in.invite(inside.ctx, "ola", "ingrid")
    assert asked
    assert inside.post(inside.client("ola"), f"/people/requests/{asked.id}/agree").status_code == 403
    with pytest.raises(Refused):
        letting_in.agree(inside.ctx, "anne", asked.id)
    assert "login.link_made" not in inside.actions()


def test_a_second_manager_whose_login_one_has_opened(inside: Inside) -> None:
    word = invitation(inside, "per", by="ola")
    inside.client().post(f"/start/{word}", data={"password": NEW, "again": NEW})
    asked = letting_in.ask_for_codes(inside.ctx, "ola", "kari")
    with pytest.raises(Refused, match="opened by"):
        letting_in.agree(inside.ctx, "per", asked.id)
    inside.clock.forward(hours=1)
    assert len(letting_in.agree(inside.ctx, "ingrid", asked.id)) == 10


def test_a_yes_that_is_a_day_late_or_given_twice(inside: Inside) -> None:
    late, twice = (letting_in.ask_for_codes(inside.ctx, "ola", person) for person in ("kari", "ingrid"))
    letting_in.agree(inside.ctx, "kari", twice.id)
    inside.clock.forward(hours=25)
    for request_ in (late, twice):
        with pytest.raises(Refused, match="answered"):
            letting_in.agree(inside.ctx, "kari", request_.id)


def test_the_codes_of_the_chief_executive_as_an_editors_deputy(inside: Inside) -> None:
    people = tuple(
        p.model_copy(update={"deputies": ("anne",)}) if p.id == "ola" else p for p in inside.ctx.municipality.people
    )
    town = inside.ctx.municipality.model_copy(update={"people": people})
    ctx = inside.ctx.__class__(inside.ctx.engine, town, inside.ctx.channels, inside.clock)
    with pytest.raises(TypeError):
        letting_in.print_own_codes(ctx, "anne", "kari")  # type: ignore[call-arg]  # there is no way to name another
    assert letting_in.ask_for_codes(ctx, "anne", "kari").agreed is None
    assert passwords.state(ctx, "kari").break_glass_left == 0


def test_ones_own_codes_with_nothing_but_a_stolen_session(inside: Inside) -> None:
    thief = inside.client("kari")
    assert inside.post(thief, "/me/codes").status_code == 403
    assert inside.post(thief, "/me/codes", old="feil passord her").status_code == 403
    assert passwords.state(inside.ctx, "kari").break_glass_left == 0
    assert inside.post(thief, "/me/codes", old=PASSWORD).status_code == 200


def test_the_second_factor_of_another_taken_away(inside: Inside) -> None:
    inside.post(inside.client("ola"), "/people/kari/no-totp")
    assert "login.totp_removed" not in inside.actions()
    asked = requests.waiting(inside.ctx)[0]
    inside.post(inside.client("ingrid"), f"/people/requests/{asked.id}/agree")
    assert "login.totp_removed" in inside.actions()


def test_the_person_says_no_in_time(inside: Inside) -> None:
    asked = letting_in.ask_for_no_totp(inside.ctx, "ola", "kari")
    kari = inside.client("kari")
    assert inside.post(kari, f"/people/requests/{asked.id}/refuse").status_code == 303
    with pytest.raises(Refused):
        letting_in.agree(inside.ctx, "ingrid", asked.id)


@pytest.mark.parametrize("opener", ["ola", "agreed"])
def test_ones_own_words_approved_through_a_login_one_has_opened(inside: Inside, opener: str) -> None:
    """By who asked, and by who agreed; through the password that was chosen, not the invitation's own session."""
    writer = "ola" if opener == "ola" else "kari"
    word = invitation(inside, "ingrid", by="ola", agreed_by="kari")
    inside.client().post(f"/start/{word}", data={"password": NEW, "again": NEW})
    draft, seen = wait_for_approval(inside, writer)
    puppet = inside.client()
    puppet.post("/login", data={"name": "ingrid", "password": NEW})
    shown = puppet.get(f"/drafts/{draft}").text
    assert f"/drafts/{draft}/approve" not in shown and "for mindre enn 24 timer siden" in shown, "the reason, no button"
    assert inside.post(puppet, f"/drafts/{draft}/approve", seen=str(seen)).status_code == 403
    with pytest.raises(Refused, match="24 hours"):
        approvals.approve(inside.ctx, "ingrid", draft, seen)
    inside.clock.forward(hours=25)
    puppet.post("/login", data={"name": "ingrid", "password": NEW})
    assert f"/drafts/{draft}/approve" in puppet.get(f"/drafts/{draft}").text
    approvals.approve(inside.ctx, "ingrid", draft, seen)


def test_ones_own_words_approved_after_a_save_by_another(inside: Inside) -> None:
    """The writer is anybody who wrote a revision, or handed it in."""
    word = invitation(inside, "ingrid", by="kari")
    inside.client().post(f"/start/{word}", data={"password": NEW, "again": NEW})
    draft, _ = wait_for_approval(inside, "kari")
    drafts.edit(inside.ctx, "ola", draft, content("Kok vannet i fem minutt."))
    seen = drafts.show(inside.ctx, draft).revision.seen
    with pytest.raises(Refused, match="24 hours"):
        approvals.approve(inside.ctx, "ingrid", draft, seen)


def test_ones_own_words_approved_with_codes_one_has_printed(inside: Inside) -> None:
    asked = letting_in.ask_for_codes(inside.ctx, "ola", "ingrid")
    codes = letting_in.agree(inside.ctx, "kari", asked.id)
    inside.clock.forward(days=30)
    puppet = inside.client()
    puppet.post("/login/code", data={"name": "ingrid", "code": codes[0]})
    draft, seen = wait_for_approval(inside, "ola")
    assert inside.post(puppet, f"/drafts/{draft}/approve", seen=str(seen)).status_code == 403


def test_ones_own_words_approved_through_a_chain_of_logins(inside: Inside) -> None:
    """Ola opens Per's login, and Per opens Ingrid's."""
    for opener, opened in (("ola", "per"), ("per", "ingrid")):
        word = invitation(inside, opened, by=opener)
        inside.client().post(f"/start/{word}", data={"password": NEW, "again": NEW})
    draft, seen = wait_for_approval(inside, "ola")
    with pytest.raises(Refused, match="24 hours"):
        approvals.approve(inside.ctx, "ingrid", draft, seen)


def test_a_new_link_on_the_console_once_people_are_in(inside: Inside, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where nobody has a password: printed codes, passkeys and the municipality's own login are logins."""
    with inside.ctx.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM login")
    desk: Any = SimpleNamespace(ctx=inside.ctx, opened=inside.opened, settings=inside.settings)
    told = list(first_links.sentences(desk))
    assert len([s for s in told if "/start/" in str(s.params)]) == 3, "the very first people"
    before = [s.params["address"].rpartition("/")[2] for s in told if "/start/" in str(s.params)]
    list(first_links.sentences(desk))
    for word in before:
        with pytest.raises(Refused, match="newer link"):
            links.look(inside.ctx, inside.opened.vault, word, TicketKind.INVITATION)
    login_sessions.open_(inside.ctx, "kari", LoginMethod.OIDC, "nettleser")
    with pytest.raises(Refused):
        list(first_links.sentences(desk))
    with pytest.raises(Refused):
        links.first(inside.ctx, inside.opened.vault, "ola")


def test_nobody_can_be_named(inside: Inside) -> None:
    """Every login, approval and reset says through which door it came."""
    draft, seen = wait_for_approval(inside, "anne")
    ola = inside.client("ola")
    inside.post(ola, f"/drafts/{draft}/approve", seen=str(seen))
    inside.post(ola, "/people/ingrid/invite")
    session = next(s for s in inside.sessions() if s.person_id == "ola")
    found = {e.action: e for e in audit.events(inside.ctx)}
    assert found["login.succeeded"].data["origin"] == {"door": "page", "address": "testclient"}
    assert found["login.succeeded"].subject == session.id
    through = {"door": "session", "id": session.id, "address": "testclient"}
    assert found["draft.approved"].data["origin"] == found["login.reset_asked"].data["origin"] == through


def test_nobody_can_be_named_behind_a_token_or_the_command_line(inside: Inside) -> None:
    draft, seen = wait_for_approval(inside, "anne")
    token = inside.token_for("ola") | {"idempotency-key": "a-new-key-1"}
    answer = inside.client().post(f"/api/v1/drafts/{draft}/approve", json={"seen": str(seen)}, headers=token)
    assert answer.status_code == 200, answer.text
    approved = next(e for e in audit.events(inside.ctx) if e.action == "draft.approved")
    assert approved.data["origin"]["door"] == "token" and re.match("n-", approved.data["origin"]["id"])
    assert origin().os_user and origin().host and origin().door == "command_line"
