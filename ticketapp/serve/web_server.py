"""The HTTP server: granian, with the application in worker processes of its own.

Reflex's internal switches used here hold for the version pinned in pyproject.toml.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from starlette.types import ASGIApp

from ticketapp.core.garbage import spare_what_is_loaded
from ticketapp.core.logs import log_config
from ticketapp.core.settings import Settings
from ticketapp.serve.ports import answers
from ticketapp.serve.processes import follow_parent
from ticketapp.serve.progress import step
from ticketapp.serve.project import PROJECT

DRAIN_SECONDS = 20


def serve(settings: Settings, *, announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; what is being answered then is finished, within bounds.

    `announce` runs once requests are answered.
    """
    _prepare_reflex(settings)
    server = _Server(
        "ticketapp.ticketapp",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=log_config(settings),
    )
    server.announce = partial(_when_ready, settings, announce)
    server.serve(target_loader=partial(_load, os.getpid(), settings), wrap_loader=False)


class _Server(MPServer):
    announce: Callable[[], None]

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        super()._spawn_workers(spawn_target, target_loader)
        # Only now: a thread that runs while a worker is forked could leave a lock held in it.
        threading.Thread(target=self.announce, daemon=True).start()


def _load(parent: int, settings: Settings) -> ASGIApp:
    """Runs in each worker, which must not outlive the process that owns the database."""
    follow_parent(parent, signal.SIGKILL)
    from ticketapp.ticketapp import serve_with

    app = serve_with(settings)
    spare_what_is_loaded()
    return app


def _when_ready(settings: Settings, announce: Callable[[], None]) -> None:
    with step("Starting the web server"):
        while not answers(settings.host, settings.port):
            time.sleep(0.05)
    announce()


def _prepare_reflex(settings: Settings) -> None:
    """Make Reflex serve what is built, and import it once so that forked workers share it."""
    os.chdir(PROJECT)
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["__REFLEX_SKIP_COMPILE"] = "1"
    os.environ["TICKETAPP_REDIS_URL"] = settings.redis_url  # rxconfig.py reads no .env
    if multiprocessing.get_start_method() == "fork":
        import ticketapp.ticketapp  # noqa: F401  # pyright: ignore[reportUnusedImport]

        spare_what_is_loaded()  # so that looking at it does not copy it in each worker
