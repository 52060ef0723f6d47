"""Starts one `mongod` on a data folder and makes it a primary that only we can use."""

import importlib.util
import json
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from ticketapp.core.db import Document, DriverError, admin_commands
from ticketapp.core.errors import CannotStart
from ticketapp.core.private_files import write_privately
from ticketapp.serve.ports import free_port, listens
from ticketapp.serve.processes import command_line, end_process, end_with_parent

REPLICA_SET = "ticketapp"
USER = "ticketapp"
START_PATIENCE = 120.0  # replaying the journal of a big database takes its time
STOP_PATIENCE = 20.0
_POLL = 0.02
_CONFIG_NOT_LOADED_YET = 94


@dataclass(frozen=True, slots=True)
class _Access:
    """How to get in; kept beside the data, readable by this account alone."""

    port: int
    password: str
    complete: bool


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


def launch(data_dir: Path, options: Sequence[str]) -> tuple["subprocess.Popen[bytes]", str]:
    binary = find_mongod()
    access = _prepare(data_dir)
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            [*server_command(binary, data_dir, access.port), *options],
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
            stop(process)
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


def end_orphan(data_dir: Path) -> None:
    """End a server that outlived a killed run; the folder's lock says that nobody uses it."""
    try:
        pid = int((data_dir / "mongodb" / "mongod.lock").read_text())
    except (OSError, ValueError):
        return
    ours = f"--dbpath {data_dir / 'mongodb'} "
    end_process(pid, is_the_one=lambda: ours in command_line(pid), patience=STOP_PATIENCE)


def stop(process: "subprocess.Popen[bytes]") -> None:
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
