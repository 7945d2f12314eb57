"""Where a text holds addresses of the web: one finder for every channel that makes links of them or counts them.

An address is what a reader would press: it ends before the sentence's own punctuation, quotes and brackets, and keeps the
brackets that it opened itself. Hosts are as DNS has them (RFC 1035, 1123), of any script (IDN): labels of at most 63 signs,
253 in all.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import regex

LONGEST = 4096
"""Signs of an address; what is longer is text. Source: twitter-text's own limit, the only one a platform publishes."""
_LABEL, _HOST = 63, 253
_SIGN = r"\p{L}\p{M}\p{N}\p{So}\u200d"
_ENDING = r"\p{L}\p{M}\p{N}"
"""Of a host's last label: no picture; one that stands there belongs to the text."""
_NAME = rf"(?>(?:[{_SIGN}][{_SIGN}_-]*\.)*[{_ENDING}](?:[{_ENDING}_-]*[{_ENDING}])?)"
_BEGIN = regex.compile(
    r"(?<![A-Za-z0-9_À-ɏ])"  # nor within a word: letters of scripts without blanks may stand right before it
    r"(?:https?://(?:[^\s/?#@<>()\[\]{}\"“”„«»‹›]+@)?|(?<!@)(?<!\w[.-])(?=www\.))"
    rf"(?P<host>{_NAME})(?![\w])(?::[0-9]{{1,5}}(?![0-9]))?",
    regex.IGNORECASE,
)
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_OPENED_BY = {close: opened for opened, close in _CLOSED_BY.items()}
_STOP = re.compile(
    r"[\s<>|`“”„«»‹›–—「」『』【】〔〕（）［］｛｝〈〉《》，。！？；：、\u200b\u2060\ufeff]|[,;](?=(?i:https?)://)"
)
"""Never part of an address as people write it; nor is what parts two of them."""
_TORN = re.compile(r"\.\.+(?=\w)")
"""Behind the only label of a host: the name was meant to go on, and is none."""
_OF_THE_SENTENCE = ".,:;!?…‥*’؟،؛।॥"


MAIL = re.compile(r"(?<![\w.+-])(?<!\w')[\w.+-]++(?:'[\w.+-]+)*@[\w-]+(?:\.[\w-]+)+")
"""An address of e-mail. Begins where a word begins, so that a long word is read once; Python 3.11 errs with groups of `++`."""


class Link(NamedTuple):
    """`text[start:end]` is the link as it is written, `address` what it leads to."""

    start: int
    end: int
    address: str

    @property
    def whole(self) -> bool:
        """Written with its `https://`: what platforms count for one length."""
        return self.end - self.start == len(self.address)


def find(text: str) -> Iterator[Link]:
    """In order, without overlap. Addresses with `http://` or `https://` in any case, and hosts that begin with `www.`."""
    at = 0
    while found := _BEGIN.search(text, at):
        end = _end(text, found.end())
        at = end
        written = text[found.start() : end]
        bare = found.start() == found.start("host")
        if _is_host(found["host"], 3 if bare else 1) and not _torn(text, found) and len(written) <= LONGEST:
            yield Link(found.start(), end, f"https://{written}" if bare else written)


def _torn(text: str, found: regex.Match[str]) -> bool:
    return "." not in found["host"] and bool(_TORN.match(text, found.end("host")))


def _is_host(host: str, least: int) -> bool:
    """Of `least` labels or more. An underscore is for names below a domain, never for the domain itself."""
    labels = host.split(".")
    if (
        len(labels) < least
        or any("_" in label for label in labels[-2:])
        or any(label.endswith("-") for label in labels)
    ):
        return False
    return len(host) <= _HOST and max(map(len, labels)) <= _LABEL


def _end(text: str, host_end: int) -> int:
    """Where the path, query and fragment end that may follow a host."""
    if text[host_end : host_end + 1] not in ("/", "?", "#"):
        return host_end
    end, opened = host_end, list[str]()
    longest = min(len(text), host_end + LONGEST + 1)
    while end < longest and not _STOP.match(text, end):
        sign = text[end]
        if sign in _CLOSED_BY:
            opened.append(sign)
        elif sign in _OPENED_BY:
            if _OPENED_BY[sign] not in opened:
                break
            while opened.pop() != _OPENED_BY[sign]:
                pass
        end += 1
    return _without_the_sentence(text, host_end, end)


def _without_the_sentence(text: str, begin: int, end: int) -> int:
    """Back over what ends the sentence; a quote stays where the address has its other half, a bracket that is never closed goes."""
    while end > begin:
        last, path = text[end - 1], text[begin:end]
        odd_quote = last in "\"'" and path.count(last) % 2
        alone = last in "?#" and end == begin + 1
        if not (last in _OF_THE_SENTENCE or odd_quote or alone or last in _CLOSED_BY):
            break
        end -= 1
    return end
