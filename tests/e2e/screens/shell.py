"""What stands around every page, as a person finds it."""

from playwright.async_api import Locator, Page


class Shell:
    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def site_name(self) -> Locator:
        return self.page.get_by_role("banner").get_by_role("link").first

    @property
    def skip_link(self) -> Locator:
        return self.page.get_by_role("link", name="Skip to the content")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def navigation(self) -> Locator:
        return self.page.get_by_role("navigation").first

    def status(self, text: str) -> Locator:
        """A message that is read out when it comes."""
        return self.page.get_by_role("status").filter(has_text=text)

    async def speak(self, language: str) -> None:
        await self.page.get_by_role("radio", name=language).check()

    async def colour(self, name: str) -> None:
        await self.page.get_by_role("radio", name=name, exact=True).check()
