"""A person's tickets, and the line they wait in."""

import io

import zxingcpp
from PIL import Image
from playwright.async_api import Locator

from tests.e2e.screens.screen import Screen


class TicketPage(Screen):
    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def deck(self) -> Locator:
        return self.page.get_by_role("region", name="Your tickets")

    @property
    def strip(self) -> Locator:
        return self.page.get_by_role("list", name="Your tickets")

    @property
    def tickets(self) -> Locator:
        return self.strip.get_by_role("listitem")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    async def codes(self) -> list[str]:
        """What a scanner in front of this screen reads."""
        picture = Image.open(io.BytesIO(await self.page.screenshot()))
        return [found.text for found in zxingcpp.read_barcodes(picture)]

    async def kept(self) -> list[str]:
        """The addresses of which this device keeps a copy."""
        return await self.page.evaluate(
            """async () => {
                 const addresses = [];
                 for (const name of await caches.keys())
                   for (const request of await (await caches.open(name)).keys())
                     addresses.push(new URL(request.url).pathname);
                 return addresses;
               }"""
        )

    async def has_kept_what_came(self) -> None:
        """Wait until what the page does to its copies is done: they change one after the other."""
        await self.page.evaluate(
            """async () => {
                 for (let turn = 0; turn < 50; turn++)
                   await (await caches.open("ticketapp.tickets")).keys();
               }"""
        )

    async def can_show(self, path: str) -> bool:
        """Whether this device keeps a copy of this page alone, and has what shows it at work."""
        at_work = await self.page.evaluate(
            """async () => {
                 const known = await navigator.serviceWorker.getRegistration(location.href);
                 return known?.active?.state === "activated";
               }"""
        )
        return at_work and await self.kept() == [path]

    async def keeps_without(self, path: str, text: str) -> bool:
        """Whether the copy that this device keeps of this page lacks a text."""
        return await self.page.evaluate(
            """async ([path, text]) => {
                 const copy = await caches.match(location.origin + path);
                 return Boolean(copy) && !(await copy.text()).includes(text);
               }""",
            [path, text],
        )
