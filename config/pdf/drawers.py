"""Who makes a PDF of a report's page: the real drawer, or its twin. The one place that chooses."""

from collections.abc import Callable
from typing import Literal

from config.pdf import real, twin

Drawer = Callable[[str], bytes]
"""A page to the bytes of its PDF. Raises `ConfigInvalid` where it cannot draw here."""


def drawer(name: Literal["weasyprint", "twin"]) -> Drawer:
    return twin.pdf_twin if name == "twin" else real.pdf
