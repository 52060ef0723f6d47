"""A door under every order of what scanners, holders and admins do, on the real database.

After each step: figures, tickets and minutes agree with the log, by the product's own comparison
and by a recount of this test's; every admission and every leaving was right when it was decided;
nobody is inside with a ticket that is void; no nonce was judged twice.

Seen to fail with each of these guards taken out: in `rules` the look at whether a ticket was used
already, at whether it is valid, at whether an event allows coming back, at what a nonce came to
before, at which ticket it came with, at whether a scan was uploaded or taken back before, and
`standing` seeing what was taken back; in `doors` the look at who sends a nonce, and the count of
who leaves.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.builders.door import ADA, KIM, LOU, a_scan, named, token_of
from tests.builders.events import an_event
from tests.builders.people import HOME
from tests.stateful.machines import run_machine
from tests.stateful.witness import Witness
from ticketapp.bookings import repository as bookings
from ticketapp.bookings.models import PassedOn
from ticketapp.bookings.service import book, cancel
from ticketapp.bookings.transfer_links import transfer_token
from ticketapp.bookings.transfers import accept_offer, offer_ticket
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.errors import Refusal
from ticketapp.door import repository, service
from ticketapp.door.engine import decide
from ticketapp.door.figures import stats
from ticketapp.door.models import Direction, Doorkeeper, Mode, Result
from ticketapp.door.soundness import fault_of
from ticketapp.events.service import cancel_event, edit_event, get_event

ROBOT = system("test")
HOLDERS = [
    Actor(HOME, f"user-{name}", f"{name}@example.org", name.title(), Role.user)
    for name in ("ada", "ben", "cleo")
]
PASSES = [("pass-1", "Phone 1"), ("pass-2", "Phone 2"), ("pass-3", "Phone 2")]  # one renewed
KEEPER = st.integers(0, 1 + len(PASSES))
OFTEN_ENTRY = st.sampled_from([Direction.entry, Direction.entry, Direction.exit])
NUMBER = st.integers(0, 20)
SCANS = st.tuples(NUMBER, KEEPER, OFTEN_ENTRY, st.sampled_from(["", "", "1", "2"]), st.booleans())
UPLOADS = st.tuples(SCANS, st.integers(0, 90), st.sampled_from([None, *Result]))


def make_machine(ctx, clock, run):  # noqa: C901 - a machine is one class with many small rules
    fresh = count(1)

    class Door(RuleBasedStateMachine):
        @initialize(
            reentry=st.booleans(),
            sizes=st.lists(st.integers(2, 4), min_size=2, max_size=3),
        )
        def open_the_doors(self, reentry, sizes):
            """Before the beginning: tickets are still passed on."""
            starts_at = clock.now() + timedelta(hours=1)
            times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=4)}
            self.event = run(an_event(ctx, reentry=reentry, max_per_person=50, **times))
            passes = [Doorkeeper(KIM.actor, each, self.event.id) for each, _ in PASSES]
            labels = [label for _, label in PASSES]
            self.keepers = [KIM, LOU, *map(named, passes, labels)]
            self.tickets, self.void = [], set()
            self.sent, self.refused, self.moved = [], [], []
            self.witness = Witness()
            for holder, size in zip(HOLDERS, sizes, strict=False):
                made = run(book(ctx, holder, self.event.id, size))
                self.tickets += [(holder, each) for each in made.booking.tickets]

        @rule(scans=st.lists(SCANS, min_size=1, max_size=6))
        def scan(self, scans):
            """As they come, in one batch."""
            wishes = [self.wish(each) for each in scans]
            verdicts = run(service.scan_all(ctx, self.event.id, wishes))
            self.hear(list(zip(wishes, verdicts, strict=True)))

        @rule(scans=st.lists(SCANS, min_size=2, max_size=5))
        def scan_at_once(self, scans):
            """In the lane of this process, and beside it as if by another."""

            async def all_at_once():
                wishes = [self.wish(each) for each in scans]
                ways = (self.beside(each) if n % 2 else service.scan(ctx, self.event.id, each)
                        for n, each in enumerate(wishes))  # fmt: skip
                return zip(wishes, await asyncio.gather(*ways), strict=True)

            self.hear(list(run(all_at_once())))

        @rule(uploads=st.lists(UPLOADS, min_size=1, max_size=4))
        def upload(self, uploads):
            """With the times they had, in any order, and perhaps as a repetition of a live one."""
            wishes = [
                self.wish(
                    scan,
                    mode=Mode.upload,
                    scanned_at=clock.now() - timedelta(minutes=ago),
                    shown=shown,
                )
                for scan, ago, shown in uploads
            ]
            verdicts = run(service.scan_all(ctx, self.event.id, wishes))
            self.hear(list(zip(wishes, verdicts, strict=True)))

        @rule(number=NUMBER, admitted=st.booleans(), times=st.integers(1, 2))
        def send_again(self, number, admitted, times):
            """No answer was heard: the same again, or as let in by the scanner against a "no"."""
            among = self.refused if admitted else self.sent
            if not among:
                return
            wish = among[-1 - number % len(among)]
            if admitted:
                told = {"mode": Mode.upload, "scanned_at": clock.now(), "shown": Result.ok}
                wish = replace(wish, **told)
            verdicts = run(service.scan_all(ctx, self.event.id, [wish] * times))
            self.hear([(wish, verdict) for verdict in verdicts])

        @rule(number=NUMBER, keeper=st.none() | KEEPER, times=st.integers(1, 2))
        def take_back(self, number, keeper, times):
            if not self.moved:
                return
            who = ADA if keeper is None else self.keepers[keeper]
            entry_id = self.moved[-1 - number % len(self.moved)]

            async def all_at_once():
                presses = (service.undo(ctx, who, entry_id) for _ in range(times))
                return await asyncio.gather(*presses, return_exceptions=True)

            outcomes = run(all_at_once())
            assert all(
                isinstance(each, Refusal) for each in outcomes if isinstance(each, Exception)
            )

        @rule(number=NUMBER, tickets=st.sampled_from([None, 1, 2]))
        def give_up(self, number, tickets):
            if self.enough_are_valid:
                self.attempt(cancel(ctx, ROBOT, self.booking_of(number).id, tickets=tickets))

        @rule(number=NUMBER, scan=SCANS)
        def give_up_while_it_is_scanned(self, number, scan):
            if not self.enough_are_valid:
                return
            wish = self.wish((number, *scan[1:]))

            async def both():
                given_up = cancel(ctx, ROBOT, (await self.found(number)).id, tickets=1)
                scanned = service.scan(ctx, self.event.id, wish)
                return await asyncio.gather(scanned, given_up, return_exceptions=True)

            verdict, _ = run(both())
            self.hear([(wish, verdict)])

        @rule(number=NUMBER, to=st.sampled_from(HOLDERS))
        def pass_on(self, number, to):
            if not self.enough_are_valid:
                return
            holder, ticket = self.ticket(number)
            self.attempt(offer_ticket(ctx, holder, ticket.id, to.name, to.email))
            [now] = [each for each in self.booking_of(number).tickets if each.id == ticket.id]
            if now.offer:
                taken = self.attempt(
                    accept_offer(ctx, to, transfer_token(ctx.settings, now.id, now.offer.id))
                )
                if isinstance(taken, PassedOn):
                    self.tickets += [(to, each) for each in taken.booking.tickets]

        @rule(reentry=st.booleans())
        def allow_coming_back(self, reentry):
            now = run(get_event(ctx, ROBOT, self.event.id))
            self.attempt(edit_event(ctx, ROBOT, now.id, now.version, {"reentry": reentry}))

        @rule(minutes=st.integers(1, 60))
        def time_passes(self, minutes):
            clock.advance(minutes=minutes)

        @rule()
        def call_off(self):
            """Late: there is little to see afterwards."""
            if len(self.witness.log) > 15:
                self.attempt(cancel_event(ctx, ROBOT, self.event.id, "Storm"))

        @property
        def enough_are_valid(self):
            return len(self.void) * 4 < len(self.tickets)

        def wish(self, scan, **how):
            number, keeper, direction, nonce, by_code = scan
            _, ticket = self.ticket(number)
            text = ticket.code if by_code else token_of(ctx, self.event, ticket)
            nonce = nonce or f"fresh-{next(fresh)}"
            return a_scan(ctx, text, self.keepers[keeper], direction=direction, nonce=nonce, **how)

        def ticket(self, number):
            """Whose it was made for, and a ticket; dead ones too."""
            return self.tickets[number % len(self.tickets)]

        async def found(self, number):
            [found] = await self.all_bookings({"tickets.id": self.ticket(number)[1].id})
            return found

        def booking_of(self, number):
            return run(self.found(number))

        async def all_bookings(self, query):
            documents = await ctx.db.bookings.find(query).to_list(None)
            return [bookings.booking_of(document) for document in documents]

        async def beside(self, wish):
            [verdict] = await decide(ctx, self.event.id, [wish])
            return verdict

        def attempt(self, doing):
            try:
                return run(doing)
            except Refusal:
                return None

        def hear(self, scanned):
            kept_first = sorted(scanned, key=lambda each: (not each[1].id, each[1].replayed))
            for wish, verdict in kept_first:
                if self.witness.hears(wish, self.about(wish), verdict):
                    self.sent.append(wish)
                    if verdict.result is Result.ok:
                        self.moved.append(verdict.id)
                    elif wish.mode is Mode.live:
                        self.refused.append(wish)

        def about(self, wish):
            """The ticket that was held to the scanner, and which way it went."""
            [ticket_id] = [ticket.id for _, ticket in self.tickets
                           if wish.presented.ticket_id == ticket.id
                           or wish.presented.code == ticket.code]  # fmt: skip
            return ticket_id, wish.direction

        @invariant()
        def all_is_sound(self):
            if hasattr(self, "event"):
                run(self.check())

        async def check(self):
            event = await get_event(ctx, ROBOT, self.event.id)
            log = [each async for each in repository.walk_log(ctx.db, event.id)]
            self.witness.reads(log, event, self.void)
            seen = await stats(ctx, KIM, event.id)
            assert (seen.inside, seen.admitted) == (self.witness.inside, self.witness.admitted)
            await self.check_tickets(event)
            assert await fault_of(ctx, event.id) == ""

        async def check_tickets(self, event):
            made = await self.all_bookings({"event_id": event.id})
            self.void = {each.id for booking in made for each in booking.tickets
                         if not each.is_valid}  # fmt: skip
            if event.status.value != "cancelled":  # whoever is in by then can only leave
                assert not self.witness.used & self.void

    return Door


async def test_a_door_is_sound_after_every_order_of_steps(clock, without_limits):
    await run_machine(lambda run: make_machine(without_limits, clock, run), examples=24, steps=30)
