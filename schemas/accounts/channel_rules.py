"""What a municipality file can get wrong about a platform's accounts. Each channel's folder says it of its own."""

from collections.abc import Callable, Mapping

from schemas.accounts.account import Platform
from schemas.base import Noun
from schemas.sentence import Sentence


def any_recipient(address: str) -> Sentence | None:
    return None


class ChannelRules(Noun):
    scheme: str | None = None
    """Of the address that needs no secret (`url:` of an account); None where every address is one."""
    nobody: Sentence | None = None
    """Said of an account without `recipients:`; None where it may have none."""
    misaddressed: Callable[[str], Sentence | None] = any_recipient
    """What is wrong with one of its `recipients:`; None for a good one."""
    carries: tuple[str, ...] = ()
    """Keys of the file (`notices`, `notices_sms`) that may name such an account: it reaches our own people only."""


Rules = Mapping[Platform, ChannelRules]
