"""One booking of an event beside the list it is in: what became of it, and what an admin does."""

from collections.abc import Iterable
from typing import Annotated, Any, TypedDict

from pydantic import BaseModel, Field

from ticketapp.accounts import people
from ticketapp.bookings import by_hand
from ticketapp.bookings import service as bookings
from ticketapp.bookings.models import Booking, BookingStatus, Cancelled, HistoryEntry, Step, Ticket
from ticketapp.bookings.rules import PROMOTED_BY
from ticketapp.core.actor import Actor
from ticketapp.core.errors import FieldError, Invalid, NotFound
from ticketapp.core.i18n import N_, translate_plural
from ticketapp.events import service as events
from ticketapp.events.rules import LARGEST_BOOKING
from ticketapp.outbox.models import QueuedMail
from ticketapp.tickets.codes import grouped
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.addressed import Line
from ticketapp.ui.states.admin.events.addressed import ManagedEventScreen
from ticketapp.ui.states.admin.events.attendees import AttendeesState
from ticketapp.ui.states.admin.events.waiting import WaitingListState
from ticketapp.ui.states.base import PageState
from ticketapp.ui.words import MAIL_KINDS, STEPS, named

NEW = "new"
THEMSELVES, THE_LINE = "themselves", "the line"
# A browser sends a form's ticked boxes by their names, which are the tickets' ids.
Ticked = Annotated[dict[Annotated[str, Field(max_length=64)], Line], Field(max_length=200)]


class SheetQuery(BaseModel):
    booking: Line = ""


class TicketRow(TypedDict):
    """`state` is valid, used or void; `holder` is empty where it is who booked."""

    id: str
    code: str
    state: str
    holder: str
    used_at: str


class StepRow(TypedDict):
    what: str
    quantity: int
    at: str
    by: str


class MailRow(TypedDict):
    id: str
    kind: str
    state: str
    at: str


class BookingShown(TypedDict):
    """The open booking. `id` is empty for none, and `new` for one to be added."""

    id: str
    reference: str
    name: str
    email: str
    user_id: str
    status: str
    quantity: int
    place: int
    booked_at: str
    tickets: list[TicketRow]
    history: list[StepRow]
    mails: list[MailRow]
    unused: int


class Heir(TypedDict):
    name: str
    quantity: int


_NONE = BookingShown(
    id="", reference="", name="", email="", user_id="", status="", quantity=0, place=0,
    booked_at="", tickets=[], history=[], mails=[], unused=0,
)  # fmt: skip


class BookingSheetState(ManagedEventScreen, PageState):
    """`asking` is how many tickets are to be cancelled, or the place in line that is given up;
    `heirs` are those in line who would get the seats.
    """

    booking: BookingShown = _NONE
    missing: str = ""
    asking: int = 0
    heirs: list[Heir] = []  # noqa: RUF012
    _chosen: tuple[str, ...] | None = None

    @action
    async def load(self) -> None:
        """Show beside the list what the address asks for."""
        actor, asked = await self._admin(), self._asked(SheetQuery).booking
        self.missing, self.asking = "", 0
        self.booking = BookingShown(**{**_NONE, "id": asked})
        if asked not in {"", NEW}:
            try:
                await self._show(actor, await self._of_this_event(actor, asked))
            except NotFound:
                self.missing = asked
        self.access = "open"

    @action
    async def ask_all(self) -> None:
        """Ask once before all of it is given up: the booking, or the place in line."""
        self.place = "booking"
        await self._ask(None)

    @action
    async def ask_some(self, form: Ticked) -> None:
        """Ask once before these tickets are cancelled."""
        self.place = "tickets"
        if not form:
            raise Invalid(FieldError("tickets", "required", N_("Choose the tickets first.")))
        await self._ask(tuple(form)[:LARGEST_BOOKING])

    @action
    async def dismiss(self) -> None:
        self.asking = 0

    @action
    async def cancel(self) -> Any:
        """Do what was asked about, once; the next in line get the seats."""
        asked, self.place, self.asking = self.asking, "booking", 0
        actor = await self._admin()
        if not asked:  # pressed twice, or in a tab that was forgotten: nothing says how much
            return None
        if self.booking["status"] == BookingStatus.waitlisted.value:
            now = await bookings.get_booking(self._context(), actor, self.booking["id"])
            if not now.is_waiting:  # who was to leave the line got seats meanwhile
                await self._show(actor, now)
                return self._list_anew()
        done = await bookings.cancel(
            self._context(), actor, self.booking["id"], ticket_ids=self._chosen
        )
        await self._show(actor, done.booking)
        self._tell_of(done)
        return self._list_anew()

    @action
    async def send_again(self) -> None:
        self.place = "mails"
        actor = await self._admin()
        booking = await by_hand.send_again(self._context(), actor, self.booking["id"])
        await self._show(actor, booking)
        self._tell(N_("A mail to {email} is on its way."), email=booking.attendee.email)

    async def _ask(self, chosen: tuple[str, ...] | None) -> None:
        actor = await self._admin()
        foreseen = await by_hand.foresee_cancelling_tickets(
            self._context(), actor, self.booking["id"], chosen
        )
        self._chosen = chosen
        self.heirs = _heirs(foreseen.promoted)
        self.asking = foreseen.booking.history[-1].quantity

    async def _of_this_event(self, actor: Actor, booking_id: str) -> Booking:
        ctx = self._context()
        event = await events.get_event(ctx, actor, self._addressed())
        booking = await bookings.get_booking(ctx, actor, booking_id)
        if booking.event_id != event.id:
            raise NotFound
        return booking

    async def _show(self, actor: Actor, booking: Booking) -> None:
        ctx = self._context()
        place = await bookings.place_in_line(ctx, booking)
        names = await people.names_of(ctx, actor, [step.by for step in booking.history])
        mails = await by_hand.mails_about(ctx, actor, booking)
        unused = [ticket for ticket in booking.valid_tickets if ticket.checked_in_at is None]
        self.booking = BookingShown(
            id=booking.id,
            reference=booking.reference,
            name=booking.attendee.name,
            email=booking.attendee.email,
            user_id=booking.user_id or "",
            status=booking.status.value,
            quantity=booking.quantity,
            place=place or 0,
            booked_at=booking.created_at.isoformat(),
            tickets=[_ticket(each, booking) for each in booking.tickets],
            history=[_step(each, booking, names) for each in reversed(booking.history)],
            mails=[_mail(each) for each in mails],
            unused=len(unused),
        )

    def _tell_of(self, done: Cancelled) -> None:
        last = done.booking.history[-1]
        if last.step is Step.left:
            self._tell(N_("{name} is no longer in line."), name=done.booking.attendee.name)
            return
        text = translate_plural(
            "{count} ticket is cancelled.",
            "{count} tickets are cancelled.",
            last.quantity,
            self._locale(),
        )
        if done.promoted:
            heirs = ", ".join(booking.attendee.name for booking in done.promoted)
            self._tell(N_("{done} The seats went to {heirs}."), done=text, heirs=heirs)
        else:
            self._tell(N_("{done} The seats are free again."), done=text)

    def _list_anew(self) -> Any:
        """The list beside shows what has just been done."""
        waiting = self.router.url.path.endswith("/waiting")
        return WaitingListState.load if waiting else AttendeesState.load


def _heirs(promoted: Iterable[Booking]) -> list[Heir]:
    return [Heir(name=each.attendee.name, quantity=each.quantity) for each in promoted]


def _ticket(ticket: Ticket, booking: Booking) -> TicketRow:
    used_at = ticket.checked_in_at
    state = "used" if ticket.is_valid and used_at else ticket.status.value
    return TicketRow(
        id=ticket.id,
        code=grouped(ticket.code),
        state=state,
        holder="" if ticket.holder == booking.attendee else ticket.holder.name,
        used_at=used_at.isoformat() if used_at else "",
    )


def _step(step: HistoryEntry, booking: Booking, names: dict[str, str]) -> StepRow:
    by = step.by
    if by in {booking.user_id, booking.attendee.email}:
        by = THEMSELVES
    elif by == PROMOTED_BY:
        by = THE_LINE
    return StepRow(
        what=named(STEPS, step.step.value),
        quantity=step.quantity,
        at=step.at.isoformat(),
        by=names.get(by, by),
    )


def _mail(mail: QueuedMail) -> MailRow:
    return MailRow(
        id=mail.id,
        kind=named(MAIL_KINDS, mail.kind),
        state=mail.state.value,
        at=(mail.sent_at or mail.created_at).isoformat(),
    )
