"""Letters: any length, to each of the account's recipients."""

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.email.channel import KriseMail
from notifiers.spec import ChannelSpec
from policy.mail_addresses import can_be_written_to
from schemas.sentence import Sentence, say


def misaddressed(address: str) -> Sentence | None:
    """As sending will find it."""
    if can_be_written_to(address):
        return None
    return say("This is not an e-mail address. Write it as varsling@stjordal.example.")


SPEC = ChannelSpec(
    name="E-mail",
    icon="envelope",
    titled=True,
    media=MediaRules(kinds={**dict.fromkeys(PICTURES, 10 * MB), "application/pdf": 20 * MB}),
    plugin=KriseMail,
    addressed=True,
    nobody=say("This e-mail account has nobody to write to. Add `recipients:` with at least one address."),
    misaddressed=misaddressed,
    carries=("notices",),
)
