"""The municipality's own public page: static files that live on when everything else is down.

Lesson of Gjerdrum 2020: the public page is the main source and is hit by everyone at once. So there
is no program between the reader and the words, only files. Folder, as served:

    index.html    newest first                  m/<message id>.html    one permanent page a message
    stille.html   the same, never reloading     cap/<identifier>.xml   CAP 1.2, one a change, never edited
    arkiv.html    every message                 entries/<id>.json      its memory; all else is made of it
    feed.atom     Atom                          about.json             whose page it is
"""

from typing import TYPE_CHECKING

from notifiers.named import named

if TYPE_CHECKING:
    from notifiers.channels.public_page.channel import PublicPage
    from notifiers.channels.public_page.site import write_empty

__getattr__ = named(__name__, PublicPage="channel", write_empty="site")
__all__ = ["PublicPage", "write_empty"]
