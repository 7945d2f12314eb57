"""Signs that a text was damaged on its way in: letters read in a wrong encoding, signs of one font only, markup of a page.

A find is a question to the approver. Source: Unicode 15, chapter 23 (private use, replacement character); WHATWG, named character
references; UTF-8 read as Windows-1252, the usual way in which å, æ and ø are lost.
"""

import re
from collections.abc import Iterable, Iterator

from schemas.check import Check
from schemas.drafts.content import Content
from schemas.sentence import say

_DAMAGED = re.compile(
    "[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd]"
    "|Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]"
    "|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf\u0152\u0153\u0161\u017e\u02dc\u2010-\u203a\u2122]|â‚¬"
    r"|&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});"
    r"|</?(?:a|b|br|div|em|font|h[1-6]|i|img|li|ol|p|script|span|strong|table|t[dr]|ul|u)\b[^<>]*>",
)
_SHOWN = 3
_RULE = say("plain language")


def damaged(content: Content, beside: Iterable[str] = ()) -> Iterator[Check]:
    """One question for everything that will be published, as `policy.drafts.invisible`."""
    texts = [*content.written, *(media.alt for media in content.media), *beside]
    found = [match[0] for text in texts if text != content.link for match in _DAMAGED.finditer(text)]
    if not found:
        return
    shown = list(dict.fromkeys(found))
    yield Check(
        id="damaged",
        rule=_RULE,
        asks=True,
        sentence=say(
            "The text holds signs that look damaged or left over: {signs} ({count} in all). Readers see them just so. Are they "
            "meant? Otherwise return the draft and have them typed anew.",
            signs=" ".join(map(_named, shown[:_SHOWN])) + (" …" if len(shown) > _SHOWN else ""),
            count=len(found),
        ),
    )


def _named(sign: str) -> str:
    """What has no picture of its own by its number."""
    return f"U+{ord(sign):04X}" if len(sign) == 1 else f"“{sign}”"
