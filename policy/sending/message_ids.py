"""Whether an SMS centre means one text by two ids: some write them in hexadecimal where they answer, in decimal where they report.

SMPP 3.4 leaves the form of a message id to the centre (5.2.23), and of the id in a report to each provider (appendix B).
"""

from string import digits, hexdigits


def same(one: str, other: str) -> bool:
    """Zeros before it and small or large letters make no other id. Empty ones are nobody's."""
    a, b = (each.strip().lower().lstrip("0") for each in (one, other))
    if not (a and b):
        return False
    return a == b or _is_hex_of(a, b) or _is_hex_of(b, a)


def _is_hex_of(written: str, number: str) -> bool:
    return set(written) <= set(hexdigits) and set(number) <= set(digits) and format(int(number), "x") == written
