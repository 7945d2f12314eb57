"""Signing up for warnings: how long what proves an address holds, how often it is sent, and which words end it."""

import re
from datetime import timedelta

from schemas.account import OWN_ADDRESS, Account
from schemas.municipality import Municipality
from schemas.recipient import Way

CODE_LASTS, LINK_LASTS = timedelta(minutes=15), timedelta(hours=24)
"""A code is typed at once; a letter may be read tomorrow."""
OPEN_FOR = timedelta(minutes=30)
"""After an address was proven, to choose and change."""
TRIES = 5
"""At one code of six digits."""
AN_HOUR, A_DAY = 3, 6
"""Codes and links to one address. Whoever asks for more gets the same answer, and nothing is sent."""
KEPT = timedelta(days=730)
"""Until a consent ends by itself; every visit that saves begins it anew."""
COUNTRIES = ("+45", "+46", "+47", "+354", "+358")
"""Mobiles of the North alone: codes to far countries are how SMS is stolen. Everybody else has an e-mail address."""
_STOP = re.compile(r"\W*(stopp?|slutt|avslutt|avmeld|meld av|end|unsubscribe)\b\W*", re.IGNORECASE)


def is_stop(text: str) -> bool:
    """An SMS that asks to hear no more: the word alone, or with a few more as “STOPP varsler”; a sentence is somebody talking."""
    found = _STOP.match(text.strip())
    return found is not None and len(text[found.end() :].split()) <= 1


def may_have_codes(number: str) -> bool:
    """E.164."""
    return number.startswith(COUNTRIES)


def carrier(town: Municipality, way: Way) -> Account | None:
    """The account that codes or links leave by: the first of its kind that is connected."""
    takes = "mobile" if way is Way.SMS else "email"
    fitting = (one for one in town.accounts if OWN_ADDRESS.get(one.platform) == takes)
    return next((one for one in fitting if one.secret or one.url), None)
