"""A sale under every order of what people and admins do, on the real database.

After each step: the figures agree with the tickets, nobody is over their limit, nobody waits who
could be served, whoever was promoted stood before everybody who fits and still waits, each live
code is unique, each step is owed exactly one mail, and of a ticket that was passed on there is one
successor, in the hands of who took it.
"""

import asyncio
from collections import Counter
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from tests.builders.events import an_event
from tests.builders.people import HOME
from tests.stateful.machines import run_machine
from ticketapp.bookings import repository
from ticketapp.bookings.models import Booked, BookingStatus, PassedOn, Step
from ticketapp.bookings.service import book, cancel
from ticketapp.bookings.transfer_links import transfer_token
from ticketapp.bookings.transfers import accept_offer, expire_offers, offer_ticket, take_back
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.errors import Refusal
from ticketapp.events.service import cancel_event, edit_event, get_event

ROBOT = system("test")
PEOPLE = [
    Actor(HOME, f"user-{name}", f"{name}@example.org", name.title(), Role.user)
    for name in ("ada", "ben", "cleo", "dan", "eve")
]
MAILED = {
    *("booked", "waiting", "promoted", "reduced", "cancelled", "left"),
    *("offered", "withdrawn", "expired", "transferred", "received"),
}
_PAST_THE_LINE = timedelta(days=6)


def make_machine(ctx, clock, run):  # noqa: C901 - a machine is one class with many small rules
    class Sale(RuleBasedStateMachine):
        bookings = Bundle("bookings")

        @initialize(capacity=st.integers(1, 8), per_person=st.integers(2, 6))
        def open_a_sale(self, capacity, per_person):
            self.event = run(
                an_event(
                    ctx,
                    capacity=capacity,
                    max_per_booking=4,
                    max_per_person=per_person,
                    waitlist_closes_at=clock.now() + _PAST_THE_LINE,
                )
            )

        @rule(
            target=bookings,
            person=st.sampled_from(PEOPLE),
            quantity=st.integers(1, 4),
            accept_waitlist=st.booleans(),
        )
        def book(self, person, quantity, accept_waitlist):
            wish = book(ctx, person, self.event.id, quantity, accept_waitlist=accept_waitlist)
            made = self.attempt(wish)
            return multiple() if made is None else (person, made.booking.id)

        @rule(
            target=bookings,
            people=st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=6),
            quantity=st.integers(1, 3),
        )
        def book_at_once(self, people, quantity):
            async def all_at_once():
                wishes = (book(ctx, person, self.event.id, quantity) for person in people)
                return await asyncio.gather(*wishes, return_exceptions=True)

            made = zip(people, run(all_at_once()), strict=True)
            booked = ((who, each) for who, each in made if isinstance(each, Booked))
            return multiple(*((who, each.booking.id) for who, each in booked))

        @rule(booking=consumes(bookings))
        def cancel_whole(self, booking):
            person, booking_id = booking
            self.attempt(cancel(ctx, person, booking_id))

        @rule(booking=bookings, tickets=st.integers(1, 3))
        def cancel_some(self, booking, tickets):
            person, booking_id = booking
            self.attempt(cancel(ctx, person, booking_id, tickets=tickets))

        @rule(booking=bookings, times=st.integers(2, 3))
        def cancel_one_by_one_at_once(self, booking, times):
            async def all_at_once():
                person, booking_id = booking
                wishes = (cancel(ctx, person, booking_id, tickets=1) for _ in range(times))
                return await asyncio.gather(*wishes, return_exceptions=True)

            run(all_at_once())

        @rule(capacity=st.integers(1, 12))
        def change_capacity(self, capacity):
            now = run(get_event(ctx, ROBOT, self.event.id))
            edit = edit_event(ctx, ROBOT, self.event.id, now.version, {"capacity": capacity})
            self.attempt(edit)

        @rule(booking=bookings, number=st.integers(0, 3), to=st.sampled_from(PEOPLE))
        def hold_out(self, booking, number, to):
            person, ticket = self.a_ticket(booking, number)
            if ticket:
                self.attempt(offer_ticket(ctx, person, ticket.id, to.name, to.email))

        @rule(booking=bookings, number=st.integers(0, 3))
        def keep(self, booking, number):
            person, ticket = self.a_ticket(booking, number)
            if ticket:
                self.attempt(take_back(ctx, person, ticket.id))

        @rule(target=bookings, booking=bookings, number=st.integers(0, 3), times=st.integers(1, 3))
        def take_over(self, booking, number, times):
            """By the mailed link, perhaps pressed several times at once."""
            _, ticket = self.a_ticket(booking, number)
            if not (ticket and ticket.offer):
                return multiple()
            taker = next(each for each in PEOPLE if each.email == ticket.offer.to.email)
            token = transfer_token(ctx.settings, ticket.id, ticket.offer.id)

            async def all_at_once():
                presses = (accept_offer(ctx, taker, token) for _ in range(times))
                return await asyncio.gather(*presses, return_exceptions=True)

            taken = [each for each in run(all_at_once()) if isinstance(each, PassedOn)]
            assert len(taken) <= 1
            return multiple(*((taker, each.booking.id) for each in taken))

        @rule()
        def offers_lapse(self):
            run(expire_offers(ctx))

        def a_ticket(self, booking, number):
            """Whose it is, and one of a booking's tickets, if it has any."""
            person, booking_id = booking
            tickets = run(repository.by_id(ctx.db, booking_id)).tickets
            return person, tickets[number % len(tickets)] if tickets else None

        @rule(hours=st.integers(1, 40))
        def time_passes(self, hours):
            clock.advance(hours=hours)

        @rule()
        def call_off(self):
            self.attempt(cancel_event(ctx, ROBOT, self.event.id, "Storm"))

        def attempt(self, doing):
            try:
                return run(doing)
            except Refusal:
                return None

        @invariant()
        def all_is_sound(self):
            if hasattr(self, "event"):
                run(self.check())

        async def check(self):
            event = await get_event(ctx, ROBOT, self.event.id)
            found = await ctx.db.bookings.find({"event_id": event.id}).to_list(None)
            bookings = [repository.booking_of(document) for document in found]
            confirmed = [each for each in bookings if each.status is BookingStatus.confirmed]
            line = sorted(
                (each for each in bookings if each.is_waiting), key=lambda entry: entry.place
            )
            self.check_figures(event, confirmed, line)
            self.check_tickets(bookings, confirmed)
            self.check_line(event, confirmed, line)
            await self.check_mails(bookings)

        def check_figures(self, event, confirmed, line):
            assert event.available >= 0
            assert event.available + event.booked == event.capacity
            assert event.booked == sum(booking.quantity for booking in confirmed)
            assert event.waitlisted == len(line)

        def check_tickets(self, bookings, confirmed):
            for booking in bookings:
                live = len(booking.valid_tickets)
                assert live == (booking.quantity if booking in confirmed else 0)
            tickets = [ticket for booking in bookings for ticket in booking.tickets]
            codes = [ticket.code for ticket in tickets]
            assert len(codes) == len(set(codes))
            assert all(ticket.is_valid for ticket in tickets if ticket.is_offered)
            passed_on = Counter(each.offer.to.email for each in tickets if each.is_passed_on)
            received = [each for each in bookings if each.history[0].step is Step.received]
            assert Counter(each.attendee.email for each in received) == passed_on

        def check_line(self, event, confirmed, line):
            held = Counter()
            for booking in confirmed:
                held[booking.attendee.email] += booking.quantity
            assert all(seats <= event.max_per_person for seats in held.values())
            emails = [entry.attendee.email for entry in line]
            assert len(emails) == len(set(emails))
            if event.status.value == "upcoming" and clock.now() < event.waitlist_ends_at:
                assert all(
                    entry.quantity > event.available
                    or held[entry.attendee.email] + entry.quantity > event.max_per_person
                    for entry in line
                )

        async def check_mails(self, bookings):
            owed = Counter(
                booking.id
                for booking in bookings
                for entry in booking.history
                if entry.step.value in MAILED
            )
            ids = [booking.id for booking in bookings]
            queued = ctx.db.outbox.find({"object_id": {"$in": ids}})
            assert Counter([mail["object_id"] async for mail in queued]) == owed

    return Sale


async def test_a_sale_is_sound_after_every_order_of_steps(clock, without_limits):
    await run_machine(lambda run: make_machine(without_limits, clock, run), examples=20, steps=25)
