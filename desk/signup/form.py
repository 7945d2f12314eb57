"""A form as a browser without scripts sends it: small, and read to the end before anything is done with it."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from schemas.errors import InvalidInput
from schemas.sentence import say
from schemas.text_door import let_all_in

MOST = 20_000
"""Bytes."""
_FIELDS = 500


class Typed:
    """By name; a name may stand there several times."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def one(self, name: str) -> str:
        return next((value.strip() for key, value in self._pairs if key == name), "")

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for key, value in self._pairs if key == name))


async def body(request: Request) -> bytes:
    """Raises `InvalidInput` for one that is too large, as it comes."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > MOST:
            raise _unreadable()
    return read


async def typed(request: Request) -> Typed:
    """Raises `InvalidInput`."""
    try:
        pairs = parse_qsl(
            (await body(request)).decode(), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"
        )
    except ValueError:
        raise _unreadable() from None
    for pair in pairs:
        let_all_in(pair)
    return Typed(pairs)


def _unreadable() -> InvalidInput:
    return InvalidInput(say("Something in the form cannot be read. Go back and look through it."))
