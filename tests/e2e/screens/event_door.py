"""The Door tab of an event, as an admin finds it."""

from playwright.async_api import Locator

from tests.e2e.screens.admin import AdminList


class EventDoor(AdminList):
    def figure(self, name: str) -> Locator:
        return self.page.locator(".event-figures > div", has_text=name).locator("dd")

    def part(self, title: str) -> Locator:
        """What stands below this heading."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.page.locator("section.door-part").filter(has=heading)

    @property
    def bars(self) -> Locator:
        return self.page.locator(".plot rect")

    @property
    def log(self) -> Locator:
        return self.part("Every scan").get_by_role("table").locator("tbody").get_by_role("row")

    @property
    def passes(self) -> Locator:
        return (
            self.part("Devices with a pass")
            .get_by_role("table")
            .locator("tbody")
            .get_by_role("row")
        )
