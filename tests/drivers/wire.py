"""A wire between a browser and a server that a test can cut and mend."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Passes bytes on to `port` while it is whole."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.address = ""

    def cut(self) -> None:
        """Every connection breaks, and no new one comes about."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True
        self._flowing.set()

    def hold(self) -> None:
        """What the server says from now on is on its way until `release`; a cut loses it."""
        self._flowing.clear()

    def release(self) -> None:
        self._flowing.set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers |= {writer, far_writer}
        try:
            async with asyncio.TaskGroup() as both_ways:
                both_ways.create_task(_pass_on(reader, far_writer))
                both_ways.create_task(_pass_on(far_reader, writer, self._flowing))
        finally:
            self._writers -= {writer, far_writer}


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    flowing: asyncio.Event | None = None,
) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            if flowing is not None:
                await flowing.wait()
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def wire_to(port: int) -> AsyncGenerator[Wire]:
    wire = Wire(port)
    server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
    wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        wire.cut()
