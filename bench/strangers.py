"""What a stranger can cost: 60 MB of nonsense at an open route, and what everybody else waits meanwhile.

`python -m bench.strangers`: prints the growth of the desk's memory, and the slowest answer others got.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import httpx

from tests.journeys.town import Town
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import WebTown, web_town

SIZE, CHUNK = 60_000_000, 60_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, SmtpServer() as smtp, MastodonServer() as mastodon:
        with Recorder() as webhook, web_town(Town(Path(folder), smtp, mastodon, webhook)) as web:
            asyncio.run(_measure(web))


async def _measure(web: WebTown) -> None:
    async with httpx.AsyncClient(base_url=web.url, timeout=60) as others:
        await _waits(others, 10)
        before = _memory(web)
        for kind in ("one body", "sixty at once"):
            parts = 1 if kind == "one body" else 60
            with ProcessPoolExecutor(1) as strangers:
                noise = strangers.submit(_all_noise, web.url, parts)
                slowest = max(await _waits(others, 60))
                statuses = noise.result()
            grown = (_memory(web) - before) // 1024
            print(f"{kind}: answered {statuses}, memory +{grown} MB, slowest page of others {slowest * 1000:.0f} ms")


def _all_noise(url: str, parts: int) -> list[str]:
    """In a process of its own, so that the strangers' own work is not measured."""

    async def together() -> list[str]:
        return await asyncio.gather(*(_noise(url, SIZE // parts) for _ in range(parts)))

    return sorted(set(asyncio.run(together())))


async def _noise(url: str, size: int) -> str:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(size // CHUNK):
            yield b"a" * CHUNK

    headers = {"content-type": "application/x-www-form-urlencoded"}
    try:
        async with httpx.AsyncClient(timeout=60) as client:
            return str((await client.post(f"{url}/login", content=body(), headers=headers)).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__


async def _waits(client: httpx.AsyncClient, times: int) -> list[float]:
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        await client.get("/login")
        found.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    return found


def _memory(web: WebTown) -> int:
    """kB that the desk's process has in memory."""
    status = Path(f"/proc/{web.desk_pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    main()
