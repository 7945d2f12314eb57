"""Letters: any length, to each of the account's recipients."""

from notifiers.base.media_rules import MB, PICTURES, MediaRules
from notifiers.channels.email import channel
from notifiers.spec import ChannelSpec, Drawn
from policy.recipients.mail_addresses import can_be_written_to, foreign_sign, no_sign_of_one
from schemas.sentence import Sentence, say


def misaddressed(address: str) -> Sentence | None:
    """As sending will find it."""
    if can_be_written_to(address):
        return None
    if sign := foreign_sign(address):
        return no_sign_of_one(sign)
    return say("This is not an e-mail address. Write it as varsling@stjordal.example.")


SPEC = ChannelSpec(
    name="E-mail",
    named=say("E-mail"),
    icon="envelope",
    titled=True,
    drawn=Drawn.LETTER,
    media=MediaRules(kinds={**dict.fromkeys(PICTURES, 10 * MB), "application/pdf": 20 * MB}),
    acts=lambda: channel.KriseMail,
    addressed=True,
    nobody=say("This e-mail account has nobody to write to. Add `recipients:` with at least one address."),
    misaddressed=misaddressed,
    carries=("notices",),
)
