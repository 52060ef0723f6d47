"""From a code in front of the camera to its verdict on the screen, with and without the server.

Then how long a page takes to have 100,000 tickets at hand: from the first byte of the server's
answer to all of it being read, kept in IndexedDB and ready to decide by; also with a processor
four times as slow, as phones have it.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Page, async_playwright

from benchmarks.door import TICKETS, _grow
from tests.browser import find
from tests.builders.events import an_event
from tests.builders.people import PASSWORD, a_user, actor_for
from tests.drivers.film import Shot, camera_arguments, write_film
from tests.drivers.server import Server
from tests.drivers.wire import Wire, wire_to
from tests.e2e.screens.door import Scanner
from tests.e2e.visit import PHONE, Visit
from ticketapp.application import open_context
from ticketapp.bookings.models import Booking
from ticketapp.bookings.repository import document_of
from ticketapp.bookings.service import book
from ticketapp.core.actor import Role
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings, new_secrets
from ticketapp.events.models import Event
from ticketapp.serve.data_folder import find_running
from ticketapp.tickets.tokens import signer_for

CODES, RUNS, QUEUED, LOADS = 5, 20, 200, 5
STAFF = "sam@example.org"
# The page's own frames say when a code came into view: the middle of the picture is no longer the
# wall's grey. Both moments are of the page's clock.
_OBSERVE = """
  window.runs = [];
  window.verdicts = 0;
  let came = 0;
  const canvas = new OffscreenCanvas(16, 16);
  const eye = canvas.getContext("2d", {willReadFrequently: true});
  const look = (video) => {
    eye.drawImage(video, 0, 0, 16, 16);
    const {data} = eye.getImageData(4, 4, 8, 8);
    const lit = data.filter((value, at) => at % 4 === 0 && Math.abs(value - 118) > 40).length;
    if (lit > 8 && !came) came = performance.now();
    if (lit === 0) came = 0;
    video.requestVideoFrameCallback(() => look(video));
  };
  new MutationObserver(() => {
    const video = document.querySelector("video");
    if (video && !video.watched) {
      video.watched = true;
      video.requestVideoFrameCallback(() => look(video));
    }
    const verdict = document.querySelector("[data-result]");
    if (!verdict || verdict === window.last) return;
    window.last = verdict;
    window.verdicts += 1;
    if (came > 0) window.runs.push(performance.now() - came);
    setTimeout(() => verdict.click(), 50);
  }).observe(document, {subtree: true, childList: true});
"""
_COUNT = """() => new Promise(done => {
  const opening = indexedDB.open("ticketapp-door");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("lists").objectStore("lists").getAll();
    asked.onsuccess = () => { opening.result.close(); done(asked.result[0].records.length / 20); };
  };
})"""


def main() -> None:
    browser = find(with_camera=True)
    if browser is None:
        raise SystemExit("This needs Chromium: run `python -m tests.browser`.")
    with tempfile.TemporaryDirectory() as folder:
        secrets = new_secrets()
        settings = {
            "TICKETAPP_RATE_LIMITS": "off",
            "TICKETAPP_TICKET_SIGNING_KEY": secrets["ticket_signing_key"],
        }
        server = Server(Path(folder) / "data", settings).wait_until_ready(within=180)
        try:
            asyncio.run(_measure(browser, server, secrets, Path(folder) / "film.y4m"))
        finally:
            server.stop()


async def _measure(path: str, server: Server, secrets: dict[str, str], film: Path) -> None:
    event, booking, tokens = await _prepare(server, secrets)
    shots = [shot for token in tokens for shot in (Shot(seconds=0.6), Shot(token, seconds=1.2))]
    write_film(film, shots)
    async with wire_to(server.port) as wire, _scanner(path, server, wire, event, film) as scanner:
        _print("server there", await _runs(scanner.page))
        await scanner.is_kept()
        wire.cut()
        await scanner.page.reload()
        _print("no network", await _runs(scanner.page))
        write_film(film, [Shot(seconds=1)])
        await scanner.page.reload()
        await _queue(scanner, booking)
        wire.mend()
        print(f"upload of {QUEUED} scans and more: {await _uploaded(scanner.page):.1f} s")
    await _fill(server, secrets, booking)
    for slower in (1, 4):
        loads = [await _loaded(path, server, event, film, slower) for _ in range(LOADS)]
        wall, read = (statistics.median(each) for each in zip(*loads, strict=True))
        name = (
            f"{TICKETS:,} tickets, processor {slower}x as slow"
            if slower > 1
            else f"{TICKETS:,} tickets"
        )
        print(f"{name}: at hand {wall:.0f} ms after the answer began, {read:.0f} ms after its end")


async def _fill(server: Server, secrets: dict[str, str], booking: Booking) -> None:
    """Sell the event out, to other people."""
    async with _elsewhere(server, secrets) as ctx:
        count = CODES
        while count < TICKETS:
            count += len(await _grow(ctx, document_of(booking), count))


async def _loaded(
    path: str, server: Server, event: Event, film: Path, slower: int
) -> tuple[float, float]:
    """Milliseconds until a new device has all tickets, since the answer's beginning and its end."""
    async with (
        wire_to(server.port) as wire,
        _scanner(path, server, wire, event, film, slower) as new,
    ):
        await _until(new.page, "performance.getEntriesByName('tickets-ready').length > 0")
        assert await new.page.evaluate(_COUNT) == TICKETS
        taken: list[float] = await new.page.evaluate(
            """() => {
              const [{startTime: ready}] = performance.getEntriesByName("tickets-ready");
              const [{responseStart, responseEnd}] = performance.getEntriesByType("resource")
                .filter(({name}) => name.endsWith("/snapshot"));
              return [ready - responseStart, ready - responseEnd];
            }"""
        )
        return taken[0], taken[1]


async def _prepare(server: Server, secrets: dict[str, str]) -> tuple[Event, Booking, list[str]]:
    async with _elsewhere(server, secrets) as ctx:
        now = ctx.clock.now()
        times = {"starts_at": now, "ends_at": now + timedelta(hours=4)}
        event = await an_event(ctx, name="Bench", max_per_booking=10, **times)
        await a_user(ctx, email=STAFF, role=Role.staff, event_ids=(event.id,))
        buyer = await actor_for(ctx, await a_user(ctx))
        booking = (await book(ctx, buyer, event.id, CODES)).booking
        signer = signer_for(ctx.settings)
        return event, booking, [signer.token(event.id, t.id, t.version) for t in booking.tickets]


@asynccontextmanager
async def _elsewhere(server: Server, secrets: dict[str, str]) -> AsyncGenerator[Context]:
    running = find_running(server.data_dir)
    assert running
    settings = Settings(
        _env_file=None, data_dir=server.data_dir, public_url=server.address,
        mail_from="Ticketapp <tickets@tickets.test>", rate_limits="off", **secrets,
    )  # fmt: skip
    async with open_context(settings.with_embedded_database(running.mongodb_uri)) as ctx:
        yield ctx


@asynccontextmanager
async def _scanner(
    path: str, server: Server, wire: Wire, event: Event, film: Path, slower: int = 1
) -> AsyncGenerator[Scanner]:
    arguments = ["--no-sandbox", *camera_arguments(film)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        visit = await Visit.begin(browser, wire.address, width=PHONE)
        answer = await visit.context.request.post(
            f"{server.address}/login",
            form={"email": STAFF, "password": PASSWORD},
            headers={"Origin": server.address, "Accept": "application/json"},
        )
        assert answer.ok, await answer.text()
        await visit.context.grant_permissions(["camera"])
        await visit.page.add_init_script(_OBSERVE)
        if slower > 1:
            devtools = await visit.context.new_cdp_session(visit.page)
            await devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        await visit.open(f"/door?event={event.id}")
        yield Scanner(visit)
        await browser.close()


async def _runs(page: Page) -> list[float]:
    """Wait for enough verdicts; the first waits for the decoder to load and is left out."""
    await _until(page, f"(window.runs ?? []).length > {RUNS}")
    runs: list[float] = await page.evaluate("window.runs")
    return runs[1 : RUNS + 1]


async def _queue(scanner: Scanner, booking: Booking) -> None:
    """Scan the same tickets again and again, as fast as verdicts come."""
    await _until(scanner.page, "document.querySelector('.scanner') !== null")
    for number in range(QUEUED):
        await scanner.burst(booking.tickets[number % CODES].code)
        await _until(scanner.page, f"window.verdicts > {number}")


async def _uploaded(page: Page) -> float:
    await _until(page, "!document.querySelector('.scanner-line > *')")
    milliseconds: float = await page.evaluate(
        """() => {
          const calls = performance.getEntriesByType("resource")
            .filter(({name}) => name.endsWith("/checkins/batch"));
          return Math.max(...calls.map(({responseEnd}) => responseEnd))
            - Math.min(...calls.filter(({responseStatus}) => responseStatus === 200)
                .map(({startTime}) => startTime));
        }"""
    )
    return milliseconds / 1000


async def _until(page: Page, condition: str, within: float = 180) -> None:
    """As a page's policy allows it, which forbids what Playwright would do."""
    give_up_at = time.monotonic() + within
    while not await page.evaluate(condition):
        if time.monotonic() > give_up_at:
            raise TimeoutError(condition)
        await asyncio.sleep(0.02)


def _print(name: str, runs: list[float]) -> None:
    p50, worst = statistics.median(runs), max(runs)
    print(f"{name}: code in view to verdict, {len(runs)} runs")
    print(f"  p50 {p50:.0f} ms, worst {worst:.0f} ms")
