"""Builds the pages for the browser, when what they are made of has changed."""

import fcntl
import hashlib
import importlib.metadata
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from ticketapp.core.errors import CannotStart
from ticketapp.serve.processes import end_with_parent
from ticketapp.serve.progress import step
from ticketapp.serve.project import FRONT_END, PROJECT

_SOURCES = ("rxconfig.py", "assets", "ticketapp/ui", "ticketapp/locales")
_LOCK = ("reflex.lock",)  # which the build itself writes when a page wants another package
_RECORD = PROJECT / ".web" / "build" / "made-of"
_WORKPLACE = PROJECT / "build"
_LOG = _WORKPLACE / "front-end.log"
_COMMAND = (sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")


def is_built() -> bool:
    """Whether a build is there that was made of the present sources."""
    return _recorded() == _made_of(fingerprint(_SOURCES))


def ensure_built() -> bool:
    """Build the pages unless that is done; say whether there was something to do."""
    if is_built():
        return False
    with _alone():
        if is_built():
            return False
        sources = fingerprint(_SOURCES)
        with step("Building the pages"):
            _build()
        _RECORD.write_text(_made_of(sources))
    return True


def fingerprint(names: Iterable[str], project: Path = PROJECT) -> str:
    """One value for the content of these files and folders."""
    digest = hashlib.sha256()
    for path in _files(project / name for name in names):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(project)} {content}\n".encode())
    return digest.hexdigest()


def _made_of(sources: str) -> str:
    return f"reflex {importlib.metadata.version('reflex')}\n{sources}\n{fingerprint(_LOCK)}\n"


def _files(tops: Iterable[Path]) -> Iterable[Path]:
    for top in tops:
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in found if path.is_file() and path.suffix != ".pyc")


def _recorded() -> str:
    """What the present build was made of; nothing when it is missing or not complete."""
    if not (FRONT_END / "index.html").is_file():
        return ""
    try:
        return _RECORD.read_text()
    except OSError:
        return ""


@contextmanager
def _alone() -> Generator[None]:
    """One build at a time on this checkout; a second comer waits and finds the work done."""
    _WORKPLACE.mkdir(exist_ok=True)
    with (_WORKPLACE / "front-end.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build() -> None:
    _RECORD.unlink(missing_ok=True)
    with _LOG.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            _COMMAND,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent(),  # noqa: PLW1509 - it only makes system calls
        )
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
    if process.returncode or not (FRONT_END / "index.html").is_file():
        raise CannotStart(
            f"The pages could not be built: {_last_line()} {_LOG} has the whole story; "
            "`make clean` and another try helps when an earlier build was cut short."
        )


def _last_line() -> str:
    lines = [line.strip() for line in _LOG.read_text(errors="replace").splitlines()]
    said = [line for line in lines if line]
    return f'"{said[-1]}".' if said else "the build said nothing."
