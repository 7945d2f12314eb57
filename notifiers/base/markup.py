"""Between our plain text and the HTML of blogs, both ways."""

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from lxml.html import fragment_fromstring

from policy.links import find
from schemas.drafts.rendering import Rendering

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|div|figure|blockquote)>\s*", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>\s*", re.IGNORECASE)
_FIGURE = re.compile(r"<figure\b.*?</figure>\s*", re.IGNORECASE | re.DOTALL)


class Picture(NamedTuple):
    """An uploaded file, where readers find it."""

    url: str
    alt: str
    image: bool


def whole_page(made: Rendering, pictures: Iterable[Picture] = ()) -> str:
    """A whole post: the text, its pictures, then each version under its headline, said to be in its language (WCAG 3.1.2)."""
    return "\n".join([page(made.text, pictures), *map(_version, made.versions)])


def page(text: str, pictures: Iterable[Picture] = ()) -> str:
    """Paragraphs, line breaks and links; nothing in the text works as markup, a shortcode or an embed."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join([*(f"<p>{_lines(part)}</p>" for part in paragraphs), *(_figure(p) for p in pictures)])


def words(content: str) -> str:
    """The text a reader sees, without our pictures; the inverse of `page` and `whole_page`."""
    bare = _FIGURE.sub("", content)
    marked = _BLOCK_END.sub("\n\n", _BREAK.sub("\n", bare))
    return str(fragment_fromstring(marked, create_parent="div").text_content()).strip()


def squeezed(text: str) -> str:
    """For telling whether two texts say the same: blanks as one, accents as one sign (NFC), whichever way they were sent."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _version(made: Rendering) -> str:
    """A blank line around what is inside: WordPress makes paragraphs of what follows a tag at once."""
    return f'<div lang="{made.language}">\n<h2>{_safe(made.title)}</h2>\n{page(made.text)}\n</div>'


def _lines(part: str) -> str:
    return "<br />".join(_linked(line.strip()) for line in part.splitlines())


def _linked(line: str) -> str:
    pieces, at = [], 0
    for link in find(line):
        written = _safe(line[link.start : link.end])
        pieces += [_safe(line[at : link.start]), f'<a href="{_safe(link.address)}">{written}</a>']
        at = link.end
    return "".join([*pieces, _safe(line[at:])])


def _safe(text: str) -> str:
    """Square brackets would be shortcodes."""
    return escape(text).replace("[", "&#91;").replace("]", "&#93;")


def _figure(picture: Picture) -> str:
    address, alt = _safe(picture.url), _safe(picture.alt)
    if picture.image:
        return f'<figure class="wp-block-image"><img src="{address}" alt="{alt}" /></figure>'
    return f'<figure class="wp-block-file"><a href="{address}">{alt}</a></figure>'
