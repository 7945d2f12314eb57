"""Reading an alert from a warning service: OASIS CAP 1.2, as MET Norway and NVE send it.

Whether something is happening is for `status`, `msgType`, `scope`, `responseType`, `urgency`, `certainty` and `expires` to say;
where, for the geocodes of its areas, else for what they draw; how gravely, for the gravest block that touches us.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import regex
from lxml import etree

from config.language.texts import read
from policy.crises.alert_areas import Ground, elsewhere
from policy.crises.alert_identity import LONGEST, known_as
from schemas.crises.crisis import Severity
from schemas.crises.proposal import Alert, ProposalRequest
from schemas.errors import InvalidInput
from schemas.municipality import Organisation
from schemas.sentence import Sentence, say
from schemas.text_door import OBEYED

NS = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LANGUAGES = ("no", "nb", "nn", "nor", "nob", "nno", "norwegian", "norsk")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,31});", re.IGNORECASE)
"""Of a character, whole: what has no semicolon is a part of an address."""
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{1,30});")
"""One that HTML knows and XML does not."""
_MARKUP = re.compile(r"<[A-Za-z/!][^<>]{0,300}>")
_MUNICIPALITY, _COUNTY = (
    re.compile(r"munici|komm(?:un|nr)|\bknr", re.IGNORECASE),
    re.compile(r"county|fylke|3166-2", re.IGNORECASE),
)
_BY_COUNTRY = re.compile(r"emma|nuts|3166-1", re.IGNORECASE)
"""Codes that begin with a country's two letters."""
_GRAVITY = (Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME)
_SHOWN, _WITH_YEAR = "%d.%m. %H.%M", "%d.%m.%Y %H.%M"
_WRAPPED = re.compile(r"<!\[CDATA\[|\]\]>")
"""Where a sender has encoded a text twice."""
_A_DAY = timedelta(days=1)
_EARLIEST, _LATEST = 1, 9999
"""Years beside which a zone has no room."""


class Receiver(NamedTuple):
    """Whose alerts are wanted, and when they are read."""

    organisation: Organisation
    now: datetime
    ground: Ground = Ground(None, ())


def read_cap(body: bytes, receiver: Receiver) -> Alert:
    """Raises `InvalidInput`, with its own words for each reason, for what proposes nothing and calls nothing off."""
    alert = _alert(body)
    kind = _value(alert, "msgType")
    _wanted(alert, kind)
    infos = [] if kind == "Cancel" else _in_one_language(alert)
    touching = [info for info in infos if _concerns(info, receiver)] or _elsewhere(alert, infos, receiver)
    going_on = [info for info in touching if not _is_over(info)]
    known = {"source": _cut(_word(alert, "sender"), 120) or "CAP", "identifier": _identity(alert, receiver)}
    references = tuple(_word(alert, "references").split())
    if infos and not touching:
        if not references:
            raise InvalidInput(elsewhere(receiver.organisation.number))
        return Alert(request=None, elsewhere=True, references=references, **known)
    if not going_on:
        return Alert(request=None, references=references, **known)
    return Alert(request=_request(_still_valid(going_on, receiver), receiver, known), references=references, **known)


def _alert(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        alert = etree.fromstring(_ENTITY.sub(_as_number, body.lstrip()), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidInput(say("This is no CAP 1.2 alert.")) from None
    if alert.tag != f"{NS}alert" or alert.getroottree().docinfo.doctype:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    return alert


def _as_number(found: re.Match[bytes]) -> bytes:
    """An entity that a document would have to define, as the sign that HTML means by it; what nobody knows stays, and is refused."""
    sign = html.entities.html5.get(f"{found[1].decode('ascii', 'replace')};", "")
    return "".join(f"&#{ord(each)};" for each in sign).encode() or found[0]


def _wanted(alert: etree._Element, kind: str) -> None:
    if _value(alert, "status") != "Actual":
        raise InvalidInput(say("Only alerts that are Actual propose a crisis; exercises and tests do not."))
    if kind not in ("Alert", "Update", "Cancel"):
        raise InvalidInput(say("Only what is Alert, Update or Cancel says something of a danger."))
    if _value(alert, "scope") not in ("", "Public"):
        raise InvalidInput(say("The alert is not for the public (scope), so it is not kept here."))


def _in_one_language(alert: etree._Element) -> list[etree._Element]:
    """Norwegian if it is there, else the first one's."""
    found = alert.findall(f"{NS}info")
    if not found:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    ours = [info for info in found if _language(info) in _LANGUAGES]
    return ours or [info for info in found if _language(info) == _language(found[0])]


def _language(info: etree._Element) -> str:
    return re.split("[-_ ]", _word(info, "language"))[0].lower()


def _areas(info: etree._Element) -> list[etree._Element]:
    return info.findall(f"{NS}area")


def _touches(area: etree._Element, receiver: Receiver) -> bool:
    """By the municipality's number, else by the county's and by what is drawn; an area with none of them may be ours."""
    number = receiver.organisation.number
    towns, counties = _codes(area, _MUNICIPALITY), _codes(area, _COUNTY)
    if numbers := re.findall(r"(?<!\d)\d{4}(?!\d)", towns):
        return number in numbers
    if towns:
        return receiver.organisation.name.removesuffix(" kommune").casefold() in towns.casefold()
    named = re.findall(r"(?<!\d)\d{2}(?!\d)|(?<!\d)\d{2}(?=\d{2}(?!\d))", counties)
    if named and number[:2] not in named:
        return False
    drawn = receiver.ground.touched(_texts(area, "polygon"), _texts(area, "circle"))
    return not _abroad(area) if drawn is None else drawn


def _texts(area: etree._Element, name: str) -> list[str]:
    return [_plain(str(text) for text in found.itertext()) for found in area.findall(f"{NS}{name}")]


def _abroad(area: etree._Element) -> bool:
    lands = re.findall(r"(?<![A-Z])[A-Z]{2}(?![A-Z])", _codes(area, _BY_COUNTRY))
    return bool(lands) and "NO" not in lands


def _codes(area: etree._Element, name: re.Pattern[str]) -> str:
    """Whatever stands in them: “9999”, “1804,9999”, “NO-50”, also names."""
    named = (code for code in area.findall(f"{NS}geocode") if name.search(_word(code, "valueName")))
    return " ".join(_word(code, "value") for code in named)


def _concerns(info: etree._Element, receiver: Receiver) -> bool:
    areas = _areas(info)
    return not areas or any(_touches(area, receiver) for area in areas)


def _elsewhere(alert: etree._Element, infos: list[etree._Element], receiver: Receiver) -> list[etree._Element]:
    """Blocks in another language that concern us, where those in ours do not."""
    return [info for info in alert.findall(f"{NS}info") if infos and info not in infos and _concerns(info, receiver)]


def _is_over(info: etree._Element) -> bool:
    responses = {_plain([found.text or ""]).casefold() for found in info.findall(f"{NS}responseType")}
    return "allclear" in responses or _value(info, "urgency") == "Past"


def _still_valid(infos: list[etree._Element], receiver: Receiver) -> list[etree._Element]:
    """What has expired, or is unlikely, counts no more beside what has not and is not."""
    likely = [info for info in infos if _value(info, "certainty") != "Unlikely"]
    if not likely:
        raise InvalidInput(say("The alert says itself that this is unlikely."))
    ends = [_moment(info, "expires", receiver) for info in likely]
    valid = [info for info, end in zip(likely, ends, strict=True) if end is None or end > receiver.now]
    if not valid:
        last = max(end for end in ends if end)
        raise InvalidInput(say("The alert expired at {expires}.", expires=_shown(last, receiver)))
    return valid


def _request(infos: list[etree._Element], receiver: Receiver, known: dict[str, str]) -> ProposalRequest:
    gravest = max(infos, key=lambda info: _GRAVITY.index(_severity(info)))
    touching = [area for info in infos for area in _areas(info) if _touches(area, receiver)]
    areas = dict.fromkeys(_word(area, "areaDesc") for area in touching)
    drawn = {name: [text for area in touching for text in _texts(area, name)] for name in ("polygon", "circle")}
    when = read(_lasts(gravest, receiver), receiver.organisation.language)
    room = 500 - len(when) - 1
    told = next(filter(None, (_word(gravest, name) for name in ("description", "instruction", "headline"))), "")
    what = _cut(told or _needed(gravest, "event"), room)
    return ProposalRequest(
        title=_cut(_word(gravest, "headline") or _needed(gravest, "event"), 120),
        what=f"{what} {when}".strip(),
        where=_cut(", ".join(filter(None, areas)), 200) or "—",
        severity=_severity(gravest),
        area=receiver.ground.part_of(drawn["polygon"], drawn["circle"]),
        **known,
    )


def _lasts(info: etree._Element, receiver: Receiver) -> Sentence:
    """When, for whoever decides. One that was sent on another day and does not say until when is told by that day."""
    sent = _moment(info.getroottree().getroot(), "sent", receiver)
    begins = _moment(info, "onset", receiver) or _moment(info, "effective", receiver)
    ends = _moment(info, "expires", receiver)
    if begins and ends:
        return say("(From {begins} to {ends}.)", begins=_shown(begins, receiver), ends=_shown(ends, receiver))
    if ends:
        return say("(Until {ends}.)", ends=_shown(ends, receiver))
    if sent and sent < receiver.now - _A_DAY:
        return say("(Sent {sent}. It does not say for how long.)", sent=_shown(sent, receiver))
    return say("(It does not say for how long.)")


def _severity(info: etree._Element) -> Severity:
    given = _value(info, "severity")
    return Severity(given) if given in list(Severity) else Severity.MODERATE


def _identity(alert: etree._Element, receiver: Receiver) -> str:
    """As CAP 1.2, 3.2.1 has it: sender, identifier and sent together; two long ones that begin alike are two."""
    named = ",".join([_word(alert, "sender"), _needed(alert, "identifier"), _word(alert, "sent")])
    return named if len(named) <= LONGEST else known_as(named, ZoneInfo(receiver.organisation.timezone))


def _moment(info: etree._Element, name: str, receiver: Receiver) -> datetime | None:
    """A time without a zone, which CAP forbids, is on the municipality's clock."""
    try:
        found = datetime.fromisoformat(_word(info, name).upper())
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(receiver.organisation.timezone))
    return found if _EARLIEST < found.year < _LATEST else None


def _shown(moment: datetime, receiver: Receiver) -> str:
    """With its year, where that is another than ours."""
    local = moment.astimezone(ZoneInfo(receiver.organisation.timezone))
    return f"{local:{_SHOWN if local.year == receiver.now.year else _WITH_YEAR}}"


def _cut(text: str, most: int) -> str:
    """Never in the middle of a word, nor of a sign of several."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return f"{kept.rpartition(' ')[0] or _whole_signs(text, most - 1)}…"


def _whole_signs(text: str, most: int) -> str:
    ends = [found.end() for found in regex.finditer(r"\X", text[: 2 * most]) if found.end() <= most]
    return text[: ends[-1]] if ends else ""


def _word(element: etree._Element, name: str) -> str:
    """Without markup, and without what is not let in elsewhere either."""
    found = element.find(f"{NS}{name}")
    return "" if found is None else _plain([" ".join(str(text) for text in found.itertext())])


def _value(element: etree._Element, name: str) -> str:
    """One of the standard's own words, in its own letters whatever case it came in."""
    given = _word(element, name)
    return given[:1].upper() + given[1:].lower()


def _plain(texts: Iterable[str]) -> str:
    text = _MARKUP.sub(" ", _WRAPPED.sub(" ", " ".join(texts)))
    text = _WRAPPED.sub(" ", _REFERENCE.sub(lambda found: html.unescape(found[0]), text))
    return unicodedata.normalize("NFC", " ".join(OBEYED.sub(" ", _MARKUP.sub(" ", text)).split()))


def _needed(element: etree._Element, name: str) -> str:
    found = _word(element, name)
    if not found:
        raise InvalidInput(say("The alert lacks {name}.", name=name))
    return found
