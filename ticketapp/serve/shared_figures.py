"""Where several worker processes meet to count together."""

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_figures(workers: int) -> Generator[None]:
    """Let all workers' counters add up, in files that go when the server stops.

    The library looks once, when it is imported, so this comes before that.
    """
    if workers == 1:
        yield
        return
    if "prometheus_client" in sys.modules:
        raise RuntimeError("counters were made before it was said where to count")
    folder = tempfile.mkdtemp(prefix="ticketapp-figures-")
    os.environ[_VARIABLE] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
