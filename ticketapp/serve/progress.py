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

    A terminal gets a counter on one line, a log file a line every ten seconds.
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
            start = "\r" if sys.stdout.isatty() else ""
            say(f"{start}{doing} ... {seconds:.0f} s")


def _tell(doing: str, began: float, finished: threading.Event) -> None:
    pause = _PATIENCE
    while not finished.wait(pause):
        seconds = time.monotonic() - began
        if sys.stdout.isatty():
            print(f"\r{doing} ... {seconds:.0f} s", end="", flush=True)
            pause = 1.0
        else:
            say(f"{doing} ... {seconds:.0f} s so far")
            pause = 10.0
