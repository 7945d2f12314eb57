"""Reading an alert from a warning service: OASIS CAP 1.2, as MET Norway and NVE send it."""

from lxml import etree

from schemas.crisis import Severity
from schemas.errors import InvalidInput
from schemas.proposal import ProposalRequest
from schemas.sentence import say

NS = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LANGUAGES = ("no", "nb", "nn")


def read_cap(body: bytes) -> ProposalRequest:
    """Only what is real and new proposes a crisis. Raises `InvalidInput`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        alert = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidInput(say("This is no CAP 1.2 alert.")) from None
    if alert.tag != f"{NS}alert" or alert.getroottree().docinfo.doctype:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    if _word(alert, "status") != "Actual" or _word(alert, "msgType") not in ("Alert", "Update"):
        raise InvalidInput(say("Only alerts that are Actual, and Alert or Update, propose a crisis."))
    info = _info(alert)
    severity = _word(info, "severity")
    areas = ", ".join(filter(None, (_word(area, "areaDesc") for area in info.findall(f"{NS}area"))))
    return ProposalRequest(
        source=_word(alert, "sender")[:120] or "CAP",
        identifier=_needed(alert, "identifier")[:200],
        title=(_word(info, "headline") or _needed(info, "event"))[:120],
        what=(_word(info, "description") or _needed(info, "event"))[:500],
        where=areas[:200] or "—",
        severity=Severity(severity) if severity in list(Severity) else Severity.MODERATE,
    )


def _info(alert: etree._Element) -> etree._Element:
    """Norwegian if it is there, else the first."""
    found = alert.findall(f"{NS}info")
    if not found:
        raise InvalidInput(say("This is no CAP 1.2 alert."))
    return next((i for i in found if _word(i, "language").partition("-")[0].lower() in _LANGUAGES), found[0])


def _word(element: etree._Element, name: str) -> str:
    return " ".join((element.findtext(f"{NS}{name}") or "").split())


def _needed(element: etree._Element, name: str) -> str:
    found = _word(element, name)
    if not found:
        raise InvalidInput(say("The alert lacks {name}.", name=name))
    return found
