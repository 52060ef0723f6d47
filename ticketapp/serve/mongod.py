"""The embedded MongoDB: a real server, owned by the app, with its data in the data folder.

It is a replica set of one, so transactions and change streams work as in production. It listens
on the loopback interface alone and asks for a password that only this account can read.
"""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ticketapp.core.db import Document, DriverError, admin_commands
from ticketapp.core.errors import CannotStart
from ticketapp.core.logs import get_logger
from ticketapp.core.private_files import write_privately
from ticketapp.serve.data_folder import FolderLock
from ticketapp.serve.ports import free_port, listens
from ticketapp.serve.processes import command_line, end_process, end_with_parent

log = get_logger(__name__)

REPLICA_SET = "ticketapp"
USER = "ticketapp"
START_PATIENCE = 120.0  # replaying the journal of a big database takes its time
STOP_PATIENCE = 20.0
_PAUSE_BEFORE_REVIVAL = 1.0
_POLL = 0.02
_CONFIG_NOT_LOADED_YET = 94


@dataclass(frozen=True, slots=True)
class _Access:
    """How to get in; kept beside the data, readable by this account alone."""

    port: int
    password: str
    complete: bool


class EmbeddedMongo:
    """A running embedded server. It ends with the thread that started it, whatever happens."""

    def __init__(
        self, data_dir: Path, process: "subprocess.Popen[bytes]", lock: FolderLock, uri: str
    ) -> None:
        self._data_dir = data_dir
        self._process = process
        self._lock = lock
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self.uri = uri

    @classmethod
    def start(cls, data_dir: Path) -> Self:
        """Take the data folder, clear up what a killed run left, and wait for a primary."""
        data_dir = data_dir.absolute()
        lock = FolderLock.take(data_dir)
        try:
            _end_orphan(data_dir)
            process, uri = _launch(data_dir)
        except BaseException:
            lock.release()
            raise
        return cls(data_dir, process, lock, uri)

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
                _stop(self._process)
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
                    self._process, uri = _launch(self._data_dir)
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


def find_mongod() -> Path:
    """The server to run: the one installed on this machine, else the one in the virtual env."""
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    bundled = importlib.util.find_spec("fiftyone")
    for location in (bundled.submodule_search_locations or ()) if bundled else ():
        binary = Path(location) / "db" / "bin" / "mongod"
        if binary.is_file():
            if not os.access(binary, os.X_OK):
                binary.chmod(binary.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
            return binary
    raise CannotStart(
        "There is no MongoDB server for this platform. Install mongod 6 or later so that it is "
        "on PATH, or set TICKETAPP_MONGODB_URI to a replica set."
    )


def _launch(data_dir: Path) -> tuple["subprocess.Popen[bytes]", str]:
    binary = find_mongod()
    access = _prepare(data_dir)
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            server_command(binary, data_dir, access.port),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
            umask=0o077,
            preexec_fn=end_with_parent(),  # noqa: PLW1509 - it only makes system calls
        )
        try:
            uri = _make_primary(process, access)
        except BaseException as error:
            _stop(process)
            if isinstance(error, DriverError | _NotReady):
                raise CannotStart(_what_went_wrong(process, data_dir, complaints)) from error
            raise
    if not access.complete:
        _keep(data_dir, replace(access, complete=True))
    return process, uri


def _prepare(data_dir: Path) -> _Access:
    """Make folder, key file and password, or read those of an earlier start.

    A first start that was killed half-way is begun again: nobody has stored anything by then.
    """
    folder, key_file, access_file = (
        data_dir / name for name in ("mongodb", "mongodb.key", "mongodb.json")
    )
    try:
        access = _Access(**json.loads(access_file.read_text()))
    except FileNotFoundError:
        if folder.exists():
            raise CannotStart(
                f"{access_file} is missing, which opens the database in {folder}. "
                "Restore it from a backup, or move both away to begin with an empty database."
            ) from None
        access = _Access(port=0, password=secrets.token_urlsafe(32), complete=False)
    except (ValueError, TypeError):
        raise CannotStart(f"{access_file} is damaged. Restore it from a backup.") from None
    access = replace(access, port=free_port(access.port))
    _keep(data_dir, access)
    if not key_file.exists():
        write_privately(key_file, secrets.token_hex(64))
    if folder.exists() and not access.complete:
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    log_file = data_dir / "mongodb.log"
    if log_file.exists():
        log_file.replace(data_dir / "mongodb.previous.log")
    return access


def _keep(data_dir: Path, access: _Access) -> None:
    write_privately(data_dir / "mongodb.json", json.dumps(asdict(access), indent=2))


def server_command(binary: Path, data_dir: Path, port: int) -> list[str]:
    return [
        str(binary),
        *("--dbpath", str(data_dir / "mongodb")),
        *("--logpath", str(data_dir / "mongodb.log")),
        *("--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket"),
        *("--replSet", REPLICA_SET, "--oplogSize", "512"),
        *("--auth", "--keyFile", str(data_dir / "mongodb.key")),
        *("--wiredTigerCacheSizeGB", "0.5"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # There is no other member to hand over to, so waiting for one at shutdown is idle.
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0"),
    ]


class _NotReady(Exception):  # noqa: N818 - a turn of events, not an error of ours
    """The server ended, or kept us waiting for too long, before it was ready."""


def _make_primary(process: "subprocess.Popen[bytes]", access: _Access) -> str:
    give_up_at = time.monotonic() + START_PATIENCE

    def wait_until(condition: Callable[[], bool]) -> None:
        while not condition():
            if process.poll() is not None or time.monotonic() >= give_up_at:
                raise _NotReady
            time.sleep(_POLL)

    server = f"127.0.0.1:{access.port}"
    with_password = f"mongodb://{USER}:{access.password}@{server}/?authSource=admin"
    wait_until(lambda: listens(access.port))
    with admin_commands(with_password if access.complete else f"mongodb://{server}/") as command:
        if access.complete:
            wait_until(lambda: _follow_the_port(command, server))
        else:
            command("replSetInitiate", _configuration(server, version=1))
        wait_until(lambda: bool(command("hello")["isWritablePrimary"]))
        if not access.complete:
            # The server allows this without a password while it has no user, and only then.
            command("createUser", USER, pwd=access.password, roles=["root"])
    return f"{with_password}&replicaSet={REPLICA_SET}"


def _follow_the_port(command: Callable[..., Document], server: str) -> bool:
    """Tell the replica set where it lives now, if its old port was taken; false: ask again."""
    try:
        configuration: Document = command("replSetGetConfig")["config"]
    except DriverError as error:
        if getattr(error, "code", None) == _CONFIG_NOT_LOADED_YET:
            return False
        raise
    if configuration["members"][0]["host"] != server:
        moved = _configuration(server, version=configuration["version"] + 1)
        command("replSetReconfig", moved, force=True)
    return True


def _configuration(server: str, *, version: int) -> Document:
    members = [{"_id": 0, "host": server}]
    return {"_id": REPLICA_SET, "version": version, "members": members}


def _end_orphan(data_dir: Path) -> None:
    """End a server that outlived a killed run; the folder's lock says that nobody uses it."""
    try:
        pid = int((data_dir / "mongodb" / "mongod.lock").read_text())
    except (OSError, ValueError):
        return
    ours = f"--dbpath {data_dir / 'mongodb'} "
    end_process(pid, is_the_one=lambda: ours in command_line(pid), patience=STOP_PATIENCE)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _what_went_wrong(
    process: "subprocess.Popen[bytes]", data_dir: Path, complaints: IO[bytes]
) -> str:
    """One sentence from what the server left: its standard error, else its log's last error."""
    log_file = data_dir / "mongodb.log"
    complaints.seek(0)
    said = complaints.read().decode(errors="replace").strip().splitlines()
    reason = said[-1] if said else _last_error(log_file)
    outcome = f"exit code {process.returncode}" if process.returncode else "no answer in time"
    return (
        f"The embedded MongoDB did not start ({outcome}{f': {reason}' if reason else ''}). "
        f"{log_file} says more; another server can be given as TICKETAPP_MONGODB_URI."
    )


def _last_error(log_file: Path) -> str:
    try:
        lines = log_file.read_text(errors="replace").splitlines()[-200:]
    except OSError:
        return ""
    for line in reversed(lines):
        try:
            entry: Document = json.loads(line)
        except ValueError:
            continue
        if entry.get("s") in {"F", "E"}:
            return f"{entry.get('msg')} {entry.get('attr', {}).get('error', '')}".strip()
    return ""
