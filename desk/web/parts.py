"""A part of a page that cannot be drawn says so, and takes nothing else of the page with it, least of all the decision."""

from collections.abc import Callable
from traceback import format_exc
from typing import TypeVar

import structlog
from markupsafe import Markup, escape

from schemas.errors import KrisekanalError

log = structlog.get_logger()
T = TypeVar("T")


def tried(work: Callable[[], T], otherwise: T) -> T:
    """What a page shows beside what it is about. What refuses the page itself is raised as ever."""
    try:
        return work()
    except KrisekanalError:
        raise
    except Exception:
        log.error("a part of a page cannot be made", trace=format_exc(limit=-4))
        return otherwise


def part(said: str, plain: str = "", *, caller: Callable[[], Markup]) -> Markup:
    """For `{% call part(…) %}` in a template: what is called, or `said` and the `plain` words that it would have drawn."""
    try:
        return caller()
    except Exception:
        log.error("a part of a page cannot be drawn", trace=format_exc(limit=-4))
        return Markup('<div class="ds-alert" data-color="warning"><p>{}</p>{}</div>').format(said, _exactly(plain))


def _exactly(plain: str) -> Markup:
    return Markup('<p class="diff">{}</p>').format(escape(plain)) if plain else Markup("")
