"""The screens of administration and the developer's mailbox, as a person finds them."""

from playwright.async_api import FrameLocator, Locator

from tests.e2e.screens.screen import Screen


class AdminList(Screen):
    """A list with filters above it and a sheet at the edge for the open row."""

    @property
    def rows(self) -> Locator:
        return self.page.get_by_role("table").locator("tbody").get_by_role("row")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    @property
    def panel(self) -> Locator:
        return self.page.locator("dialog.panel[open]")

    @property
    def question(self) -> Locator:
        """What asks once before an act."""
        return self.page.locator("dialog.dialog[open]")

    async def choose(self, label: str, option: str) -> None:
        await self.page.get_by_role("search").get_by_label(label, exact=True).select_option(option)

    async def search(self, label: str, words: str) -> None:
        await self.page.get_by_role("search").get_by_label(label, exact=True).fill(words)

    async def act(self, name: str) -> None:
        await self.panel.get_by_role("button", name=name, exact=True).click()

    async def confirm(self, name: str) -> None:
        await self.question.get_by_role("button", name=name, exact=True).click()

    @property
    def notice(self) -> Locator:
        return self.page.locator(".notices")

    @property
    def notice_above_all(self) -> Locator:
        """The same, where no open dialog can hide it or make it deaf."""
        return self.page.locator(".floating:popover-open .notices")


class Mailbox(Screen):
    def row(self, text: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=text)

    @property
    def letter(self) -> FrameLocator:
        return self.page.frame_locator("iframe")
