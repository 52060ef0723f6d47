"""Giving one of one's tickets to somebody else, and keeping it after all."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from ticketapp.bookings import transfers
from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_
from ticketapp.core.limits import WRITES
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import FormState, PageState
from ticketapp.ui.states.bookings.addressed import asked_by_path
from ticketapp.ui.states.bookings.booking import TicketId, TicketsState

Line = Annotated[str, Field(max_length=300)]


class RecipientForm(BaseModel):
    recipient_name: Line
    recipient_email: Line


class TransferringState(FormState, PageState):
    """`asking` is the ticket that is about to be offered, by its id; none while it is empty.

    Offered now, it could be taken until `until`.
    """

    asking: str = ""
    until: str = ""

    @action
    async def ask(self, ticket_id: TicketId) -> None:
        """Ask who shall have the ticket, and say how long they could take it."""
        self.asking = ""
        asked, actor = asked_by_path(self.router.url.path), await self._actor()
        until = await transfers.foresee_offer_end(
            self._context(), actor, ticket_id, guest_key=asked.key
        )
        self.asking, self.until = ticket_id, until.isoformat()

    @action
    async def dismiss(self) -> None:
        self.asking = ""

    @action
    async def offer(self, form: RecipientForm) -> Any:
        """Offer the ticket to the person named; they get a mail."""
        asked, actor = asked_by_path(self.router.url.path), await self._actor()
        ctx = self._context()
        await ctx.limiter.hit(WRITES, actor.subject)
        await transfers.offer_ticket(
            ctx,
            actor,
            self.asking,
            form.recipient_name,
            form.recipient_email,
            guest_key=asked.key,
        )
        self.asking = ""
        self._tell(N_("The offer is on its way by mail."))
        return TicketsState.load

    def _refused(self, refusal: Refusal) -> Any:
        way = super()._refused(refusal)
        if self.problem and not self.asking:  # there is no form yet to say it in
            self._announce(self.problem)
            self.problem = ""
        self.errors = {f"recipient_{field}": text for field, text in self.errors.items()}
        return way


class TakingBackState(PageState):
    @action
    async def take_back(self, ticket_id: TicketId) -> Any:
        """End the offer of a ticket."""
        asked, actor = asked_by_path(self.router.url.path), await self._actor()
        ctx = self._context()
        await ctx.limiter.hit(WRITES, actor.subject)
        await transfers.take_back(ctx, actor, ticket_id, guest_key=asked.key)
        self._tell(N_("The ticket stays yours."))
        return TicketsState.load
