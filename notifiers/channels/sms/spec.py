"""Ten joined parts at most, to each of the account's numbers."""

import re

from notifiers.base.media_rules import TEXT_ONLY
from notifiers.channels.sms import base, elks, link, sinch, smpp
from notifiers.channels.sms.preview import beside, facts, pieces
from notifiers.spec import ChannelSpec, Drawn
from schemas.messages.turn import Turn
from schemas.sentence import Sentence, say

_NUMBER = re.compile(r"\+(?:47[2-9][0-9]{7}|(?!47)[1-9][0-9]{7,14})")
"""ITU-T E.164; eight digits in Norway, of which none begins with 0 or 1."""


def misaddressed(number: str) -> Sentence | None:
    if _NUMBER.fullmatch(number):
        return None
    return say('This is not a whole mobile number. Write it with its country: "+4791234567".')


SPEC = ChannelSpec(
    name="SMS",
    icon="chat-text",
    limit=1_530,
    drawn=Drawn.SMS,
    pieces=pieces,
    brief=True,
    turn=Turn.LIFE_SAVING,
    dash="-",
    media=TEXT_ONLY,
    acts=lambda: base.Sms,
    providers=lambda: (elks.Elks, sinch.Sinch, link.LinkMobility, smpp.Smpp),
    addressed=True,
    misaddressed=misaddressed,
    carries=("notices_sms",),
    details=facts,
    beside=beside,
)
