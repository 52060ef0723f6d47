"""The screens about one event, as its admins find them."""

from playwright.async_api import Locator, expect

from tests.e2e.screens.screen import Screen


class EventForm(Screen):
    """An event's form and the preview beside it."""

    @property
    def preview(self) -> Locator:
        return self.page.get_by_role("complementary", name="Preview of its page")

    @property
    def zone(self) -> Locator:
        return self.page.get_by_role("combobox", name="Time zone")

    @property
    def question(self) -> Locator:
        return self.page.locator("dialog.dialog[open]")

    @property
    def unsaved(self) -> Locator:
        return self.page.get_by_text("Not saved yet")

    @property
    def notice(self) -> Locator:
        return self.page.locator(".notices")

    async def choose_zone(self, words: str, zone: str) -> None:
        await self.zone.fill("")
        await self.zone.press_sequentially(words)
        await self.page.get_by_role("option", name=zone).click()
        await expect(self.zone).to_have_value(zone)

    async def says_about(self, label: str, words: str) -> None:
        """Wait until this stands beside the field."""
        names = await self.field(label).get_attribute("aria-describedby") or ""
        beside = ", ".join(f"#{name}" for name in names.split())
        await expect(self.page.locator(beside).filter(has_text=words)).to_be_visible()

    async def answer(self, name: str) -> None:
        await self.question.get_by_role("button", name=name, exact=True).click()

    def version(self, field: str, whose: str) -> Locator:
        """The choice of a field's value where two versions stand side by side."""
        return self.page.get_by_role("group", name=field).get_by_label(whose)
