"""Signing up for warnings: how long what proves an address holds, how often it is sent, and which words end it."""

import re
import unicodedata
from datetime import timedelta

from schemas.accounts.account import OWN_ADDRESS, Account
from schemas.municipality import Municipality
from schemas.recipients.recipient import Way

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
_STOP = re.compile(
    r"\W*(stopp?|stopp?\W?all|stans|stogg|slutt|avslutt|avmeld|avmelding|meld (meg )?av|end|quit|cancel|opt\W?out|unsubscribe)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"alle|alt|all|dette|disse|denne|desse|å|med|fra|frå|til|sende|senda|meg|mer|meir|flere|fleire|nå|no|takk|"
    r"varsel|varsler|varslar|varsling|varslene|varslinga|varslingen|melding|meldinger|meldingar|meldingene|sms|smser|"
    r"tjenesten|tenesta|abonnement|abonnementet|nummer|nummeret|kommune|kommunen|"
    r"sending|me|to|from|this|the|any|more|number|messages|message|alerts|texts|please|thanks",
    re.IGNORECASE,
)
"""With these behind it, it is no sentence of somebody who talks of something else."""
_SIGNED = re.compile(
    r"(mvh|vh|hilsen|hilsning|vennlig hilsen|beste helsing|helsing|regards)\b.*", re.IGNORECASE | re.DOTALL
)


def is_stop(text: str) -> bool:
    """An SMS that asks to hear no more: the word alone, or with a few more as “STOPP varsler”; a sentence is somebody talking."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _STOP.match(plain)
    if found is None:
        return False
    first, _, rest = plain[found.end() :].partition("\n")
    behind = re.findall(r"\w+", first if _SIGNED.fullmatch(rest.strip()) else f"{first} {rest}")
    return len(behind) <= 1 or all(map(_WHAT.fullmatch, behind))


def may_have_codes(number: str) -> bool:
    """E.164."""
    return number.startswith(COUNTRIES)


def carrier(town: Municipality, way: Way) -> Account | None:
    """The account that codes or links leave by: the first of its kind that is connected."""
    takes = "mobile" if way is Way.SMS else "email"
    fitting = (one for one in town.accounts if OWN_ADDRESS.get(one.platform) == takes)
    return next((one for one in fitting if one.secret or one.url), None)
