"""Whom a message did not reach: who that is, the letter that a person decides on, and the doors that are left."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from policy.evidence import hashing
from policy.evidence.hashing import content_hash
from schemas.accounts.account import Platform
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import Refused, RetryClass
from schemas.messages.bulk import Sent, Steer
from schemas.recipients.delivery_report import DeliveryReport
from schemas.recipients.recipient import Audience, Way
from schemas.recipients.register import EntryForm
from schemas.states import DraftStatus
from store.accounts import accounts
from store.approvals import approvals
from store.batches.orders import Answer, Order, Wish
from store.bulk import freezing, steering, taking
from store.context import AppContext
from store.crises import lifecycle
from store.deliveries import deliveries
from store.deliveries.deliveries import Settlement
from store.drafts import drafts, follow_ups, second_way
from store.evidence import audit
from store.lists import rights
from store.messages import messages
from store.reached import missed, reports, why
from store.recipients import register, sets
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content, request
from tests.store.many_world import LEASE, MAIL
from tests.store.test_recipient_register import TOWN as ZONES

SMS = "sms"
ADDRESSED = {
    "ase": ("Åse", "Elvegata 3", ("+4791111100",), ("ase@kk.example",)),
    "bo": ("Bo", "Bakken 1", ("+4791111101",), ()),
    "cato": ("Cato", "", ("+4791111102", "+4791111103"), ("cato@kk.example",)),
    "dag": ("Dag", "Elvegata 1", ("+4791111104",), ("dag@kk.example",)),
}


def settled(ctx: AppContext) -> AppContext:
    """A town with an SMS and an e-mail account, and four who are in its register."""
    ours = (*ACCOUNTS, account(SMS, Platform.SMS), account(MAIL, Platform.EMAIL))
    made = replace(ctx, municipality=MUNICIPALITY.model_copy(update={"accounts": ours}))
    accounts.sync(made)
    for name, street, mobiles, emails in ADDRESSED.values():
        form = EntryForm(name=name, street=street, mobiles=mobiles, emails=emails, purpose="Samtykke")
        register.add(made, "ola", form)
    return made


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return settled(ctx)


def drain(town: AppContext, account_id: str, refused: Sequence[str] = ()) -> list[Order]:
    made: list[Order] = []
    answer: Answer | None = None
    freezing.freeze_own(town, account_id)
    while isinstance(took := taking.take(town, [Wish(account_id, answer)], "w", LEASE)[0], Order):
        made.append(took)
        gone = Sent(kind=RetryClass.PERMANENT, error="no such number")
        answer = Answer(took, [gone if to.recipient in refused else Sent(remote_id=to.key) for to in took.batch.to])
    return made


def approved(town: AppContext, draft: Draft) -> str:
    handed_in = drafts.submit(town, "anne", draft.id)
    return approvals.approve(town, "ola", draft.id, handed_in.revision.seen).id


@pytest.fixture
def message_id(town: AppContext) -> str:
    return warned(town)


def warned(town: AppContext) -> str:
    """By SMS to all; Åse and Bo are not reached, of Cato's two numbers one is, Dag's is reported back."""
    crisis = lifecycle.establish(town, "kari", request())
    words = content("Kok vannet i tre minutter.", audience=Audience(everyone=True))
    made = approved(town, drafts.new(town, "anne", crisis.id, words, (SMS,)))
    orders = drain(town, SMS, ("+4791111100", "+4791111101", "+4791111102"))
    keys = {to.recipient: to.key for order in orders for to in order.batch.to}
    assert len(keys) == 5
    reports.take(town, SMS, [DeliveryReport(key=keys["+4791111104"], arrived=False)])
    return made


def names(town: AppContext, message_id: str) -> list[tuple[str, str]]:
    return [(door.street, door.name) for door in missed.not_reached(town, "ola", message_id).doors]


def test_who_was_reached_by_one_way_is_not_missed(town: AppContext, message_id: str) -> None:
    with town.read() as session:
        found = missed.of_message(session, town, message_id)
    assert (len(found.by_email), len(found.doors)) == (2, 1)
    assert names(town, message_id) == [("Bakken 1", "Bo")]
    assert audit.events(town, action="register.read")[-1].actor == "ola"
    with pytest.raises(Refused):
        missed.not_reached(town, "liv", message_id)


def test_whose_turn_never_came_is_missed_where_the_account_refused_us(town: AppContext) -> None:
    """The password had run out at the first batch: not those of that batch alone, but everybody."""
    for n in range(250):
        register.add(town, "ola", EntryForm(street=f"Vei {n}", mobiles=(f"+479222{n:04}",), purpose="Samtykke"))
    crisis = lifecycle.establish(town, "kari", request())
    words = content("Kok vannet.", audience=Audience(everyone=True))
    made = approved(town, drafts.new(town, "anne", crisis.id, words, (SMS,)))
    took = taking.take(town, [Wish(SMS)], "w", LEASE)[0]
    assert isinstance(took, Order) and len(took.batch.to) < 255
    unknown = [Sent(kind=RetryClass.REAUTH, error="HTTP 401")] * len(took.batch.to)
    assert taking.take(town, [Wish(SMS, Answer(took, unknown))], "w", LEASE) == [None]
    found = missed.not_reached(town, "ola", made)
    assert (found.by_email, len(found.doors)) == (3, 251)
    (delivery,) = messages.show(town, made).deliveries
    deliveries.settle(town, "ola", delivery.id, Settlement.RETRY)
    drain(town, SMS)
    assert missed.not_reached(town, "ola", made).doors == ()


def test_where_nothing_failed_nobody_of_the_set_is_looked_at(town: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many they are: what is kept of a message is those for whom something failed."""
    crisis = lifecycle.establish(town, "kari", request())
    draft = drafts.new(town, "anne", crisis.id, content("Kok vannet.", audience=Audience(everyone=True)), (SMS,))
    made = approved(town, draft)
    drain(town, SMS)
    monkeypatch.setattr(sets, "page", lambda *_: pytest.fail("read although nothing failed"))
    with town.read() as session:
        assert missed.of_message(session, town, made) == ([], [])


def test_a_way_that_was_stopped_before_its_turn_has_reached_nobody(town: AppContext) -> None:
    """The SMS failed and the letters were stopped: somebody has to knock."""
    crisis = lifecycle.establish(town, "kari", request())
    words = content("Kok vannet.", audience=Audience(everyone=True))
    made = approved(town, drafts.new(town, "anne", crisis.id, words, (SMS, MAIL)))
    drain(town, SMS, ("+4791111100",))
    letters = next(each.id for each in messages.show(town, made).deliveries if each.account_id == MAIL)
    steering.steer(town, "ola", letters, Steer.STOP)
    assert names(town, made) == [("Elvegata 3", "Åse")]


def test_the_doors_without_a_number_are_on_the_list_too(town: AppContext) -> None:
    """Of the zone that it went to and of its group, by point or by name; not those elsewhere, reserved, or already on the list."""
    given: dict[str, dict[str, object]] = {
        "Inne": {"longitude": 10.05, "latitude": 63.05},
        "Ved navn": {"zones": ("hell",)},
        "Ute": {"longitude": 11.0, "latitude": 63.05},
        "Uten sted": {},
        "Vil ikke": {"zones": ("hell",), "reserved": True},
        "Uten gruppe": {"zones": ("hell",), "groups": ()},
        "Nådd": {"zones": ("hell",), "mobiles": ("91111199",)},
        "Bom": {"zones": ("hell",), "mobiles": ("91111198",)},
    }
    town = replace(town, municipality=ZONES.model_copy(update={"accounts": town.municipality.accounts}))
    for n, (name, said) in enumerate(given.items()):
        form = {"name": name, "street": f"Veien {n}", "groups": ("ansatte",), "purpose": "Liste"}
        register.add(town, "ola", EntryForm.model_validate({**form, **said}))
    crisis = lifecycle.establish(town, "kari", request())
    words = content("Kok vannet.", audience=Audience(zones=("hell",), groups=("ansatte",)))
    made = approved(town, drafts.new(town, "anne", crisis.id, words, (SMS,)))
    drain(town, SMS, ("+4791111198",))
    found = missed.not_reached(town, "ola", made)
    assert [(door.name, door.ways) for door in found.doors] == [
        ("Inne", ()),
        ("Ved navn", ()),
        ("Bom", ("+4791111198",)),
    ]
    assert (found.by_email, found.without_number, found.number) == (0, 2, 3)
    assert missed.not_reached(town, "ola", made, most=2) == found.model_copy(update={"doors": found.doors[:2]})
    gone = replace(town, municipality=MUNICIPALITY.model_copy(update={"accounts": town.municipality.accounts}))
    assert [door.name for door in missed.not_reached(gone, "ola", made).doors] == ["Bom"], "its zone is no more"


def test_a_second_way_is_a_draft_that_two_people_answer_for(town: AppContext, message_id: str) -> None:
    draft = second_way.by_email(town, "ola", message_id)
    assert draft.status is DraftStatus.DRAFT and draft.revision.accounts == (MAIL,)
    assert draft.revision.content.body == "Kok vannet i tre minutter."
    handed_in = drafts.submit(town, "ola", draft.id)
    whom = handed_in.revision.content.recipients
    assert whom and (whom.sms, whom.email, whom.without_number) == (0, 2, 0)
    with pytest.raises(Refused):
        approvals.approve(town, "ola", draft.id, handed_in.revision.seen)
    second = approvals.approve(town, "ingrid", draft.id, handed_in.revision.seen).id
    orders = drain(town, MAIL, ("dag@kk.example",))
    assert [to.recipient for order in orders for to in order.batch.to] == list(_by_mark(town))
    assert names(town, message_id) == [("Bakken 1", "Bo"), ("Elvegata 1", "Dag")], "whose letter failed too"
    assert "second way" in str(why.explain(town, "ola", "ase@kk.example", second)[1])
    with pytest.raises(Refused):
        second_way.by_email(town, "ola", message_id)


def _by_mark(town: AppContext) -> list[str]:
    """Sets go by the keyed hash."""
    return sorted(("ase@kk.example", "dag@kk.example"), key=town.sealed.mark)


def test_what_was_corrected_goes_to_nobody_more(town: AppContext, message_id: str) -> None:
    """Whom the correction missed gets that."""
    words = content("Kok vannet i ti minutter.").model_dump() | {
        "kind": MessageKind.CORRECTION,
        "wrong": "Tre er for lite.",
    }
    draft = follow_ups.submit(town, "anne", message_id, Content.model_validate(words), (SMS,))
    mended = approvals.approve(town, "ola", draft.id, draft.revision.seen).id
    drain(town, SMS, ("+4791111100",))
    with pytest.raises(Refused, match=mended):
        second_way.by_email(town, "ola", message_id)
    letter = second_way.by_email(town, "ola", mended).revision.content
    assert (letter.body, letter.kind) == ("Kok vannet i ti minutter.", MessageKind.MESSAGE)


def test_who_has_left_the_register_meanwhile_gets_no_letter(town: AppContext, message_id: str) -> None:
    draft = second_way.by_email(town, "ola", message_id)
    rights.erase(town, "ola", "ase@kk.example")
    whom = drafts.submit(town, "ola", draft.id).revision.content.recipients
    assert whom and whom.email == 1
    with town.read() as session:
        (member,) = sets.page(session, town.sealed, whom.set_id, 0, 1)
    assert (member.way, member.address) == (Way.EMAIL, "dag@kk.example")


def test_hashes_of_before_stay_what_they_were() -> None:
    words: Content = content("Kok.", audience=Audience(everyone=True))
    among = words.model_copy(update={"audience": Audience(among="s-1")})
    before = '{"area":null,"everyone":true,"groups":[],"zones":[]}'
    assert content_hash(words, (), ()) != content_hash(among, (), ())
    assert before in hashing.canonical(hashing._shown(words))


def test_where_each_account_has_its_own_list_the_one_with_the_address_answers(ctx: AppContext) -> None:
    mail = account(MAIL, Platform.EMAIL, recipients=tuple(f"leser{n}@kk.example" for n in range(60)))
    sms = account(SMS, Platform.SMS, recipients=tuple(f"+479123{n:04}" for n in range(60)))
    town = replace(ctx, municipality=MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, sms, mail)}))
    accounts.sync(town)
    crisis = lifecycle.establish(town, "kari", request())
    made = approved(town, drafts.new(town, "anne", crisis.id, content("Kok vannet."), (SMS, MAIL)))
    for each in (SMS, MAIL):
        drain(town, each)
    for address in ("leser3@kk.example", "91230003"):
        assert "as number 4" in " ".join(map(str, why.explain(town, "ola", address, made)))
    assert "not on the account's own list" in str(why.explain(town, "ola", "91230099", made)[1])
