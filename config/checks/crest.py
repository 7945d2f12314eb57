"""The municipality's crest is one SVG, whole in the file: it goes with every copy of it, and nothing is fetched."""

from collections.abc import Iterator

from lxml import etree

from config.source import Source
from schemas.errors import Problem
from schemas.sentence import say

_SVG = "{http://www.w3.org/2000/svg}svg"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def is_a_drawing(source: Source) -> Iterator[Problem]:
    organisation = source.top().data.get("organisation")
    written = organisation.get("crest") if isinstance(organisation, dict) else None
    if isinstance(written, str) and not _is_svg(written):
        yield source.problem(
            ("organisation", "crest"), say("crest must be an SVG drawing with a viewBox, from <svg to </svg>.")
        )


def _is_svg(text: str) -> bool:
    try:
        root = etree.fromstring(text.strip().encode(), _PARSER)
    except etree.XMLSyntaxError:
        return False
    return root.tag == _SVG and "viewBox" in root.attrib and root.getroottree().docinfo.doctype == ""
