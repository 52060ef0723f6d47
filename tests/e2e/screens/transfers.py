"""The screens on which a ticket goes from one person to another, as people see them."""

from playwright.async_api import Locator

from tests.e2e.visit import Visit


class GiversTicket:
    """A ticket on the page of its booking."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        page = visit.page
        self.ticket: Locator = page.locator(".pass").first
        self.give = page.get_by_role("button", name="Give to somebody")
        self.take_back = page.get_by_role("button", name="Take it back")
        self.passed_on = page.get_by_role("heading", name="Passed on")
        self.dialog = page.get_by_role("dialog", name="Who shall have this ticket?")

    async def offer(self, name: str, email: str) -> None:
        await self.dialog.get_by_label("Name").fill(name)
        await self.dialog.get_by_label("E-mail").fill(email)
        await self.dialog.get_by_role("button", name="Offer the ticket").click()


class OfferedTicket:
    """The page behind the mailed link."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page
        self.heading = self.page.get_by_role("heading", level=1)
        self.robots = self.page.locator("meta[name=robots]")
        self.holder = self.page.locator(".ticket-holder").first
        self.accept = self.page.get_by_role("button", name="Accept the ticket")
        self.show = self.page.get_by_role("link", name="Show my ticket")
