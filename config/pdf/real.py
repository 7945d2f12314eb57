"""The same page as a PDF, by WeasyPrint; it needs Pango, which a server may lack."""

from schemas.errors import ConfigInvalid
from schemas.sentence import say


def pdf(page: str) -> bytes:
    """Nothing is fetched for it. Raises `ConfigInvalid` where Pango is missing."""
    try:
        from weasyprint import HTML  # noqa: PLC0415  # half a second, and only for this
    except OSError:
        raise ConfigInvalid(
            say(
                "The PDF needs Pango. Install it with: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0"
            )
        ) from None
    made: bytes = HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"a report fetches nothing: {url}")
