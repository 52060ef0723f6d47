"""The data folder: who uses it now, and how another command finds the running server."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ticketapp.core.errors import CannotStart
from ticketapp.core.private_files import write_privately


class InUse(CannotStart):
    """Another process works on this data folder."""


class FolderLock:
    """The right to work on a data folder; the kernel takes it back when the process dies."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def take(cls, data_dir: Path) -> Self:
        """Take the folder for this process, or refuse with `InUse`."""
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            file = (data_dir / "lock").open("a+")
        except OSError as error:
            raise CannotStart(
                f"The data folder {data_dir} can't be written ({error.strerror}). "
                "Make it writable, or set TICKETAPP_DATA_DIR to a folder that is."
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise InUse(
                f"The data folder {data_dir} is in use by process {holder}. "
                "Stop that one, or set TICKETAPP_DATA_DIR to another folder."
            ) from None
        (data_dir / "running.json").unlink(missing_ok=True)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    def release(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True)
class RunningServer:
    """What a server tells the other commands of the same machine and account."""

    pid: int
    mongodb_uri: str
    address: str

    def announce(self, data_dir: Path) -> None:
        """Leave a note in the folder; it counts for as long as the folder's lock is held."""
        write_privately(data_dir / "running.json", json.dumps(asdict(self), indent=2))


def find_running(data_dir: Path) -> RunningServer | None:
    """The server that works on this folder now; a note left by a killed one does not count."""
    try:
        FolderLock.take(data_dir).release()
    except InUse:
        try:
            return RunningServer(**json.loads((data_dir / "running.json").read_text()))
        except (OSError, ValueError, TypeError):
            raise InUse(
                f"Another ticketapp is starting or stopping on the data folder {data_dir}. "
                "Try again in a moment."
            ) from None
    return None
