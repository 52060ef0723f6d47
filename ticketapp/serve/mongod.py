"""The embedded MongoDB: a real server, owned by the app, with its data in the data folder.

It is a replica set of one, so transactions and change streams work as in production. It listens
on the loopback interface alone and asks for a password that only this account can read.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ticketapp.core.errors import CannotStart
from ticketapp.core.logs import get_logger
from ticketapp.serve.data_folder import FolderLock
from ticketapp.serve.mongod_launch import end_orphan, launch, stop

log = get_logger(__name__)

_PAUSE_BEFORE_REVIVAL = 1.0


class EmbeddedMongo:
    """A running embedded server. It ends with the thread that started it, whatever happens."""

    def __init__(
        self,
        data_dir: Path,
        process: "subprocess.Popen[bytes]",
        lock: FolderLock,
        uri: str,
        options: Sequence[str],
    ) -> None:
        self._data_dir = data_dir
        self._options = options
        self._process = process
        self._lock = lock
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self.uri = uri

    @classmethod
    def start(cls, data_dir: Path, options: Sequence[str] = ()) -> Self:
        """Take the data folder, clear up what a killed run left, and wait for a primary.

        `options` are added to the server's command line.
        """
        data_dir = data_dir.absolute()
        lock = FolderLock.take(data_dir)
        try:
            end_orphan(data_dir)
            process, uri = launch(data_dir, options)
        except BaseException:
            lock.release()
            raise
        return cls(data_dir, process, lock, uri, options)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Shut down cleanly; whoever hangs for too long is killed, which the journal survives."""
        self._stopping.set()
        with self._changing:
            try:
                stop(self._process)
            finally:
                self._lock.release()

    def keep_alive(self) -> None:
        """From now on start the server again, at the same address, should it ever end by itself."""
        threading.Thread(target=self._keep_alive, daemon=True, name="keep-mongod").start()

    def _keep_alive(self) -> None:
        while not self._stopping.is_set():
            code = self._process.wait()
            with self._changing:
                if self._stopping.is_set():
                    return
                log.error("embedded MongoDB ended by itself, starting it again", exit_code=code)
                try:
                    self._process, uri = launch(self._data_dir, self._options)
                except CannotStart as error:
                    log.error("embedded MongoDB could not be started again", reason=str(error))  # noqa: TRY400
                else:
                    if uri != self.uri:
                        log.error("the port of the embedded MongoDB was taken, so the app stops")
                        os.kill(os.getpid(), signal.SIGTERM)
                        return
            self._stopping.wait(_PAUSE_BEFORE_REVIVAL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
