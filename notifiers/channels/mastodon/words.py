"""Mastodon shows posts as HTML; what we compare and show is the text."""

from html import unescape

from lxml.html import fromstring


def words(content: str) -> str:
    if "<" not in content:
        return unescape(content)
    marked = content.replace("</p><p>", "\n\n").replace("<br />", "\n").replace("<br/>", "\n").replace("<br>", "\n")
    return str(fromstring(f"<div>{marked}</div>").text_content())
