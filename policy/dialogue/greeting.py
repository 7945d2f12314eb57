"""What one answer to many begins with under each remark: the first name of whoever wrote it, where that is plainly to be read.

Source: the municipality's own wish (`dialogue.first_names`). A name is what somebody calls themselves, and may be a handle, a title, a
newspaper or an insult. What is not surely a first name before a surname is none: then the answer goes in its words alone. A person
sees each beginning before it is approved (adr 38).
"""

import re
import unicodedata

from schemas.dialogue.rules import DialogueRules

LONGEST = 20
"""Letters of a first name with its hyphens. “Anne-Margrethe” has 14."""
_PART = r"[^\W\d_]+"
_ONE_WORD = re.compile(rf"{_PART}(?:[-'’]{_PART})*")
_MOST_WORDS = 4
_LAST_COUNTED_ONCE = "\u10ff"
"""X counts every letter up to here as one sign, as all others do."""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


NOWHERE = _words(
    """
    dr doktor prof professor herr fru frk frøken mrs ms miss lady dronning prins prinsesse prest biskop ordfører ordføreren rådmann
    rådmannen statsråd minister president politi politiet brannvesen brannvesenet legevakt legevakta lege legen rektor lærer admin
    administrator moderator support kundeservice kundesenter service bot team redaksjon redaksjonen redaktør nyheter nytt news avis
    avisa avisen blad bladet tidende radio tv kanal media kommune kommunen fylkeskommune fylket etat etaten nav skole skolen barnehage
    barnehagen bibliotek kirke kirken lag laget idrettslag fotball forening foreningen klubb klubben velforening parti partiet utvalg
    forbund samlag museum hotell hotel restaurant kafe butikk senter senteret bygg eiendom transport gruppen gruppe asa ans enk aps ltd
    inc llc gmbh boikott boycott avsett fuck faen satan jævla dust idiot idioten tulling kødd drit dritt shit hitler putin anonym
    anonymous ukjent unknown gjest guest bruker user test
    """
)
"""Of a name with any of these nothing is made: titles, organisations, abuse. The municipality adds its own (`not_names`)."""
NEVER_FIRST = _words(
    """
    as sa hr fr mr sir lord kong konge the den det de en et ei og and av for til med min mitt mine din ditt dine vår vårt våre deres vi
    dere jeg du han hun hen ikke no yes ja nei hei hallo takk nok stopp stop slutt alle ingen nobody everyone noen når hvor hvem hva
    gud jesus norge norsk norway
    """
)


def greeting(rules: DialogueRules, language: str, author: str) -> str:
    """“Hei Per!”; nothing where the municipality wishes none in this language (ISO 639-1), or there is no name."""
    words = _wished(rules, language)
    name = first_name(author, rules) if words else None
    return words.replace("{name}", name) if name else ""


def room(rules: DialogueRules, language: str) -> str:
    """With the longest name there can be, for whoever counts what has room. Nothing where none is wished for."""
    return _wished(rules, language).replace("{name}", "M" * LONGEST)


def first_name(author: str, rules: DialogueRules) -> str | None:
    """`author` as the platform shows it: a handle or a name."""
    words = author.split()
    if not 2 <= len(words) <= _MOST_WORDS or not all(map(_is_word, words)):
        return None
    first, last = words[0], words[-1]
    refused = NOWHERE | {word.casefold() for word in rules.not_names}
    if first.casefold() in NEVER_FIRST or any(part in refused for word in words for part in _said(word)):
        return None
    return first if _is_name(first) and last[0].isupper() and len(last.rstrip(".")) > 1 else None


def _is_word(word: str) -> bool:
    """Of letters, with a dot after it at the most; one all in capitals is an initial."""
    plain = word.rstrip(".")
    return bool(_ONE_WORD.fullmatch(plain)) and (len(plain) == 1 or plain != plain.upper())


def _is_name(word: str) -> bool:
    """Capital letters where its parts begin and nowhere else; of one alphabet, written from left to right."""
    known = all(sign <= _LAST_COUNTED_ONCE and unicodedata.bidirectional(sign) == "L" for sign in "".join(_parts(word)))
    alphabets = {unicodedata.name(sign, "?").split()[0] for sign in "".join(_parts(word))}
    written = all(part == part[0].upper() + part[1:].lower() for part in _parts(word))
    return 2 <= len(word) <= LONGEST and known and len(alphabets) == 1 and written and len(_parts(word)[0]) > 1


def _parts(word: str) -> list[str]:
    return re.split(r"[-'’]", word)


def _said(word: str) -> list[str]:
    """Small, whole and in its parts."""
    plain = word.rstrip(".").casefold()
    return [plain, *_parts(plain)]


def _wished(rules: DialogueRules, language: str) -> str:
    return next((words for known, words in rules.first_names.items() if known == language.partition("-")[0]), "")
