"""What the states of an event's management screens share."""

import reflex as rx

from ticketapp.accounts.access import require_admin
from ticketapp.core.actor import Actor
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.ui.states.admin.screen import AdminScreen

HOME = "/admin/events"


class ManagedEventScreen(AdminScreen, mixin=True):
    """For the state of a screen about one event, which the address names: ``/admin/events/{id}``.

    `access` may be ``missing`` as well: there is no such event (any more).
    """

    async def _admin(self) -> Actor:
        """Who this is, if an admin; everybody else is refused."""
        actor = await self._actor()
        require_admin(actor)
        return actor

    def _addressed(self) -> str:
        """The event's id or short name in the address; nothing on other pages."""
        path = self.router.url.path
        parts = path.removeprefix(f"{HOME}/").split("/") if path.startswith(f"{HOME}/") else [""]
        return parts[0]

    def _refused(self, refusal: Refusal) -> rx.event.EventSpec | None:
        way = super()._refused(refusal)
        if refusal.code == NotFound.code and self.access == "failed":
            self.access = "missing"
        return way
