"""The same server, some milliseconds away: a way between that every byte needs as long for, in order, however many are on it.

`python -m bench.far_away PORT SECONDS` prints its own port; SECONDS are there and back.
"""

import asyncio
import sys


async def one_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop, on_its_way = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]]()

    async def arrive() -> None:
        while True:
            at, some = await on_its_way.get()
            await asyncio.sleep(at - loop.time())
            writer.write(some)
            await writer.drain()
            if not some:
                return writer.close()

    async def leave() -> None:
        some = b" "
        while some:
            some = await reader.read(65_536)
            on_its_way.put_nowait((loop.time() + seconds, some))

    await asyncio.gather(leave(), arrive())


async def main(port: int, seconds: float) -> None:
    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        ways = one_way(reader, back, seconds / 2), one_way(there, writer, seconds / 2)
        await asyncio.gather(*ways, return_exceptions=True)

    server = await asyncio.start_server(visited, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
