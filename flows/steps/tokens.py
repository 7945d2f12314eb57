"""Exchanging every channel's token that ends soon, each by itself: one that fails takes none with it."""

from flows.context import Place
from policy.accounts.renewal import is_due
from schemas.account import Account
from schemas.errors import KrisekanalError
from store.accounts import renewals
from store.evidence import audit


def renew_tokens(place: Place) -> int:
    """How many were renewed."""
    return sum(renew(place, account) for account in place.house.municipality.accounts if account.secret)


def renew(place: Place, account: Account) -> bool:
    expires = place.channels.expires(account)
    if expires is None or not is_due(expires, place.house.clock()):
        return False
    try:
        place.vault.put(place.house, audit.SYSTEM, str(account.secret), place.channels.renew(account))
    except KrisekanalError as error:
        renewals.not_renewed(place.house, account, expires, error.sentence)
        return False
    renewals.renewed(place.house, account, place.channels.expires(account))
    return True
