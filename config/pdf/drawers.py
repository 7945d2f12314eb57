"""Who makes a PDF of a report's page: the real drawer, or its twin. The one place that chooses."""

from collections.abc import Callable
from typing import Literal

from config.pdf.real import pdf
from config.pdf.twin import pdf_twin

Drawer = Callable[[str], bytes]
"""A page to the bytes of its PDF. Raises `ConfigInvalid` where it cannot draw here."""
_DRAWERS: dict[str, Drawer] = {"weasyprint": pdf, "twin": pdf_twin}


def drawer(name: Literal["weasyprint", "twin"]) -> Drawer:
    return _DRAWERS[name]
