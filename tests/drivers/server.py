"""The real command line in processes of its own, as a person at a terminal has it."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.drivers.waiting import until
from ticketapp.serve.ports import free_port
from ticketapp.serve.project import PROJECT

TICKETAPP = (sys.executable, "-m", "ticketapp")


def environment(data_dir: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with only these settings in it."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TICKETAPP_")}
    own = {"TICKETAPP_DATA_DIR": str(data_dir), "TICKETAPP_DEMO": "0", **(settings or {})}
    return {**plain, "PYTHONPATH": str(PROJECT), **own}


def run(
    *arguments: str,
    data_dir: Path,
    settings: Mapping[str, str] | None = None,
    given: str = "",
    command: tuple[str, ...] = TICKETAPP,
    project: Path = PROJECT,
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*command, *arguments],
        env=environment(data_dir, settings) | {"PYTHONPATH": str(project)},
        cwd=data_dir.parent,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start(
    *arguments: str, data_dir: Path, settings: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """Start a command, to be ended by the test; what it prints is in its `stdout`."""
    return subprocess.Popen(
        [*TICKETAPP, *arguments],
        env=environment(data_dir, settings),
        cwd=data_dir.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


class Server:
    """A `ticketapp serve` that was started and waited for."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._printed = data_dir.parent / f"{data_dir.name}.printed"
        with self._printed.open("wb") as printed:
            self.process = subprocess.Popen(
                [*TICKETAPP, "serve"],
                env=environment(data_dir, {**(settings or {}), "TICKETAPP_PORT": str(self.port)}),
                cwd=data_dir.parent,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self._printed.read_text(errors="replace")

    def wait_until_ready(self, within: float = 300.0) -> "Server":
        """The first start of a run builds the pages, so the deadline is a long one."""

        def ready() -> bool:
            assert self.process.poll() is None, f"it ended:\n{self.printed}"
            return "is ready at" in self.printed

        until(ready, f"the server says that it is ready:\n{self.printed}", within=within)
        return self

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=10)

    def stop(self, signal_number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and answer its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        return self.process.wait(60)

    def mongod(self) -> int:
        """The process id of its embedded database."""
        return int((self.data_dir / "mongodb" / "mongod.lock").read_text())

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split() if int(pid) != self.mongod()]


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended but was not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
