"""The door's page, as somebody at a door finds it."""

import asyncio
import time
from collections import Counter
from typing import Any

from playwright.async_api import Locator, expect

from tests.e2e.screens.screen import Screen

_REMEMBER = """
  window.verdicts = [];
  new MutationObserver(() => {
    const shown = document.querySelector("[data-result]");
    if (shown && shown !== window.lastVerdict)
      window.verdicts.push({result: shown.dataset.result, text: shown.innerText});
    window.lastVerdict = shown;
  }).observe(document, {subtree: true, childList: true});
"""
_ASK = """const ask = (name, how) => new Promise((done, failed) => {
  const opening = indexedDB.open("ticketapp-door");
  opening.onerror = failed;
  opening.onsuccess = () => {
    const asked = opening.result.transaction(name).objectStore(name)[how]();
    asked.onsuccess = () => { opening.result.close(); done(asked.result); };
  };
});"""
_KEPT = f"""async () => {{
  {_ASK}
  const page = await caches.match("/door", {{ignoreVary: true}});
  return Boolean(page) && await ask("lists", "count") > 0;
}}"""
_QUEUE = f"() => {{ {_ASK} return ask('scans', 'getAll'); }}"
_DOORS = f"() => {{ {_ASK} return ask('doors', 'count'); }}"
_PATIENCE = 20.0


class Scanner(Screen):
    @property
    def verdict(self) -> Locator:
        return self.page.locator("[data-result]")

    @property
    def line(self) -> Locator:
        """What is said about the connection and what waits for it."""
        return self.page.locator(".scanner-line")

    @property
    def last(self) -> Locator:
        return self.page.locator(".scanner-last")

    def figure(self, name: str) -> Locator:
        return self.page.locator(".scanner-figures div").filter(has_text=name).locator("dd")

    @property
    def sheet(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    async def remember_verdicts(self) -> None:
        """From the next page on; a verdict goes by itself before a test may have looked."""
        await self.page.add_init_script(_REMEMBER)

    async def verdicts(self) -> list[dict[str, str]]:
        return await self.page.evaluate("window.verdicts")

    async def results(self) -> list[str]:
        return [verdict["result"] for verdict in await self.verdicts()]

    async def has_seen(self, *results: str) -> list[dict[str, str]]:
        """Wait until each of these was among the verdicts, as often as it is named."""
        give_up_at = time.monotonic() + _PATIENCE
        while True:
            seen = await self.verdicts()
            counted = Counter(verdict["result"] for verdict in seen)
            if Counter(results) <= counted:
                return seen
            assert time.monotonic() < give_up_at, f"only {seen}"
            await asyncio.sleep(0.05)

    async def enter(self, code: str) -> None:
        """By hand, in the sheet for it."""
        await self.button("Type code").click()
        await self.page.get_by_label("Code on the ticket").fill(code)
        await self.button("Check").click()

    async def burst(self, code: str) -> None:
        """As a scanner that types: keys as fast as no fingers are, wherever the focus is."""
        await self.page.evaluate(
            """code => [...code, "Enter"].forEach(key => document.activeElement.dispatchEvent(
                 new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))""",
            code,
        )

    async def sees(self) -> None:
        """Wait until the camera's picture is there."""
        await expect(self.page.locator(".viewfinder[data-running=true]")).to_be_visible()

    async def stands_at(self, gate: str) -> None:
        await self.page.evaluate("name => localStorage.setItem('ticketapp.door.gate', name)", gate)

    async def lets_in(self, *codes: str) -> None:
        """One after the other, each seen to be let in."""
        for code in codes:
            before = await self.results()
            await self.burst(code)
            await self.has_seen(*before, "ok")
            await self.dismiss()

    async def queue(self) -> list[dict[str, Any]]:
        """What has not reached the server, as the device keeps it."""
        return await self.page.evaluate(_QUEUE)

    async def find(self, words: str) -> Locator:
        """The rows that searching finds."""
        await self.button("Search").click()
        await self.page.get_by_label("Name, e-mail or code").fill(words)
        return self.sheet.get_by_role("listitem")

    async def is_kept(self) -> None:
        """Wait until the device could do without the server: the page and the list are on it."""
        await self._becomes(_KEPT, "the page and the list are kept")

    async def is_forgotten(self) -> None:
        """Wait until the device knows of no door any more."""
        await self._becomes(f"async () => await ({_DOORS})() === 0", "no door is kept")

    async def _becomes(self, condition: str, what: str) -> None:
        give_up_at = time.monotonic() + _PATIENCE
        while not await self.page.evaluate(condition):
            assert time.monotonic() < give_up_at, f"not so: {what}"
            await asyncio.sleep(0.05)

    async def face_of_verdict(self) -> tuple[str, str, str]:
        """Its colour, its sign and its word, as they are painted."""
        colour, sign, word = await self.verdict.evaluate(
            """shown => [getComputedStyle(shown).backgroundColor,
                 [...shown.querySelectorAll("svg path")].map(path => path.getAttribute("d")).join(),
                 shown.querySelector(".verdict-word").innerText]"""
        )
        return colour, sign, word

    async def dismiss(self) -> None:
        if await self.verdict.count():
            await self.verdict.click()
        await expect(self.verdict).to_have_count(0)
