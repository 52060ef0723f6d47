"""Finds the Chromium that browser tests drive, and `python -m tests.browser` gets one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Has no window that nobody sees, so a visit costs a third; but nobody to ask for a camera either.
_SHELL = "chromium-headless-shell"


def find(*, with_camera: bool = False) -> str | None:
    """The system's browser, else the one Playwright installed; None when there is neither.

    The quick one that has no camera is preferred where none is needed.
    """
    candidates = [shutil.which(name) for name in ([] if with_camera else [_SHELL]) + [*_NAMES]]
    return next((path for path in [*candidates, _playwrights_own()] if _starts(path)), None)


def get() -> None:
    """Make sure that there is one, or end with a sentence that says what to do."""
    ways = [_install_packages, _install_playwrights_own]
    while find(with_camera=True) is None:
        if not ways:
            sys.exit(
                "The browser tests need Chromium, and none could be installed. Install your "
                "system's package (Debian: apt-get install chromium) and try again; "
                "`make check` runs the other tests."
            )
        ways.pop(0)()


def _starts(path: str | None) -> bool:
    """Whether it really runs; on some systems the command only stands for a package."""
    if path is None or not Path(path).is_file():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _install_packages() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
        for name in ("chromium", _SHELL):  # not every system has the second
            print(f"Installing Debian's {name}", flush=True)
            subprocess.run([*install, name], check=False)


def _install_playwrights_own() -> None:
    print("Installing Playwright's Chromium", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    get()
