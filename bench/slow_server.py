"""A channel that takes its time: answers every POST after a set delay and remembers when each arrived.

`python -m bench.slow_server DELAY` prints its port; GET /log gives the arrival times (Unix seconds) and forgets them.
"""

import asyncio
import json
import sys
import time

arrivals: list[float] = []


async def serve(delay: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while head := await reader.readuntil(b"\r\n\r\n"):
        size = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0)
        await reader.readexactly(size)
        body = b"{}"
        if head.startswith(b"GET"):
            body = json.dumps(arrivals).encode()
            arrivals.clear()
        else:
            arrivals.append(time.time())
            await asyncio.sleep(delay)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()


async def quiet(delay: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await serve(delay, reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(delay: float) -> None:
    server = await asyncio.start_server(lambda r, w: quiet(delay, r, w), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
