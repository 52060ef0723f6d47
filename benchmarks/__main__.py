"""`make bench`: runs every benchmark beside this file, or those named on the command line.

A benchmark is a module with `main()`, which prints what it measured. Figures are only worth
comparing within one run on one machine, so ratios are what the documents claim.
"""

import importlib
import os
import platform
import sys
import time
from pathlib import Path


def main(names: list[str]) -> None:
    known = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"No benchmark is named {', '.join(unknown)}. There are: {', '.join(known)}.")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for name in names or known:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        importlib.import_module(f"benchmarks.{name}").main()
        print(f"({time.monotonic() - began:.0f} s)", flush=True)


main(sys.argv[1:])
