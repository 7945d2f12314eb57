"""A stand-in for Sinch with a rate of its own, in a process of its own: it takes batches, refuses what is above, and says what it saw.

`python -m bench.sms_provider RATE` prints its port. Written on sockets alone, so that it costs little of the machine that is measured.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterable

from tests.fakes.sms import PLAN

_WINDOW = 10.0
"""Seconds of the longest look for “never above”."""
_LOOSE = 1.05
"""What the provider lets through beyond its rate, within a window: nobody's clock is better."""


class Provider:
    def __init__(self, rate: float) -> None:
        self._rate = rate
        self.taken: list[tuple[float, int, str]] = []
        """When, how many, and the text's first words."""
        self.refused = 0

    def take(self, batch: dict[str, object]) -> tuple[int, dict[str, object]]:
        now, to = time.monotonic(), batch["to"]
        size = len(to) if isinstance(to, list) else 0
        recent = sum(count for at, count, _ in reversed(self.taken[-2_000:]) if at > now - _WINDOW)
        if recent + size > self._rate * _WINDOW * _LOOSE + size:
            self.refused += 1
            return 429, {}
        self.taken.append((now, size, str(batch["body"])[:20]))
        return 201, {"id": f"01FC{len(self.taken):022d}"}

    def told(self) -> dict[str, object]:
        moments = [(at, count) for at, count, _ in self.taken]
        return {
            "taken": sum(count for _, count in moments),
            "seconds": moments[-1][0] - moments[0][0] if len(moments) > 1 else 0.0,
            "most": most_in(moments, _WINDOW) / (self._rate * _WINDOW),
            "refused": self.refused,
            "texts": _of_texts(self.taken),
        }


def most_in(moments: Iterable[tuple[float, int]], window: float) -> int:
    """The most that were taken in any so many seconds, without the batch that each of them begins with: it has its time behind it."""
    inside: list[tuple[float, int]] = []
    now = most = 0
    for at, count in moments:
        inside.append((at, count))
        now += count
        while inside[0][0] <= at - window:
            now -= inside.pop(0)[1]
        most = max(most, now - inside[0][1])
    return most


def _of_texts(taken: Iterable[tuple[float, int, str]]) -> dict[str, dict[str, float]]:
    """Of each text: how many, when the first and the last of it came, and how many came last."""
    found: dict[str, dict[str, float]] = {}
    for at, count, text in taken:
        one = found.setdefault(text, {"count": 0, "first": at, "last": at})
        one["count"], one["last"], one["at_last"] = one["count"] + count, at, count
    return found


async def _serve(provider: Provider) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                size = 0
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    size = int(value) if name.lower() == b"content-length" else size
                body = await reader.readexactly(size)
                writer.write(_answer(provider, line, body))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def _answer(provider: Provider, line: bytes, body: bytes) -> bytes:
    method, path = line.split()[:2]
    if path == b"/told":
        status, said = 200, provider.told()
    elif method == b"POST" and path == f"/xms/v1/{PLAN}/batches".encode():
        status, said = provider.take(json.loads(body))
    else:
        status, said = 200, {"count": 0, "batches": [], "inbounds": []}
    text = json.dumps(said).encode()
    head = f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
    return head.encode() + text


if __name__ == "__main__":
    asyncio.run(_serve(Provider(float(sys.argv[1]))))
