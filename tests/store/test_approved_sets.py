"""The set is part of the approval, on both databases: frozen when handed in, counted again, asked for anew, and sent to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from policy.evidence.hashing import content_hash
from schemas.accounts.account import Platform
from schemas.crises.crisis import CrisisRequest
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, Refused
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals, renewing
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import audiences, drafts, follow_ups
from store.evidence import audit
from store.lists import rights
from store.messages import messages
from store.reached import why
from store.recipients import register
from tests.cast import ACCOUNTS, account, content, request
from tests.store.many_world import MAIL, drain, status
from tests.store.test_recipient_register import TOWN

HELL = Audience(zones=("hell",))


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    """Hell has two mail addresses, one home without any, and somebody outside."""
    mail = account(MAIL, Platform.EMAIL)
    made = replace(ctx, municipality=TOWN.model_copy(update={"accounts": (*ACCOUNTS, mail)}))
    accounts.sync(made)
    for n, place in ((1, 10.05), (2, 10.06), (3, 11.0)):
        enter(made, f"leser{n}@kk.example", place)
    enter(made, None, 10.07)
    return made


def enter(town: AppContext, email: str | None, longitude: float, **other: Any) -> None:
    form = {"emails": (email,) if email else (), "street": "Veien 1", "purpose": "Samtykke", "longitude": longitude}
    register.add(town, "ola", EntryForm.model_validate(form | {"latitude": 63.05} | other))


def draft(town: AppContext, audience: Audience | None = HELL, crisis: CrisisRequest | None = None) -> Draft:
    crisis_id = lifecycle.establish(town, "kari", crisis or request()).id
    made = drafts.new(town, "anne", crisis_id, content(audience=audience), (MAIL,))
    return drafts.submit(town, "anne", made.id)


def approve(town: AppContext, found: Draft) -> str:
    return approvals.approve(town, "ola", found.id, found.revision.seen).id


def sent_to(town: AppContext) -> list[str]:
    return [each.recipient for one in drain(town) for each in one.batch.to]


def refused(town: AppContext, found: Draft, words: str) -> None:
    with pytest.raises(Refused, match=words):
        approve(town, found)


def test_it_goes_to_the_set_that_was_approved_and_to_nobody_else(town: AppContext) -> None:
    found = draft(town)
    whom = found.revision.content.recipients
    assert whom and (whom.sms, whom.email, whom.without_number, whom.reserved) == (0, 2, 1, 0)
    message_id = approve(town, found)
    assert sorted(sent_to(town)) == ["leser1@kk.example", "leser2@kk.example"]
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_the_hash_of_the_set_is_under_the_hash_that_is_approved(town: AppContext) -> None:
    found = draft(town)
    before = found.revision
    whom = before.content.recipients
    assert whom
    forged = before.content.model_copy(update={"recipients": whom.model_copy(update={"hash": "0" * 64})})
    assert content_hash(before.content, before.accounts, before.renderings) == before.content_hash
    assert content_hash(forged, before.accounts, before.renderings) != before.content_hash


def test_a_member_that_was_changed_in_the_database_is_found_out(town: AppContext) -> None:
    found = draft(town)
    with town.write() as session:
        session.connection().execute(text("UPDATE recipient_set_member SET zone = 'lanke' WHERE number = 0"))
    refused(town, found, "set of recipients")


def test_who_came_since_asks_for_a_new_look(town: AppContext) -> None:
    found = draft(town)
    enter(town, "leser4@kk.example", 10.08)
    assert not audiences.is_current(town, found)
    refused(town, found, "2 recipients then, 3 now")
    again = renewing.renew(town, "ola", found.id)
    assert (again.revision.number, again.revision.author, again.hands) == (
        found.revision.number + 1,
        found.revision.author,
        found.hands,
    )
    refused(town, found, "not what you looked at")
    approve(town, again)
    assert len(sent_to(town)) == 3


def test_a_change_of_the_register_elsewhere_asks_nobody(town: AppContext) -> None:
    found = draft(town)
    enter(town, "leser5@kk.example", 11.0)
    assert not audiences.is_current(town, found)
    approve(town, found)
    assert len(sent_to(town)) == 2
    assert renewed(town) == [2]


def test_who_has_no_place_is_counted_and_one_more_asks_nobody(town: AppContext) -> None:
    nowhere = EntryForm(mobiles=("90000001",), street="Elvegata 1", purpose="Samtykke på skjema")
    register.add(town, "ola", nowhere)
    found = draft(town)
    whom = found.revision.content.recipients
    assert whom and (whom.email, whom.without_place) == (2, 1)
    register.add(town, "ola", nowhere.model_copy(update={"mobiles": ("90000002",)}))
    approve(town, found)
    assert len(sent_to(town)) == 2


def test_a_set_of_before_its_places_were_counted_is_still_the_same_set(town: AppContext) -> None:
    found = draft(town)
    with town.write() as session:
        session.connection().execute(text("UPDATE recipient_set SET without_place = NULL"))
    enter(town, "leser5@kk.example", 11.0)
    approve(town, found)
    assert len(sent_to(town)) == 2


def renewed(town: AppContext) -> list[int]:
    return [event.data["revision"] for event in audit.events(town, action="draft.addressed")]


def test_a_zone_that_was_drawn_anew_asks_for_a_new_look(town: AppContext) -> None:
    found = draft(town)
    wider = TOWN.zones[0].model_copy(update={"name": "Hell og Lånke"})
    other = replace(town, municipality=town.municipality.model_copy(update={"zones": (wider,)}))
    refused(other, found, "changed since")


def test_who_was_erased_after_the_approval_is_sent_nothing(town: AppContext) -> None:
    message_id = approve(town, draft(town))
    rights.erase(town, "ola", "leser1@kk.example")
    assert sent_to(town) == ["leser2@kk.example"]
    assert status(town, message_id) is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.ALL_CLEAR])
def test_what_mends_it_goes_to_those_who_got_it(town: AppContext, kind: MessageKind) -> None:
    message_id = approve(town, draft(town))
    drain(town)
    enter(town, "leser4@kk.example", 10.08)
    words: dict[str, Any] = {"kind": kind, "title": "Kok drikkevannet", "audience": Audience(everyone=True)}
    words |= {"wrong": "Det gjelder ikke Lånke."} if kind is MessageKind.CORRECTION else {}
    mended = follow_ups.submit(town, "anne", message_id, content("Kok vannet i to minutter.", **words))
    assert mended.revision.content.audience == HELL
    approve(town, mended)
    assert sorted(sent_to(town)) == ["leser1@kk.example", "leser2@kk.example"]


def test_everyone_is_the_whole_register(town: AppContext) -> None:
    whom = draft(town, Audience(everyone=True)).revision.content.recipients
    assert whom and whom.email == 3


def test_without_an_audience_everything_is_as_before(town: AppContext) -> None:
    found = draft(town, None)
    assert found.revision.number == 1 and found.revision.content.recipients is None


def test_an_exercise_has_its_set_and_reaches_nobody_of_it(town: AppContext) -> None:
    found = draft(town, crisis=request(exercise=True))
    assert found.revision.content.recipients
    message_id = approve(town, found)
    assert sent_to(town) == []
    assert all(town.account(each.account_id).sandbox for each in messages.show(town, message_id).deliveries)


@pytest.mark.parametrize(
    "wrong",
    [Audience(), Audience(zones=("mars",)), Audience(groups=("alle",)), Audience(everyone=True, zones=("hell",))],
)
def test_a_draft_to_nobody_is_refused(town: AppContext, wrong: Audience) -> None:
    with pytest.raises(InvalidInput):
        draft(town, wrong)


def test_an_edit_of_what_waits_fetches_its_new_audience(town: AppContext) -> None:
    found = draft(town)
    edited = drafts.edit(town, "ola", found.id, content(audience=Audience(everyone=True)), (MAIL,))
    whom = edited.revision.content.recipients
    assert whom and whom.email == 3


@pytest.mark.parametrize("who", ["liv", "nils"])
def test_who_neither_wrote_nor_decides_fetches_nothing(town: AppContext, who: str) -> None:
    found = draft(town)
    with pytest.raises(Refused):
        renewing.renew(town, who, found.id)


def test_why_by_the_message_says_what_came_of_it(town: AppContext) -> None:
    message_id = approve(town, draft(town))
    assert "turn has not come" in last(why.explain(town, "ola", "leser1@kk.example", message_id))
    drain(town)
    told = why.explain(town, "ola", "leser1@kk.example", message_id)
    assert "zone Hell" in str(told[1]) and "taken by the mail server" in last(told)
    assert "lives outside" in last(why.explain(town, "ola", "leser3@kk.example", message_id))


@pytest.mark.parametrize(("reads", "theirs"), [("en", "en"), ("se", "nb")])
def test_why_says_what_they_read_and_which_version_theirs_is(town: AppContext, reads: str, theirs: str) -> None:
    enter(town, "langt@kk.example", 10.05, language=reads)
    english = {"language": "en", "title": "Boil your water", "body": "Boil it for one minute."}
    made = content(audience=HELL, versions=(english,), next_update=None)
    crisis_id = lifecycle.establish(town, "kari", request()).id
    handed_in = drafts.submit(town, "anne", drafts.new(town, "anne", crisis_id, made, (MAIL,)).id)
    told = why.explain(town, "ola", "langt@kk.example", approve(town, handed_in))
    assert {each.msgid: each.params["language"] for each in told if "language" in each.params} == {
        "Reads {language} best.": reads,
        "The message for them is the one in {language}.": theirs,
    }


def last(told: Sequence[object]) -> str:
    return str(told[-1])
