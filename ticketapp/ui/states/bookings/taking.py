"""The page behind a mailed link that offers a ticket. Opening it takes nothing."""

from typing import Any
from urllib.parse import unquote

from ticketapp.bookings import transfers
from ticketapp.bookings.errors import InvalidTransferLink
from ticketapp.bookings.manage_links import manage_key
from ticketapp.bookings.models import Booking, PassedOn
from ticketapp.core.errors import Refusal
from ticketapp.core.limits import READS, WRITES
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.bookings.booking import NO_DATE
from ticketapp.ui.states.bookings.shown import DateShown, date_shown


class TakingState(PageState):
    """`access` says what the page shows: the offer (``open``), that it is over, and why
    (``over``, with the refusal's code in `over`), that the ticket has just been taken
    (``taken``), that the link is none (``missing``), or why nothing could be loaded (``failed``).
    """

    access: str = ""
    over: str = ""
    problem: str = ""
    giver: str = ""
    name: str = ""
    email: str = ""
    until: str = ""
    is_theirs: bool = False
    event: DateShown = NO_DATE
    way: str = ""

    @action
    async def load(self) -> None:
        """Look at the offer, and no more."""
        self.reset()
        ctx, actor = self._context(), await self._actor()
        await ctx.limiter.hit(READS, actor.subject)
        seen = await transfers.look_at_offer(ctx, self._token())
        self.giver = seen.giver
        self.event = date_shown(seen.event, ctx.clock.now())
        if seen.offer:
            self.name, self.email = seen.offer.to.name, seen.offer.to.email
            self.until = seen.offer.expires_at.isoformat()
            self.is_theirs = actor.email == seen.offer.to.email
        self.access = "over" if seen.refusal else "open"
        self.over = seen.refusal.code if seen.refusal else ""

    @action
    async def accept(self) -> None:
        """Take the ticket."""
        ctx, actor = self._context(), await self._actor()
        await ctx.limiter.hit(WRITES, actor.subject)
        done = await transfers.accept_offer(ctx, actor, self._token())
        assert isinstance(done, PassedOn)
        self.way = self._way_to(done.booking)
        self.access = "taken"

    def _way_to(self, booking: Booking) -> str:
        """Where the ticket is now: in the account, or behind a guest's key."""
        if booking.user_id is not None:
            return f"/me/bookings/{booking.id}"
        return f"/manage/{booking.id}.{manage_key(self._context().settings, booking.id)}"

    def _token(self) -> str:
        return unquote(self.router.url.path.rstrip("/").rpartition("/")[2])

    def _refused(self, refusal: Refusal) -> Any:
        """On the page itself: what the person may still do depends on why."""
        if refusal.code == InvalidTransferLink.code:
            self.access = "missing"
        elif self.access != "open":
            self.access, self.problem = "failed", refusal.message(self._locale())
        elif refusal.code in _OVER:
            self.access, self.over = "over", refusal.code
        else:
            self.problem = refusal.message(self._locale())


_OVER = {
    "already_transferred",
    "transfer_withdrawn",
    "transfer_expired",
    "transfer_closed",
    "already_checked_in",
}
