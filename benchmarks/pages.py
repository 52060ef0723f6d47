"""How soon a visitor sees an event and can use its page, against a blank page of the same build."""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, async_playwright

from tests.browser import find
from tests.drivers.server import Server

ROUNDS = 7
BLANK, EVENT, LIST = "/goodbye", "/events/steady-state", "/"
_PHONE = {"width": 360, "height": 740}
# The page itself notes when it is usable: alive, and with its words in place of their outlines.
_OBSERVE = """
  window.seen = {lcp: 0, usable: 0};
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    window.seen.lcp = entry.startTime;
  })).observe({type: "largest-contentful-paint", buffered: true});
  const look = () => {
    const waits = document.querySelector("main .skeleton, main .served-words");
    const isLive = document.documentElement?.hasAttribute("data-live");
    if (isLive && !waits) window.seen.usable = performance.now();
    else requestAnimationFrame(look);
  };
  look();
"""


@dataclass
class Visit:
    """One visit with nothing kept from an earlier one; times in milliseconds."""

    lcp: float
    usable: float
    kilobytes: float


def main() -> None:
    browser = find()
    if browser is None:
        raise SystemExit("This needs Chromium: run `python -m tests.browser`.")
    with tempfile.TemporaryDirectory() as folder:
        settings = {"TICKETAPP_DEMO": "1", "TICKETAPP_RATE_LIMITS": "off"}
        server = Server(Path(folder) / "data", settings).wait_until_ready(within=180)
        try:
            asyncio.run(_measure(browser, server.address))
        finally:
            server.stop()


async def _measure(path: str, address: str) -> None:
    async with _browser(path) as browser:
        await _visit(browser, address + EVENT)  # warm: what the server reads and zips once
        for name, slowed in (("as it is", 1), ("processor slowed down 4 times", 4)):
            visits: dict[str, list[Visit]] = {BLANK: [], LIST: [], EVENT: []}
            for _ in range(ROUNDS):
                for page, made in visits.items():
                    made.append(await _visit(browser, address + page, slowed))
            _print(name, visits)


def _print(name: str, visits: dict[str, list[Visit]]) -> None:
    print(f"{name}: medians of {ROUNDS} first visits at 360 pixels")
    print(f"{'':24}{'LCP':>9}{'ratio':>8}{'usable':>10}{'received':>12}")
    blank = statistics.median(visit.lcp for visit in visits[BLANK])
    for page, made in visits.items():
        lcp = statistics.median(visit.lcp for visit in made)
        usable = statistics.median(visit.usable for visit in made)
        kilobytes = statistics.median(visit.kilobytes for visit in made)
        print(f"{page:24}{lcp:>6.0f} ms{lcp / blank:>8.2f}{usable:>7.0f} ms{kilobytes:>9.0f} kB")


@asynccontextmanager
async def _browser(path: str) -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _visit(browser: Browser, url: str, slowed: int = 1) -> Visit:
    context = await browser.new_context(viewport=_PHONE)  # pyright: ignore[reportArgumentType]
    try:
        page = await context.new_page()
        await page.add_init_script(_OBSERVE)
        devtools = await context.new_cdp_session(page)
        received = await _count_bytes(devtools)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        await page.goto(url)
        seen: dict[str, float] = {"usable": 0}
        while not seen["usable"]:
            await page.wait_for_load_state("networkidle")
            seen = await page.evaluate("window.seen")
        return Visit(seen["lcp"], seen["usable"], sum(received) / 1000)
    finally:
        await context.close()


async def _count_bytes(devtools: CDPSession) -> list[float]:
    """What comes over the wire, headers included, as it comes."""
    received: list[float] = []

    def note(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", note)
    await devtools.send("Network.enable")
    return received
