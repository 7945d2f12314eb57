"""What somebody wrote in a letter, without what they answer. Where it is not certain, nothing is taken away.

Only two forms are cut: lines that begin with > at the end (RFC 3676, 4.5), and what stands below the head that Outlook sets over
a letter it answers. Why no library does it: docs/adr/0032.
"""

import re
from collections.abc import Sequence

LEFT_OUT = "[…]"
"""Stands where an answered letter was that did not mark its lines: somebody may have written in between."""
_HEAD = re.compile(r"\s*\*?(?P<name>\w{2,8}):\*?[ \t]")
_FROM = {"fra", "frå", "from", "von", "från"}
_BESIDE = ({"sendt", "sent", "dato", "date", "gesendet", "skickat", "datum"}, {"til", "to", "an", "till"})
_WITHIN = 5
"""Lines of the head."""
_ATTRIBUTION = 3
"""Lines that “… skrev …:” may take."""
_RULE = re.compile(r"\s*[_-]{5,}[\w \-]*[_-]*\s*")


def own_words(text: str) -> str:
    """Never empty where the text is not."""
    lines = text.replace("\r\n", "\n").split("\n")
    at = next((number for number in range(len(lines)) if _is_head(lines[number : number + _WITHIN])), None)
    above = lines if at is None else _without_rule(lines[:at])
    kept = _stripped(_without_quote(above))
    if not kept:
        return _stripped(lines)
    return kept if at is None else f"{kept}\n\n{LEFT_OUT}"


def _is_head(lines: Sequence[str]) -> bool:
    names = [found["name"].casefold() if (found := _HEAD.match(f"{line} ")) else "" for line in lines]
    return bool(names) and names[0] in _FROM and all(any(name in each for name in names[1:]) for each in _BESIDE)


def _without_rule(lines: Sequence[str]) -> Sequence[str]:
    end = _end(lines)
    return lines[: end - 1] if end and _RULE.fullmatch(lines[end - 1]) else lines


def _without_quote(lines: Sequence[str]) -> Sequence[str]:
    end = _end(lines)
    begin = end
    while begin and (lines[begin - 1].startswith(">") or not lines[begin - 1].strip()):
        begin -= 1
    if begin == end or not any(line.startswith(">") for line in lines[begin:end]):
        return lines
    above = _end(lines[:begin])
    if not above or not lines[above - 1].rstrip().endswith(":"):
        return lines[:begin]
    first = above - 1
    while first and lines[first - 1].strip() and above - first < _ATTRIBUTION:
        first -= 1
    alone = first == 0 or not lines[first - 1].strip()
    return lines[: first if alone else above - 1]


def _end(lines: Sequence[str]) -> int:
    """How many lines there are before blank ones."""
    return next((number + 1 for number in reversed(range(len(lines))) if lines[number].strip()), 0)


def _stripped(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()
