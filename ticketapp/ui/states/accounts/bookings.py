"""What the person has booked."""

from ticketapp.accounts.access import require_user
from ticketapp.ui.states.accounts.loading import LoadingState
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState


class BookingsState(LoadingState, PageState):
    @action
    async def load(self) -> None:
        require_user(await self._actor())
        self._loaded()
