"""Flickr answers 200 to everything; what it means stands in `stat` and a code."""

from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

GONE = 1
"""No such photo, or none of ours."""
_LATER = 3
"""The file did not come through: nothing was made of it."""
_DOWN = (105, 106)
"""Unavailable, or a write that failed: as a 503, it may have come after the deed."""
_WAIT, _PAUSE = 14, 60.0
_WHO = (96, 97, 98)
_PEOPLE = (6, 99, 100)
"""A full account, too few rights, a key that Flickr has closed."""


def refused(code: int) -> NotifierError:
    sentence = say("Flickr did not take the picture (code {code}).", code=code)
    if code == _WAIT:
        return NotifierError(sentence, RetryClass.RETRY_AFTER, retry_after=_PAUSE)
    if code == _LATER:
        return NotifierError(sentence, RetryClass.RETRY_BACKOFF)
    if code in _DOWN:
        return NotifierError(sentence, RetryClass.AMBIGUOUS)
    if code in _WHO:
        return NotifierError(sentence, RetryClass.REAUTH)
    return NotifierError(sentence, RetryClass.OPERATOR if code in _PEOPLE else RetryClass.PERMANENT)
