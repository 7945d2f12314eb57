"""A stand-in for SMS providers with a rate of its own, in a process of its own: it refuses what is above, and says what it saw.

`python -m bench.sms_provider RATE DELAY` prints the ports of the one by HTTP (Sinch, 46elks) and of the SMS centre (SMPP). A
request is answered after DELAY seconds. Written on sockets alone, so that it costs little of the machine that is measured.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Iterable
from urllib.parse import parse_qs

from bench import sms_centre
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
        self._recent: deque[tuple[float, int]] = deque()
        self._in_window = 0

    def take(self, size: int, text: str) -> bool:
        """So many of one text at once. False where it is too much."""
        now = time.monotonic()
        while self._recent and self._recent[0][0] <= now - _WINDOW:
            self._in_window -= self._recent.popleft()[1]
        if self._in_window > self._rate * _WINDOW * _LOOSE:
            self.refused += 1
            return False
        self._recent.append((now, size))
        self._in_window += size
        self.taken.append((now, size, text[:20]))
        return True

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


async def _serve(provider: Provider, delay: float) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            size = 0
            while (header := await reader.readline()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                size = int(value) if name.lower() == b"content-length" else size
            body = await reader.readexactly(size)
            answer = _answer(provider, line, body)
            if delay:
                await asyncio.sleep(delay)
            writer.write(answer)
            await writer.drain()

    server = await sms_centre.listening(speak)
    print(sms_centre.port(server), await sms_centre.serve(provider.take), flush=True)
    async with server:
        await server.serve_forever()


def _answer(provider: Provider, line: bytes, body: bytes) -> bytes:
    method, path = line.split()[:2]
    said: dict[str, object]
    if path == b"/told":
        status, said = 200, provider.told()
    elif method == b"POST" and path == f"/xms/v1/{PLAN}/batches".encode():
        batch = json.loads(body)
        taken = provider.take(len(batch["to"]), batch["body"])
        status, said = (201, {"id": f"01FC{len(provider.taken):022d}"}) if taken else (429, {})
    elif method == b"POST" and path == b"/a1/sms":
        taken = provider.take(1, parse_qs(body.decode())["message"][0])
        status, said = (200, {"id": f"s{len(provider.taken)}", "status": "created"}) if taken else (429, {})
    else:
        status, said = 200, {"count": 0, "batches": [], "inbounds": []}
    text = json.dumps(said).encode()
    head = f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
    return head.encode() + text


if __name__ == "__main__":
    asyncio.run(_serve(Provider(float(sys.argv[1])), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
