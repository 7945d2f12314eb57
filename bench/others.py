"""What everybody else waits for a page while something goes on."""

import asyncio
import time

import httpx


async def waits(client: httpx.AsyncClient, times: int, path: str = "/login") -> list[float]:
    """Seconds for each of these pages, one after the other."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        await client.get(path)
        found.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    return found
