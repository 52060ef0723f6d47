"""Who a sale has to know: those its requests are about, and those in line who could be served."""

from collections.abc import Set as AbstractSet

from ticketapp.bookings import repository
from ticketapp.bookings.models import Booking
from ticketapp.bookings.sale import Sale
from ticketapp.core.db import Database, Session

# So many in line may hold too much to be served before somebody has to look further.
_SPARE = 20


async def read_people(db: Database, session: Session, sale: Sale, people: AbstractSet[str]) -> None:
    """Read what `people` hold and whether they wait, and as much of the line as could be served."""
    if not sale.event.waitlisted:
        await _read_seats(db, session, sale, people)
        return
    await _read_line(db, session, sale, people)
    known = people | {entry.attendee.email for entry in sale.line}
    for entry in await repository.waiting_of(db, session, sale.event.id, known):
        sale.waiting_of[entry.attendee.email] = sale.bookings.setdefault(entry.id, entry)
        if entry.attendee.email in people:
            sale.position_of[entry.id] = await repository.place_in_line(db, entry, session)


async def _read_line(db: Database, session: Session, sale: Sale, people: AbstractSet[str]) -> None:
    """Read who could be served with all seats that may become free, and what they all hold.

    Of those who want the same number the earlier go first, so the first ``seats / wanted`` of each
    number are enough, however long the line is. Whoever holds too much to be served is none of
    these, or enough of them would hide everybody behind; nor is who may hold more in a moment.
    """
    event = sale.event
    freed = sum(booking.quantity for booking in sale.bookings.values())
    seats = min(event.available + freed, event.capacity)
    lacking = {
        wanted: seats // wanted for wanted in range(1, min(seats, event.max_per_booking) + 1)
    }
    after = dict.fromkeys(lacking, 0)
    while True:
        found: list[Booking] = []
        for wanted, number in list(lacking.items()):
            at_once = number + _SPARE
            some = await repository.line(db, session, event.id, wanted, after[wanted], at_once)
            if len(some) < at_once:
                del lacking[wanted]
            else:
                after[wanted] = some[-1].place or 0
            found += some
        await _read_seats(db, session, sale, people | {entry.attendee.email for entry in found})
        for entry in found:
            sale.line.append(sale.bookings.setdefault(entry.id, entry))
            if entry.quantity in lacking and entry.attendee.email not in people:
                lacking[entry.quantity] -= sale.is_within_limit(entry)
        lacking = {wanted: number for wanted, number in lacking.items() if number > 0}
        if not lacking:
            break
    sale.line.sort(key=lambda entry: entry.place or 0)


async def _read_seats(db: Database, session: Session, sale: Sale, people: AbstractSet[str]) -> None:
    unknown = people - sale.seats_of.keys()
    if unknown and sale.event.booked:
        sale.seats_of |= await repository.seats_of(db, session, sale.event.id, unknown)
