"""A stand-in for an SMS centre (SMPP 3.4), beside the one for Sinch: written on sockets alone, so that it costs little."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from itertools import count

Take = Callable[[int, str], bool]
"""How many, and the text: whether they are within the rate."""
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_HEAD = struct.Struct(">IIII")
_ANSWER = 0x8000_0000
_BINDS, _SUBMIT, _UNBIND = (0x01, 0x02, 0x09), 0x04, 0x06
_THROTTLED = 0x58
_ids = count(1)


async def serve(take: Take) -> int:
    """Its port."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = 0
        while command != _UNBIND:
            length, command, _, sequence = _HEAD.unpack(await reader.readexactly(_HEAD.size))
            status, said = _answer(take, command, await reader.readexactly(length - _HEAD.size))
            writer.write(_HEAD.pack(_HEAD.size + len(said), command | _ANSWER, status, sequence) + said)
            await writer.drain()

    return port(await listening(speak))


async def listening(speak: Speak) -> asyncio.Server:
    """Whoever hangs up in the middle has hung up."""

    async def spoken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await speak(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(spoken, "127.0.0.1", 0)


def port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def _answer(take: Take, command: int, body: bytes) -> tuple[int, bytes]:
    """Status and body."""
    if command in _BINDS:
        return 0, b"maaling\0"
    if command != _SUBMIT:
        return 0, b""
    return (0, b"%d\0" % next(_ids)) if take(1, _text(body)) else (_THROTTLED, b"")


def _text(body: bytes) -> str:
    """Of a `submit_sm` (SMPP 3.4, 4.4.1)."""
    rest = body.partition(b"\0")[2][2:].partition(b"\0")[2][2:].partition(b"\0")[2][3:]
    rest = rest.partition(b"\0")[2].partition(b"\0")[2]
    return rest[5 : 5 + rest[4]].decode("latin-1")
