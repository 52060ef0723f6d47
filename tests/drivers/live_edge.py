"""Edge and API behind a real web server on a real socket, in a thread of this process."""

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

from tests.drivers.waiting import until
from ticketapp.application import open_context
from ticketapp.core.context import Context, set_context
from ticketapp.core.settings import Settings
from ticketapp.serve.ports import free_port

MakeApp = Callable[[Context], ASGIApp]


@contextmanager
def live_edge(settings: Settings, make_app: MakeApp) -> Generator[str]:
    """Serve what `make_app` puts together on a migrated database; the server's address."""
    serving = _Serving(settings, make_app)
    serving.start()
    try:
        until(serving.answers, "the server answers")
        yield serving.address
    finally:
        serving.stop()
    assert serving.failure is None, serving.failure


class _Serving(threading.Thread):
    """The server and the application's context, in an event loop of their own."""

    def __init__(self, settings: Settings, make_app: MakeApp) -> None:
        super().__init__(name="live-edge")
        self._settings = settings
        self._make_app = make_app
        self._port = free_port()
        self._end: Callable[[], object] = lambda: None
        self.address = f"http://127.0.0.1:{self._port}"
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - shown by the test that started it
            self.failure = error

    async def _serve(self) -> None:
        async with open_context(self._settings) as ctx:
            set_context(ctx)
            app = self._make_app(ctx)
            server = Server(app, port=self._port, interface=Interfaces.ASGINL, log_enabled=False)
            loop = asyncio.get_running_loop()
            self._end = lambda: loop.call_soon_threadsafe(server.stop)
            try:
                await server.serve()
            finally:
                set_context(None)
                await ctx.db.drop()

    def answers(self) -> bool:
        assert self.failure is None, self.failure
        try:
            return httpx.get(f"{self.address}/livez").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        self._end()
        self.join(20)
        assert not self.is_alive(), "the server did not stop"
