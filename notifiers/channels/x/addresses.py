"""Where X sees addresses in a text: the rules it publishes (twitter-text 3, `extractUrlsWithIndices`), which are its own and narrower
than what a reader would press. What X does not see as an address is counted in full."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import regex

LONGEST, LABEL, SLUG = 4096, 63, 40
"""Signs of an address, of a label of its host as DNS carries it, and of the end of an address that X itself has shortened."""
LABELS = 127
"""Of a host: more do not fit into the 253 signs of DNS (RFC 1035)."""
_SPACES = r"\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVALID, _MARKS = r"\ufffe\ufeff\uffff", r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    r"\u0300-\u036f\u1e00-\u1eff"
)
_CYRILLIC = r"\u0400-\u04ff"
_HOST = re.compile(rf"[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~${_SPACES}{_INVALID}{_MARKS}]+")
"""What may stand in a host, with its dots, hyphens and underscores."""
_BEFORE = re.compile(rf"[^A-Za-z0-9@＠$#＃{_INVALID}]")
_SCHEME = re.compile(r"https?://\Z", re.IGNORECASE)
_ENDS = r"(?![0-9a-zA-Z@+-])"
_PATH_SIGN = rf"[a-z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_IN_BRACKETS = rf"\((?:{_PATH_SIGN}++|{_PATH_SIGN}*+\({_PATH_SIGN}++\){_PATH_SIGN}*+)\)"
_PATH_END = rf"(?:[+\-a-z{_CYRILLIC}0-9=_#/{_LATIN}]|{_IN_BRACKETS})"
_PATH = rf"(?:{_PATH_SIGN}*(?:{_IN_BRACKETS}{_PATH_SIGN}*)*{_PATH_END}|@{_PATH_SIGN}+/)"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_REST = regex.compile(rf"(?::[0-9]+)?(?P<path>/{_PATH}*)?(?:{_QUERY})?", regex.IGNORECASE)
_SHORTENED = regex.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:{_QUERY})?", regex.IGNORECASE)


class AddressSpan(NamedTuple):
    """`text[start:end]` counts as one address."""

    start: int
    end: int


def find(text: str) -> Iterator[AddressSpan]:
    """In order, without overlap; with `https://` and without."""
    since = at = 0
    while run := _HOST.search(text, at):
        found = _in_run(text, since, run.start(), run.end())
        yield from found.spans if found else ()
        since = found.read_to if found else since
        at = found.read_to if found else run.end()


class _Found(NamedTuple):
    spans: tuple[AddressSpan, ...]
    read_to: int


def _in_run(text: str, since: int, begin: int, end: int) -> _Found | None:
    """`text[begin:end]` is all that may be a host; the address may go on behind it. What is before `since` has been taken."""
    scheme = _SCHEME.search(text, max(since, begin - len("https://")), begin)
    if scheme and _may_begin(text, since, scheme.start()) and (host := _host(text, begin, end)):
        return _whole(text, scheme.start(), begin, host)
    for start in range(begin, end):
        if _may_begin(text, since, start) and not _begins_later(text, start, end) and (host := _host(text, start, end)):
            return _bare(text, start, host)
    return None


def _may_begin(text: str, since: int, at: int) -> bool:
    return at == 0 or (at > since and bool(_BEFORE.match(text, at - 1)))


def _begins_later(text: str, start: int, end: int) -> bool:
    """X takes the first sign of a text for what stands before an address, where it may stand there: in “ås.no” it sees s.no."""
    return start == 0 and end > 1 and bool(_BEFORE.match(text)) and _host(text, 1, end) is not None


def _rest(text: str, host: int) -> regex.Match[str]:
    """Every part of it may be missing, so that it is always found."""
    return next(_REST.finditer(text, host, host + LONGEST + 1))


def _host(text: str, start: int, end: int) -> int | None:
    """Where the longest host that begins at `start` ends; None where there is none."""
    if text[start] in ".-_":
        return None
    best, label = None, start
    for _ in range(LABELS):
        dot = text.find(".", label, end)
        if dot < 0 or dot == label or text[label] in "-_" or text[dot - 1] in "-_":
            break
        if "_" not in text[label:dot] and (ending := _ending().match(text, dot + 1, end)) and _stops(text, ending):
            best = ending.end()
        label = dot + 1
    return best


def _stops(text: str, ending: regex.Match[str]) -> bool:
    """An ending is no part of a longer word, nor of an address of e-mail."""
    after = text[ending.end() : ending.end() + 1]
    return ending["code"] is not None or not re.match(r"[0-9a-zA-Z@+-]", after)


@cache
def _ending() -> regex.Pattern[str]:
    words = Path(__file__).with_name("endings.txt").read_text(encoding="utf-8").split()
    known = "|".join(sorted(map(regex.escape, words), key=len, reverse=True))
    return regex.compile(rf"(?:(?:{known}){_ENDS})|(?P<code>xn--[\-0-9a-z]+)", regex.IGNORECASE)


@cache
def _ascii_host() -> regex.Pattern[str]:
    return regex.compile(rf"(?:[\-a-z0-9{_LATIN}]++\.)+(?:{_ending().pattern})", regex.IGNORECASE)


def _whole(text: str, start: int, begin: int, host: int) -> _Found:
    """An address with its scheme, or none where X would not lead there."""
    end = _rest(text, host).end()
    if shortened := _SHORTENED.match(text, start, end):
        spans = (AddressSpan(start, shortened.end()),) if len(shortened["slug"]) <= SLUG else ()
        return _Found(spans, shortened.end())
    leads = _leads_somewhere(text[begin:host], end - start + begin - start)
    return _Found((AddressSpan(start, end),) if leads else (), end)


def _bare(text: str, start: int, host: int) -> _Found:
    """Hosts in letters of the Latin script, however close together; what follows belongs to the last."""
    rest = _rest(text, host)
    if start and text[start - 1] in "-_./":
        return _Found((), rest.end())
    spans = [
        AddressSpan(found.start(), found.end())
        for found in _ascii_host().finditer(text, start, host)
        if _leads_somewhere(found[0], len(found[0]))
    ]
    if spans and rest["path"]:
        spans[-1] = AddressSpan(spans[-1].start, rest.end())
    return _Found(tuple(spans), rest.end())


def _leads_somewhere(host: str, length: int) -> bool:
    if host[:4].lower() == "xn--" and not host.partition(".")[0].isascii():
        return False
    labels = [_as_dns_has_it(label) for label in re.split("[.\u3002\uff0e\uff61]", host)]
    return all(0 < label <= LABEL for label in labels) and length + sum(labels) + len(labels) - 1 - len(host) <= LONGEST


def _as_dns_has_it(label: str) -> int:
    """Its length (RFC 3492)."""
    return len(label) if label.isascii() else len(label.encode("punycode")) + 4
