"""What counts as a password and a PIN.

Source: NIST SP 800-63B section 5.1.1: length over composition rules, nothing that is easy to guess from the name.
"""

from itertools import pairwise

from policy.decision import YES, Decision, bad
from schemas.identity.person import Person
from schemas.sentence import say

SHORTEST = 12
"""Characters."""
LONGEST = 128


def good_password(password: str, person: Person) -> Decision:
    if not SHORTEST <= len(password) <= LONGEST:
        return bad(
            say(
                "A password has from {least} to {most} characters. Three or four unrelated words make a good one.",
                least=SHORTEST,
                most=LONGEST,
            )
        )
    if len(set(password)) < 5 or _about(password, person):
        return bad(say("This password is easy to guess. Do not use your name or the same few characters."))
    return YES


def good_pin(pin: str) -> Decision:
    if len(pin) < 6 or len(pin) > 12 or not pin.isascii() or not pin.isdigit():
        return bad(say("A PIN has from 6 to 12 digits."))
    steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        return bad(say("This PIN is easy to guess. Do not use one digit only, or digits in a row."))
    return YES


def _about(password: str, person: Person) -> bool:
    """Whether little is left of it without the person's own names."""
    left = password.lower()
    for word in {person.id, *person.name.lower().split(), (person.email or "").partition("@")[0].lower()} - {""}:
        left = left.replace(word, "")
    return len(left) < SHORTEST // 2
