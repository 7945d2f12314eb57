"""What a stranger can cost: 60 MB of nonsense at an open route, and what everybody else waits meanwhile. And what an employee can.

`python -m bench.strangers`: prints the growth of the desk's memory, and the slowest answer others got; then the same beside twelve
reports (p95, to be below 300 ms), and how long the worst draft takes to open (to be below 1 s).
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import httpx

from bench.others import waits
from bench.reports import twelve_reports, worst_drafts
from tests.journeys.town import Town
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import WebTown, web_town

SIZE, CHUNK = 60_000_000, 60_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, SmtpServer() as smtp, MastodonServer() as mastodon:
        with Recorder() as webhook, web_town(Town(Path(folder), smtp, mastodon, webhook, PDF="weasyprint")) as web:
            asyncio.run(_measure(web))
            asyncio.run(twelve_reports(web))
            worst_drafts(web)


async def _measure(web: WebTown) -> None:
    async with httpx.AsyncClient(base_url=web.url, timeout=60) as others:
        await waits(others, 10)
        before = _memory(web)
        for kind in ("one body", "sixty at once"):
            parts = 1 if kind == "one body" else 60
            with ProcessPoolExecutor(1) as strangers:
                noise = strangers.submit(_all_noise, web.url, parts)
                slowest = max(await waits(others, 60))
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


def _memory(web: WebTown) -> int:
    """kB that the desk's process has in memory."""
    status = Path(f"/proc/{web.desk_pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    main()
