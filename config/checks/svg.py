"""Whether a text is an SVG drawing: by itself, so that lxml is there only for a file that has one (adr 0025)."""

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}svg"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def is_svg(text: str) -> bool:
    try:
        root = etree.fromstring(text.strip().encode(), _PARSER)
    except etree.XMLSyntaxError:
        return False
    return root.tag == _SVG and "viewBox" in root.attrib and root.getroottree().docinfo.doctype == ""
