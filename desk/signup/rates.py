"""How often one network, and everybody together, may ask for what costs something. In the memory of this one program."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from store.logins.tries import network_of

ASKING, TYPING, SAVING = "asking", "typing", "saving"
_OF_ONE: dict[str, RateLimitItem] = {
    ASKING: parse("10 per hour"),
    TYPING: parse("60 per hour"),
    SAVING: parse("120 per hour"),
}
"""Of one address, or of one household's /64 of IPv6. A library's or a school's readers share one."""
_OF_ALL: dict[str, RateLimitItem] = {ASKING: parse("120 per minute")}
"""So that a crisis' own messages are not kept waiting at the provider."""


class Rates:
    def __init__(self) -> None:
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def takes(self, what: str, address: str) -> bool:
        """False for one too many; what is refused is not counted for everybody."""
        if not self._counted.hit(_OF_ONE[what], what, network_of(address)):
            return False
        return what not in _OF_ALL or self._counted.hit(_OF_ALL[what], what)
