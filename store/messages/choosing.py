"""Which accounts a text goes to, and what each of them will make of it."""

from collections.abc import Sequence

from policy.exercises.sandbox import may_reach
from schemas.account import TWIN_SUFFIX, Account
from schemas.content import Content
from schemas.crisis import Crisis
from schemas.errors import InvalidInput, KrisekanalError, Refused
from schemas.rendering import Rendering, RenderJob
from schemas.sentence import Sentence, say
from store.context import House
from store.db.tables import MessageRow


def choose(
    house: House, crisis: Crisis, wanted: Sequence[str], content: Content, *, has_original: bool = False
) -> list[Account]:
    """The accounts named, as twins in an exercise; with none named, every connected one that the message suits."""
    if not wanted:
        return _suiting(house, _all_connected(house, crisis), content, has_original=has_original)
    chosen = list({a.id: a for a in (_standing_in(house, _as_told(house, crisis, name)) for name in wanted)}.values())
    for account in chosen:
        may_reach(account, exercise=crisis.exercise).require()
        why = house.channels.why_not(account)
        if why:
            raise Refused(why)
    return chosen


def render(
    house: House, crisis: Crisis | None, content: Content, accounts: Sequence[Account], original: Content | None
) -> list[Rendering]:
    return [house.channels.render(_job(house, crisis, content, account, original)) for account in accounts]


def _job(
    house: House, crisis: Crisis | None, content: Content, account: Account, original: Content | None
) -> RenderJob:
    return RenderJob(
        content=content, account=account, crisis=crisis, municipality=house.municipality.organisation.name,
        sender=house.municipality.organisation.sender, original=original, recipients=account.recipients,
    )  # fmt: skip


def _all_connected(house: House, crisis: Crisis) -> list[Account]:
    found = [
        account for account in house.municipality.all_accounts()
        if account.sandbox == crisis.exercise and house.channels.why_not(account) is None
    ]  # fmt: skip
    if not found:
        raise InvalidInput(say("No channel is connected, so nothing can be published. See `krisekanal channel list`."))
    return found


def _suiting(house: House, accounts: Sequence[Account], content: Content, *, has_original: bool) -> list[Account]:
    found = [a for a in accounts if not house.channels.declines(a, content, has_original=has_original)]
    if not found:
        raise InvalidInput(say("The message suits none of the connected channels. Look at the preview for why."))
    return found


def _standing_in(house: House, account: Account) -> Account:
    """A platform that takes nothing from programs any more passes on to the account the municipality names."""
    name = house.channels.passed_on(account)
    return house.account(name) if name else account


def _as_told(house: House, crisis: Crisis, account_id: str) -> Account:
    """In an exercise people name the account they know; its twin is what they get."""
    if crisis.exercise and not account_id.endswith(TWIN_SUFFIX):
        house.account(account_id)
        return house.account(account_id + TWIN_SUFFIX)
    return house.account(account_id)


def fallbacks(house: House, chosen: Sequence[Account]) -> list[Account]:
    """Accounts that may have to stand in; approved together with the rest."""
    ids = dict.fromkeys(a.fallback for a in chosen if a.fallback)
    missing = [house.account(i) for i in ids if i not in {a.id for a in chosen}]
    return [account for account in missing if house.channels.why_not(account) is None]


def preview(
    house: House, crisis: Crisis | None, content: Content, accounts: Sequence[str], refers_to: str | None
) -> list[tuple[Account, Rendering | None, Sentence | None]]:
    """What each account would publish, or why it cannot. Stores nothing; with no `accounts`, every connected one."""
    with house.read() as session:
        row = session.get(MessageRow, refers_to) if refers_to else None
        original = Content.model_validate(row.content) if row else None
    try:
        chosen = _looked_at(house, crisis, content, accounts)
    except KrisekanalError as error:
        return [(house.account(a), None, error.sentence) for a in accounts]
    return [_shown(house, crisis, content, account, original) for account in chosen]


def _looked_at(house: House, crisis: Crisis | None, content: Content, accounts: Sequence[str]) -> list[Account]:
    """Also those that the message does not suit: the preview says why."""
    if crisis is None:
        return [house.account(a) for a in accounts]
    return choose(house, crisis, accounts, content) if accounts else _all_connected(house, crisis)


def _shown(
    house: House, crisis: Crisis | None, content: Content, account: Account, original: Content | None
) -> tuple[Account, Rendering | None, Sentence | None]:
    try:
        return account, render(house, crisis, content, [account], original)[0], None
    except KrisekanalError as error:
        return account, None, error.sentence
