"""CAP 1.2 (OASIS Standard, 1 July 2010): one file a message, for machines that warn people."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from lxml import etree

from notifiers.channels.public_page.entry import ENDING, CapHeader, PublicEntry
from policy.crises.standing_alerts import VALID_FOR
from schemas.crises.crisis import Severity
from schemas.drafts.content import MessageKind

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NEWS_OF_END = timedelta(hours=6)
"""How long a retraction or an all-clear is worth showing."""
MUNICIPALITY = "MunicipalityId"
"""`valueName` of the geocode with the four digits of a Norwegian municipality, as MET Norway's alerts have it."""
EXERCISE_NOTE = "ØVELSE ØVELSE ØVELSE"


def alert(entry: PublicEntry, cap: CapHeader, page_url: str, zone: ZoneInfo) -> bytes:
    """The whole file; elements in the order of CAP 1.2, 3.2. `page_url` is the message's permanent page, `zone` the municipality's."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _fill(root, _envelope(entry, cap))
    for text in _texts(entry):
        _info(root, text, page_url, zone)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _texts(entry: PublicEntry) -> Iterator[PublicEntry]:
    """An `info` for each language (CAP 1.2, 3.2.2: “language”), the message's own first; they differ in their words alone."""
    yield entry
    for version in entry.versions:
        facts = entry.facts | {"headline": version.title, "description": version.description or version.text}
        own = {"language": version.language, "title": version.title, "text": version.text, "facts": facts}
        yield entry.model_copy(update=own)


def _info(root: etree._Element, entry: PublicEntry, page_url: str, zone: ZoneInfo) -> None:
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _fill(info, _classes(entry, zone) + _words(entry, page_url))
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    _fill(area, [("areaDesc", _place(entry))])
    _fill(area, [("polygon", line) for line in entry.facts.get("polygons", "").splitlines()])
    if number := entry.facts.get("number"):
        _fill(etree.SubElement(area, f"{{{NAMESPACE}}}geocode"), [("valueName", MUNICIPALITY), ("value", number)])


def _place(entry: PublicEntry) -> str:
    """“Lånke, Stjørdal”: readers elsewhere know the municipality only."""
    area, town = entry.facts.get("area", ""), entry.facts.get("municipality", "").removesuffix(" kommune")
    if not town or town.casefold() in area.casefold():
        return area or "Kommunen"
    return f"{area}, {town}" if area else town


def _fill(parent: etree._Element, fields: list[tuple[str, str]]) -> None:
    for name, value in fields:
        if value:
            etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = value


def _envelope(entry: PublicEntry, cap: CapHeader) -> list[tuple[str, str]]:
    return [
        ("identifier", cap.identifier),
        ("sender", cap.sender),
        ("sent", cap.sent),
        ("status", "Exercise" if entry.exercise else "Actual"),
        ("msgType", cap.msg_type),
        ("scope", "Public"),
        ("note", EXERCISE_NOTE if entry.exercise else ""),
        ("references", " ".join(cap.references)),
    ]


def _classes(entry: PublicEntry, zone: ZoneInfo) -> list[tuple[str, str]]:
    over = entry.kind in ENDING
    return [
        ("language", entry.language),
        ("category", "Safety"),
        ("event", entry.facts.get("event") or entry.title),
        ("responseType", "AllClear" if entry.kind is MessageKind.ALL_CLEAR else ""),
        ("urgency", "Past" if over else "Immediate"),
        ("severity", _severity(entry)),
        ("certainty", "Observed"),
        ("expires", _expires(entry, zone)),
    ]


def _words(entry: PublicEntry, page_url: str) -> list[tuple[str, str]]:
    facts = entry.facts
    return [
        ("senderName", facts.get("municipality") or facts.get("sender") or ""),
        ("headline", facts.get("headline") or entry.title),
        ("description", facts.get("description") or entry.text),
        ("instruction", facts.get("instruction") or ""),
        ("web", page_url),
    ]


def _severity(entry: PublicEntry) -> str:
    given = entry.facts.get("severity", "")
    if entry.kind is MessageKind.ALL_CLEAR:
        return Severity.MINOR
    return given if given in set(Severity) else "Unknown"


def _expires(entry: PublicEntry, zone: ZoneInfo) -> str:
    lasts = NEWS_OF_END if entry.kind in ENDING else VALID_FOR
    return (entry.published_at + lasts).astimezone(zone).isoformat(timespec="seconds")
