"""Looking after the lock: is every account locked, has every unit leader confirmed."""

from flows.context import Place
from store.accounts import accounts
from store.drafts import reminders


def check_locks(place: Place, crisis_id: str) -> int:
    """How many accounts this crisis holds locked now."""
    found = accounts.statuses(place.house) + accounts.statuses(place.house, sandbox=True)
    return sum(1 for status in found for lock in status.locks if lock.crisis_id == crisis_id)


def chase(place: Place, crisis_id: str) -> list[str]:
    """Remind the leaders who have not confirmed. Returns the accounts still unconfirmed."""
    return reminders.chase_confirmations(place.house, crisis_id)
