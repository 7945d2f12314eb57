"""What is written in percent signs (RFC 3986, 2.5) is UTF-8: a letter of another encoding would be kept as none."""

from urllib.parse import unquote

from schemas.errors import InvalidInput
from schemas.sentence import say


def require_whole_letters(address: str) -> None:
    """Raises `InvalidInput`, which repeats nothing of it."""
    try:
        unquote(address, errors="strict")
    except UnicodeDecodeError:
        raise InvalidInput(
            say("A letter outside A to Z is written in percent signs by its UTF-8 (å as %C3%A5). Some here are not.")
        ) from None
