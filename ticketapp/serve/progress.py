"""What a person at the terminal sees while something takes its time."""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

_PATIENCE = 2.0


def say(line: str = "") -> None:
    print(line, flush=True)


@contextmanager
def step(doing: str) -> Generator[None]:
    """Say what is being done once that takes over 2 s, and from then on for how long.

    A terminal gets a counter on one line, a log file a line every ten seconds. It all goes to
    standard error, so that what a command answers can be piped on.
    """
    began = time.monotonic()
    finished = threading.Event()
    watcher = threading.Thread(target=_tell, args=(doing, began, finished), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()
        seconds = time.monotonic() - began
        if seconds >= _PATIENCE:
            _show(f"{doing} ... {seconds:.0f} s")
            print(file=sys.stderr, flush=True)


def _tell(doing: str, began: float, finished: threading.Event) -> None:
    pause = _PATIENCE
    while not finished.wait(pause):
        _show(f"{doing} ... {time.monotonic() - began:.0f} s so far")
        if sys.stderr.isatty():
            pause = 1.0
        else:
            print(file=sys.stderr, flush=True)
            pause = 10.0


def _show(line: str) -> None:
    """Write the line without ending it; on a terminal over what stands there."""
    start = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{start}{line}", end="", file=sys.stderr, flush=True)
