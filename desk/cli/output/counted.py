"""How many a message reaches, in a sentence."""

from schemas.recipients.recipient import Counts
from schemas.sentence import Sentence, say


def told(counts: Counts) -> Sentence:
    numbers = {"sms": counts.sms, "email": counts.email, "without": counts.without_number, "reserved": counts.reserved}
    if counts.without_place:
        return say(
            "{sms} mobiles, {email} e-mail addresses, {without} addresses without a number, {reserved} reserved, "
            "{nowhere} without a place, whom no zone finds",
            nowhere=counts.without_place,
            **numbers,
        )
    return say(
        "{sms} mobiles, {email} e-mail addresses, {without} addresses without a number, {reserved} reserved", **numbers
    )
