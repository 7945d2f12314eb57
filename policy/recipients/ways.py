"""The one form of a mobile number and a mail address, so that the same way is known again however it was written.

Source: E.164; of Norwegian numbers those that begin with 4 or 9 are mobiles (Nkom's plan); RFC 5321 by `mail_addresses`.
"""

import re
import unicodedata

import phonenumbers

from policy.recipients.mail_addresses import can_be_written_to, foreign_sign, no_sign_of_one
from schemas.errors import InvalidInput
from schemas.sentence import say

HOME = "NO"
_MOBILE_AT_HOME = re.compile(r"\+47[49][0-9]{7}")
_MOBILE_KINDS = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
_LONGEST = 40


def mobile(written: str) -> str:
    """E.164. Raises `InvalidInput`, which repeats nothing of the number but its length."""
    text = unicodedata.normalize("NFKC", written).strip()
    try:
        found = phonenumbers.parse(text[:_LONGEST], HOME)
    except phonenumbers.NumberParseException:
        raise InvalidInput(
            say("This is no phone number. Write it as 912 34 567, or with its country: +46 70 123 45 67.")
        ) from None
    number = str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    if len(text) > _LONGEST or not phonenumbers.is_valid_number(found):
        raise InvalidInput(say("No telephone has this number. Look for a missing digit, or one too many."))
    if not _is_mobile(found, number):
        raise InvalidInput(say("This is a fixed line, which takes no SMS. A mobile in Norway begins with 4 or 9."))
    return number


def email(written: str) -> str:
    """In lower case, its host as the net knows it. Raises `InvalidInput`."""
    text = unicodedata.normalize("NFC", written).strip().lower()
    if sign := foreign_sign(text):
        raise InvalidInput(no_sign_of_one(sign))
    if not can_be_written_to(text):
        raise InvalidInput(say("No letter can be sent to this address. Write it as navn@example.no."))
    local, _, host = text.rpartition("@")
    return f"{local}@{host.encode('idna').decode('ascii')}"


def any_way(written: str) -> str:
    """A mail address or a mobile, whichever it is meant to be."""
    return email(written) if "@" in written else mobile(written)


def street(written: str) -> str:
    """So that “Elvegata 3  B” and “elvegata 3b” are one house."""
    text = unicodedata.normalize("NFKC", written).casefold()
    text = re.sub(r"[.,]", " ", text)
    text = re.sub(r"\bgt\b", "gate", re.sub(r"\b(v|vg)\b", "veg", text))
    return re.sub(r"(\d)\s+([a-zæøå])\b", r"\1\2", " ".join(text.split()))


def _is_mobile(found: phonenumbers.PhoneNumber, number: str) -> bool:
    if found.country_code == 47:
        return _MOBILE_AT_HOME.fullmatch(number) is not None
    return phonenumbers.number_type(found) in _MOBILE_KINDS


def house_order(street: str) -> tuple[str | int, ...]:
    """As one walks: Elvegata 9 before Elvegata 10. Words and numbers in turn, so that any two can be compared."""
    return tuple(int(part) if n % 2 else part for n, part in enumerate(re.split(r"([0-9]+)", street.casefold())))
