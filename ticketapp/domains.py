"""What each domain contributes to the whole, in one place.

A new domain is wired in here: its collections, its mails, its part in personal data.
"""

from ticketapp.accounts import letters as account_letters
from ticketapp.accounts import schema as accounts
from ticketapp.announcements import letters as announcement_letters
from ticketapp.announcements import schema as announcements
from ticketapp.announcements.following import AnnouncementsFollow
from ticketapp.audit import schema as audit
from ticketapp.bookings import letters as booking_letters
from ticketapp.bookings import schema as bookings
from ticketapp.bookings import transfer_letters
from ticketapp.bookings.following import BookingsFollow
from ticketapp.bookings.personal_data import PersonalBookings
from ticketapp.core.context import EventFollower, PersonalData
from ticketapp.core.idempotency import IDEMPOTENCY
from ticketapp.core.migrations import CollectionSpec, Migration, create
from ticketapp.door import schema as door
from ticketapp.door.personal_data import PersonalDoors
from ticketapp.events import schema as events
from ticketapp.outbox import schema as outbox
from ticketapp.outbox.letter import Composers

_FOUNDATION: tuple[CollectionSpec, ...] = (
    accounts.USERS,
    accounts.SESSIONS,
    accounts.LINKS,
    audit.ENTRIES,
    audit.BATCHES,
    outbox.OUTBOX,
    IDEMPOTENCY,
)
COLLECTIONS: tuple[CollectionSpec, ...] = (
    *_FOUNDATION,
    events.EVENTS,
    events.COVER_FILES,
    events.COVER_CHUNKS,
    bookings.BOOKINGS,
    announcements.ANNOUNCEMENTS,
    *door.COLLECTIONS,
)

# Oldest first. Never edit one that has been released: add another.
MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "accounts, audit and outbox", create(*_FOUNDATION)),
    Migration(2, "events", create(events.EVENTS)),
    Migration(3, "bookings", create(bookings.BOOKINGS)),
    Migration(4, "covers", create(events.EVENTS, events.COVER_FILES, events.COVER_CHUNKS)),
    Migration(5, "lists of events", create(events.EVENTS)),
    Migration(6, "bookings found by words", bookings.find_by_words),
    Migration(7, "waiting lists in their order", create(bookings.BOOKINGS)),
    Migration(8, "tickets on offer", create(bookings.BOOKINGS)),
    Migration(9, "announcements", create(announcements.ANNOUNCEMENTS)),
    Migration(10, "doors", create(*door.COLLECTIONS)),
    Migration(11, "nonces of one scanner", door.keep_nonces_apart),
    Migration(12, "addresses apart from names", bookings.keep_addresses_apart),
)

COMPOSERS: Composers = {
    **account_letters.COMPOSERS,
    **booking_letters.COMPOSERS,
    **transfer_letters.COMPOSERS,
    **announcement_letters.COMPOSERS,
}

EVENT_FOLLOWERS: tuple[EventFollower, ...] = (BookingsFollow(), AnnouncementsFollow())

PERSONAL_DATA: tuple[PersonalData, ...] = (PersonalBookings(), PersonalDoors())

# Collections whose changes open pages hear of while they are watched.
WATCHED: tuple[str, ...] = (events.EVENTS.name, door.FIGURES.name)
# The same, but for new documents: nobody watches what is not there yet.
WATCHED_ONCE_THERE: tuple[str, ...] = (bookings.BOOKINGS.name,)
