"""E-mail addresses as people hide them and programs rewrite them: “kari (at) example (dot) no”, “kari krøllalfa example.no”.

“at” alone is a word of Norwegian and English: it counts in brackets, beside a “dot”, and behind words that ask for a letter.
"""

import re
from urllib.parse import unquote

from policy.drafts.phone_numbers import unseen_taken_out

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x3002, 0xFF61), ".")
_ALFA = r"(?:alfa-?krøll|krøll-?alfa|krøl-?alfa|snabel-?a)"
_OPEN, _CLOSE = r"(?:[\[({<⟨«*]|\b_)", r"(?:[\])}>⟩»*]|_\b)"
_DOT_WORD = r"(?:dot|punktum|prikk)"
_HOST = r"[\w-]+(?:\.[\w-]+)+"
_TOLD_DOT = rf"(?: {_DOT_WORD} |\.)"
_WRITE_TO = r"(?:(?:skriv|send (?:en )?(?:mail|e-?post)) til:? |e-?post(?:adresse)?: |(?:e-?)?mail: )(?!(?:us|oss|me|meg|them|alle) )"
_LOCAL_WITH_DOT = r"(?<![\w.-])[\w-]{1,40}\.(?!(?:no|com|org|net|eu|se|dk|info) )(?=[\w-]{0,40}[^\W\d_])[\w-]{1,40}"
"""Bounded, so that no long word is read many times."""
_WAYS = (
    (re.compile(r"&(?:#0*64|#x0*40|commat);", re.IGNORECASE), "@"),
    (re.compile(rf"(?<=\w) ?{_OPEN} ?(?:a|at|{_ALFA}) ?{_CLOSE} ?(?=\w)", re.IGNORECASE), "@"),
    (re.compile(rf"(?<=\w) ?{_OPEN} ?{_DOT_WORD} ?{_CLOSE} ?(?=\w)", re.IGNORECASE), "."),
    (re.compile(r"(?<=\w)-at-(?=\w+(?:-dot-|\.dot\.)\w)", re.IGNORECASE), "@"),
    (re.compile(r"(?<=\w)-dot-(?=\w)", re.IGNORECASE), "."),
    (re.compile(rf"(?<=\w) {_ALFA} (?=\w)", re.IGNORECASE), "@"),
    (re.compile(rf"(?<=\w) at (?=[\w-]+(?:{_TOLD_DOT}[\w-]+)* {_DOT_WORD} \w)", re.IGNORECASE), "@"),
    (re.compile(rf"\b({_WRITE_TO}[\w.+-]{{1,64}}) at (?={_HOST})", re.IGNORECASE), r"\1@"),
    (re.compile(rf"({_LOCAL_WITH_DOT}) at (?={_HOST})", re.IGNORECASE), r"\1@"),
    (re.compile(rf"(?<=\w)(?: @ |@ )(?={_HOST})"), "@"),
)
_TOLD = re.compile(rf"(?<=@)[\w-]+(?:{_TOLD_DOT}[\w-]+)+", re.IGNORECASE)
_SPOKEN = re.compile(rf" {_DOT_WORD} ", re.IGNORECASE)
_ENCODED = re.compile(r"https?://\S{0,2000}%[0-9a-f]{2}\S*", re.IGNORECASE)


def as_mail_reads(text: str) -> str:
    """Wide letters, dots and words for signs as ours, and nothing unseen: what whoever copies an address makes of it."""
    plain = unseen_taken_out(text).translate(_WIDE)
    for pattern, sign in _WAYS:
        plain = pattern.sub(sign, plain)
    return _TOLD.sub(lambda host: _SPOKEN.sub(".", host[0]), plain)


def as_pages_read(text: str) -> str:
    """Addresses of the web with their percent signs read: `%40` is an @ to the page, and a number with `%20` in it a number."""
    return _ENCODED.sub(lambda link: unquote(link[0]), text)
