"""What needs an admin's hand right now."""

from ticketapp.administration import mail as administration
from ticketapp.outbox.models import MailState
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.mail import waiting_too_long
from ticketapp.ui.states.admin.screen import AdminScreen
from ticketapp.ui.states.base import PageState


class OverviewState(AdminScreen, PageState):
    parked: int = 0
    waiting_since: str = ""

    @action
    async def load(self) -> None:
        health = await administration.mail_health(self._context(), await self._actor())
        self.parked = health.counts[MailState.parked]
        self.waiting_since = waiting_too_long(health, self._context().clock.now())
        self.access = "open"
