"""What is on and one event's page, as a visitor finds them."""

from playwright.async_api import Locator

from tests.e2e.screens.screen import Screen


class Programme(Screen):
    """Discover."""

    @property
    def cards(self) -> Locator:
        return self.page.get_by_role("article")

    @property
    def names(self) -> Locator:
        return self.cards.get_by_role("heading", level=2)

    def card(self, name: str) -> Locator:
        return self.cards.filter(has=self.page.get_by_role("heading", name=name, exact=True))

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    async def search(self, words: str) -> None:
        await self.page.get_by_label("Search").fill(words)

    async def choose_day(self, day: str) -> None:
        """A day as an address has it, for both ends."""
        await self.page.get_by_label("From").fill(day)
        await self.page.get_by_label("Until").fill(day)

    async def only_available(self) -> None:
        await self.page.get_by_label("Still available").check()


class EventPage(Screen):
    @property
    def sale(self) -> Locator:
        """The panel that says where the sale stands."""
        return self.page.get_by_role("complementary", name="Tickets")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def more(self) -> Locator:
        return self.button("One ticket more")

    @property
    def count(self) -> Locator:
        """How many tickets are chosen."""
        return self.sale.get_by_role("group", name="How many tickets").get_by_role("status")

    @property
    def problem(self) -> Locator:
        return self.sale.get_by_role("alert")

    def button(self, name: str) -> Locator:
        """What one presses in the panel, whether it is a button or leads elsewhere first."""
        exactly = {"name": name, "exact": True}
        return self.sale.get_by_role("button", **exactly).or_(
            self.sale.get_by_role("link", **exactly)
        )

    async def press(self, name: str) -> None:
        await self.button(name).click()

    def notice(self, text: str) -> Locator:
        return self.main.locator("[role=alert], [role=status]").filter(has_text=text)
