"""Reading an alert from a warning service: OASIS CAP 1.2, as MET Norway and NVE send it.

Whether something is happening is for `status`, `msgType`, `scope`, `responseType`, `urgency`, `certainty` and `expires` to say;
where, for the geocodes of its areas; how gravely, for the gravest block that touches us.
"""

import html
import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree

from config.texts import read
from schemas.crisis import Severity
from schemas.errors import InvalidInput
from schemas.municipality import Organisation
from schemas.proposal import Alert, ProposalRequest
from schemas.sentence import Sentence, say
from schemas.text_door import OBEYED

NS = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LANGUAGES = ("no", "nb", "nn")
_MARKUP = re.compile(r"<[A-Za-z/!][^<>]{0,300}>")
_MUNICIPALITY, _COUNTY = re.compile(r"munici|kommun", re.IGNORECASE), re.compile(r"county|fylke|3166-2", re.IGNORECASE)
_GRAVITY = (Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME)
_SHOWN = "%d.%m. %H.%M"


class Place(NamedTuple):
    """Whose alerts are wanted, and when they are read."""

    organisation: Organisation
    now: datetime


def read_cap(body: bytes, place: Place) -> Alert:
    """Raises `InvalidInput`, with its own words for each reason, for what proposes nothing and calls nothing off."""
    alert = _alert(body)
    kind = _word(alert, "msgType")
    _wanted(alert, kind)
    infos = [] if kind == "Cancel" else _in_one_language(alert)
    touching = [info for info in infos if any(_touches(area, place) for area in _areas(info)) or not _areas(info)]
    if infos and not touching:
        raise InvalidInput(
            say("The alert is for other municipalities than {number}.", number=place.organisation.number)
        )
    going_on = [info for info in touching if not _is_over(info)]
    known = {"source": _cut(_word(alert, "sender"), 120) or "CAP", "identifier": _identity(alert)}
    references = tuple(_word(alert, "references").split())
    if not going_on:
        return Alert(request=None, references=references, **known)
    return Alert(request=_request(_still_valid(going_on, place), place, known), references=references, **known)


def _alert(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        alert = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidInput(say("This is no CAP 1.2 alert.")) from None
    if alert.tag != f"{NS}alert" or alert.getroottree().docinfo.doctype:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    return alert


def _wanted(alert: etree._Element, kind: str) -> None:
    if _word(alert, "status") != "Actual":
        raise InvalidInput(say("Only alerts that are Actual propose a crisis; exercises and tests do not."))
    if kind not in ("Alert", "Update", "Cancel"):
        raise InvalidInput(say("Only what is Alert, Update or Cancel says something of a danger."))
    if _word(alert, "scope") in ("Restricted", "Private"):
        raise InvalidInput(say("The alert is not for the public (scope), so it is not kept here."))


def _in_one_language(alert: etree._Element) -> list[etree._Element]:
    """Norwegian if it is there, else the first one's."""
    found = alert.findall(f"{NS}info")
    if not found:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    ours = [info for info in found if _language(info) in _LANGUAGES]
    return ours or [info for info in found if _language(info) == _language(found[0])]


def _language(info: etree._Element) -> str:
    return _word(info, "language").partition("-")[0].lower()


def _areas(info: etree._Element) -> list[etree._Element]:
    return info.findall(f"{NS}area")


def _touches(area: etree._Element, place: Place) -> bool:
    """By the municipality's number, else by the county's; an area with neither may be ours."""
    number = place.organisation.number
    towns, counties = _codes(area, _MUNICIPALITY), _codes(area, _COUNTY)
    if towns:
        return number in towns
    return not counties or number[:2] in {code.rpartition("-")[2][:2] for code in counties}


def _codes(area: etree._Element, name: re.Pattern[str]) -> set[str]:
    named = (code for code in area.findall(f"{NS}geocode") if name.search(_word(code, "valueName")))
    return {value for code in named for value in re.split(r"[\s,;]+", _word(code, "value")) if value}


def _is_over(info: etree._Element) -> bool:
    responses = {(found.text or "").strip() for found in info.findall(f"{NS}responseType")}
    return "AllClear" in responses or _word(info, "urgency") == "Past"


def _still_valid(infos: list[etree._Element], place: Place) -> list[etree._Element]:
    """What has expired, or is unlikely, counts no more beside what has not and is not."""
    likely = [info for info in infos if _word(info, "certainty") != "Unlikely"]
    if not likely:
        raise InvalidInput(say("The alert says itself that this is unlikely."))
    ends = [_moment(info, "expires", place) for info in likely]
    valid = [info for info, end in zip(likely, ends, strict=True) if end is None or end > place.now]
    if not valid:
        last = max(end for end in ends if end)
        raise InvalidInput(say("The alert expired at {expires}.", expires=_shown(last, place)))
    return valid


def _request(infos: list[etree._Element], place: Place, known: dict[str, str]) -> ProposalRequest:
    gravest = max(infos, key=lambda info: _GRAVITY.index(_severity(info)))
    areas = dict.fromkeys(_word(area, "areaDesc") for info in infos for area in _areas(info) if _touches(area, place))
    when = read(_lasts(gravest, place), place.organisation.language)
    room = 500 - len(when) - 1
    what = _cut(_word(gravest, "description") or _word(gravest, "headline") or _needed(gravest, "event"), room)
    return ProposalRequest(
        title=_cut(_word(gravest, "headline") or _needed(gravest, "event"), 120),
        what=f"{what} {when}".strip(),
        where=_cut(", ".join(filter(None, areas)), 200) or "—",
        severity=_severity(gravest),
        **known,
    )


def _lasts(info: etree._Element, place: Place) -> Sentence:
    """When, for whoever decides."""
    begins = _moment(info, "onset", place) or _moment(info, "effective", place)
    ends = _moment(info, "expires", place)
    if begins and ends:
        return say("(From {begins} to {ends}.)", begins=_shown(begins, place), ends=_shown(ends, place))
    if ends:
        return say("(Until {ends}.)", ends=_shown(ends, place))
    return say("(It does not say for how long.)")


def _severity(info: etree._Element) -> Severity:
    given = _word(info, "severity")
    return Severity(given) if given in list(Severity) else Severity.MODERATE


def _identity(alert: etree._Element) -> str:
    """As CAP 1.2, 3.2.1 has it: sender, identifier and sent together."""
    named = [_word(alert, "sender"), _needed(alert, "identifier"), _word(alert, "sent")]
    return ",".join(named)[:400]


def _moment(info: etree._Element, name: str, place: Place) -> datetime | None:
    """A time without a zone, which CAP forbids, is on the municipality's clock."""
    try:
        found = datetime.fromisoformat(_word(info, name))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(place.organisation.timezone))


def _shown(moment: datetime, place: Place) -> str:
    return f"{moment.astimezone(ZoneInfo(place.organisation.timezone)):{_SHOWN}}"


def _cut(text: str, most: int) -> str:
    """Never in the middle of a word."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def _word(element: etree._Element, name: str) -> str:
    """Without markup, and without what is not let in elsewhere either."""
    return _plain([element.findtext(f"{NS}{name}") or ""])


def _plain(texts: Iterable[str]) -> str:
    text = html.unescape(_MARKUP.sub(" ", " ".join(texts)))
    return " ".join(OBEYED.sub(" ", _MARKUP.sub(" ", text)).split())


def _needed(element: etree._Element, name: str) -> str:
    found = _word(element, name)
    if not found:
        raise InvalidInput(say("The alert lacks {name}.", name=name))
    return found
