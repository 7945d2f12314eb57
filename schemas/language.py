"""The languages that a text, a page or a person's choice may be in."""

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1, as BCP 47 begins."""

    BOKMAAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"
    NORTHERN_SAMI = "se"
