"""What every screen has, as a person finds it."""

from playwright.async_api import Locator, Page

from tests.e2e.visit import Visit


class Screen:
    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @property
    def page(self) -> Page:
        return self.visit.page

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def problem(self) -> Locator:
        return self.page.get_by_role("alert")

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    async def fill(self, **by_label: str) -> None:
        """Fill fields in; underscores stand for the spaces of a label."""
        for label, text in by_label.items():
            await self.field(label.replace("_", " ")).fill(text)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def said_about(self, label: str) -> str:
        """What stands beside a field for those who see it, tied to it for those who hear it."""
        names = await self.field(label).get_attribute("aria-describedby") or ""
        texts = [await self.page.locator(f"#{name}").inner_text() for name in names.split()]
        return " ".join(texts)

    async def arrives(self, path: str) -> None:
        await self.page.wait_for_url(self.visit.address + path)
        await self.visit.be_live()
