"""A Chromium with a profile of its own on the disk, which a test can kill and start again."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.drivers.waiting import until


class Chromium:
    """A running one; `browser` speaks to it."""

    def __init__(self, process: asyncio.subprocess.Process, browser: Browser) -> None:
        self._process = process
        self.browser = browser

    async def kill(self) -> None:
        """End all its processes as a dead battery would: nothing is put in order."""
        os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()


@asynccontextmanager
async def chromium_with(profile: Path, path: str) -> AsyncGenerator[Chromium]:
    """Start Chromium with this profile; what its pages keep outlives it."""
    told = profile / "DevToolsActivePort"
    told.unlink(missing_ok=True)
    arguments = ["--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0"]
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        path, *arguments, f"--user-data-dir={profile}", "about:blank",
        stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True,
    )  # fmt: skip
    try:
        until(lambda: told.exists() and "\n" in told.read_text(), "Chromium says where it listens")
        port = told.read_text().splitlines()[0]
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            yield Chromium(process, browser)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
