"""Opening an official account: a request, told to the desk, decided by a second person, met by the municipality file."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from schemas.accounts.account import Platform
from schemas.accounts.request import AccountForm, AccountRequest
from schemas.errors import NotFound, Refused
from schemas.states import AccountState, RequestStatus
from store.accounts import account_requests, accounts, locks
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.evidence import audit
from store.municipality_file import take_up
from tests.cast import MUNICIPALITY, account, request

FORM = AccountForm(platform=Platform.FACEBOOK, handle="Prøve bibliotek", unit="skole", purpose="Arrangementer for barn")


def told(ctx: AppContext, word: str) -> list[tuple[str, str]]:
    with Session(ctx.engine) as session:
        return sorted((row.person_id, row.text) for row in session.exec(select(NoticeRow)) if word in row.subject)


def asked(ctx: AppContext) -> AccountRequest:
    return account_requests.request(ctx, "tor", FORM)


def test_the_desk_is_told_and_the_owner_named(ctx: AppContext) -> None:
    found = account_requests.request(ctx, "liv", FORM.model_copy(update={"unit": "info"}))
    assert (found.status, found.owner, found.deputy) == (RequestStatus.REQUESTED, "liv", "anne")
    notices = told(ctx, "Prøve bibliotek")
    assert [person for person, _ in notices] == ["ingrid", "ola"]
    assert all("Arrangementer for barn" in text for _, text in notices)
    assert "account.requested" in [event.action for event in audit.events(ctx)]


@pytest.mark.parametrize(
    ("person", "may"),
    [("tor", True), ("ola", True), ("siri", True), ("liv", False), ("anne", False), ("kari", False), ("nils", False)],
)
def test_who_may_ask(ctx: AppContext, person: str, may: bool) -> None:
    if may:
        assert account_requests.request(ctx, person, FORM).requested_by == person
        return
    with pytest.raises(Refused):
        account_requests.request(ctx, person, FORM)
    assert account_requests.listing(ctx) == []


@pytest.mark.parametrize(
    ("person", "may"), [("ola", True), ("siri", True), ("tor", False), ("liv", False), ("kari", False), ("nils", False)]
)
def test_who_may_decide(ctx: AppContext, person: str, may: bool) -> None:
    request = asked(ctx)
    if may:
        assert account_requests.decide(ctx, person, request.id, approve=True).status is RequestStatus.APPROVED
        return
    with pytest.raises(Refused):
        account_requests.decide(ctx, person, request.id, approve=True)
    assert account_requests.listing(ctx)[0].status is RequestStatus.REQUESTED


def test_nobody_decides_about_their_own(ctx: AppContext) -> None:
    request = account_requests.request(ctx, "ola", FORM)
    with pytest.raises(Refused, match="yourself"):
        account_requests.decide(ctx, "ola", request.id, approve=True)
    assert account_requests.decide(ctx, "ingrid", request.id, approve=True).decided_by == "ingrid"


def test_a_no_needs_a_reason_and_is_final(ctx: AppContext) -> None:
    request = asked(ctx)
    with pytest.raises(Refused, match="why"):
        account_requests.decide(ctx, "ola", request.id, approve=False)
    found = account_requests.decide(ctx, "ola", request.id, approve=False, reason="Bruk kommunens egen side")
    assert (found.status, found.reason) == (RequestStatus.REJECTED, "Bruk kommunens egen side")
    ((person, text),) = told(ctx, "Forespørselen din")
    assert person == "tor" and "Bruk kommunens egen side" in text and "avvist" in text
    with pytest.raises(Refused):
        account_requests.decide(ctx, "ola", request.id, approve=True)
    assert asked(ctx).id != request.id, "it may be asked for anew"


def test_nothing_is_asked_for_twice(ctx: AppContext) -> None:
    request = asked(ctx)
    with pytest.raises(Refused, match=request.id):
        account_requests.request(ctx, "ola", FORM.model_copy(update={"handle": " @prøve BIBLIOTEK"}))
    with pytest.raises(Refused, match="side"):
        account_requests.request(
            ctx, "ola", AccountForm(platform=Platform.CONSOLE, handle="Side", unit="info", purpose="x")
        )
    with pytest.raises(NotFound, match="skole"):
        account_requests.request(ctx, "ola", FORM.model_copy(update={"unit": "ukjent"}))
    with pytest.raises(NotFound):
        account_requests.decide(ctx, "ola", "b-ukjent", approve=True)


def with_library(ctx: AppContext) -> AppContext:
    library = account("bibliotek", Platform.FACEBOOK, "skole", url=None, handle="Prøve Bibliotek")
    return replace(ctx, municipality=MUNICIPALITY.model_copy(update={"accounts": (*MUNICIPALITY.accounts, library)}))


def test_the_file_meets_the_request(ctx: AppContext) -> None:
    request = asked(ctx)
    account_requests.decide(ctx, "ola", request.id, approve=True)
    after = with_library(ctx)
    accounts.sync(after)
    (found,) = account_requests.listing(after)
    assert (found.status, found.account_id) == (RequestStatus.OPENED, "bibliotek")
    assert all("aldri godkjent" not in text for _, text in told(after, "Nye offisielle"))
    status = accounts.status(after, "bibliotek")
    assert (status.leader, status.deputy) == ("tor", None)


@pytest.mark.parametrize("was_asked", [True, False])
def test_an_account_that_nobody_approved_is_named(ctx: AppContext, was_asked: bool) -> None:
    if was_asked:
        asked(ctx)
    assert all("aldri godkjent" not in text for _, text in told(ctx, "Nye offisielle")), "not at the very first start"
    after = with_library(ctx)
    accounts.sync(after)
    assert [person for person, text in told(after, "Nye offisielle") if "aldri godkjent disse: bibliotek" in text] == [
        "ingrid",
        "ola",
    ]
    accounts.sync(after)
    assert len([t for _, t in told(after, "Nye offisielle") if "bibliotek" in t]) == 2, "told once"


@pytest.mark.parametrize("exercise", [False, True])
def test_what_is_opened_in_a_crisis_is_locked_like_all_the_others(ctx: AppContext, exercise: bool) -> None:
    crisis = lifecycle.establish(ctx, "kari", request(exercise=exercise))
    after = take_up(ctx, with_library(ctx).municipality, "0" * 64)
    name = next(
        a.id for a in after.municipality.all_accounts() if a.sandbox == exercise and a.id.startswith("bibliotek")
    )
    assert accounts.status(after, name).state is AccountState.LOCKED
    assert locks.complete(after, crisis.id) == [], "once"
    locked = [event.subject for event in audit.events(after, crisis.id) if event.action == "account.locked"]
    assert locked.count(name) == 1
    lifecycle.stand_down(after, "kari", crisis.id)
    assert accounts.status(after, name).state is AccountState.OPEN
    assert locks.complete(after, crisis.id) == [], "nothing is locked by a crisis that is over"


def test_it_is_locked_although_a_command_was_quicker_than_what_runs(ctx: AppContext) -> None:
    """It reads the changed file, too, and makes the account known: then what runs finds nothing new in it."""
    lifecycle.establish(ctx, "kari", request())
    known = with_library(ctx)
    accounts.sync(known)
    after = take_up(ctx, known.municipality, "0" * 64)
    opened = [a.id for a in after.municipality.accounts if a.id.startswith("bibliotek")]
    assert [accounts.status(after, name).state for name in opened] == [AccountState.LOCKED] * len(opened) and opened
