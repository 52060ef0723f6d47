"""Edge and API behind a real web server in a process of its own, which a test can kill."""

import asyncio
import signal
from multiprocessing.process import BaseProcess

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server

from tests.drivers.edge import edge_of
from tests.drivers.forked import forked
from tests.drivers.waiting import until
from ticketapp.application import run_jobs
from ticketapp.core.context import set_context
from ticketapp.core.settings import Settings
from ticketapp.serve.ports import free_port


class ApiProcess:
    """Serves a database at one address and runs the jobs, from each start until the next kill."""

    def __init__(self, settings: Settings) -> None:
        self._arguments = (settings, free_port())
        self._process: BaseProcess | None = None
        self.address = f"http://127.0.0.1:{self._arguments[1]}"

    def start(self) -> "ApiProcess":
        self._process = forked.Process(target=_main, args=self._arguments, daemon=True)
        self._process.start()
        return self

    def wait_until_it_answers(self) -> None:
        until(self._answers, "the API answers", within=40)

    def kill(self) -> None:
        """End it as `kill -9` does, wherever it stands."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def stop(self) -> None:
        """End it as a service manager does: what is under way is finished."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(20)
        self.kill()

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.is_alive(), "it ended by itself"
        try:
            return httpx.get(f"{self.address}/livez", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


def _main(settings: Settings, port: int) -> None:
    asyncio.run(_serve(settings, port))


async def _serve(settings: Settings, port: int) -> None:
    async with run_jobs(settings) as ctx:
        set_context(ctx)
        server = Server(edge_of(ctx), port=port, interface=Interfaces.ASGINL, log_enabled=False)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
        await server.serve()
