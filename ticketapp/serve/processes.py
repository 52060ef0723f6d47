"""Child processes that end with their parent, and what a process id stands for."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def end_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None]:
    """For `preexec_fn`: what the child runs so that it does not outlive the thread starting it.

    Only Linux offers this; elsewhere the next start clears up what a killed one left behind.
    """
    return partial(follow_parent, os.getpid(), signal_number)


def follow_parent(parent: int, signal_number: int) -> None:
    """Have the kernel signal this process when its parent is gone, or at once if it is."""
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal_number)


def command_line(pid: int) -> str:
    """The command a process was started with; empty when there is no such process."""
    proc = Path("/proc")
    if proc.is_dir():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    listing = subprocess.run(  # noqa: S603 - a number is all that is put in
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listing.stdout.strip()


def end_process(pid: int, *, is_the_one: Callable[[], bool], patience: float) -> None:
    """Ask a process that is not our child to end; kill it when it has not within `patience`."""
    for signal_number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        if not is_the_one():
            return
        os.kill(pid, signal_number)
        give_up_at = time.monotonic() + wait
        while is_the_one() and time.monotonic() < give_up_at:
            time.sleep(0.05)
