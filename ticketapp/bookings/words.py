"""What a booking is found by among its event's: its reference, and words of a name and address.

What stems from the address stands behind a space, which no word has that is looked for. So one
index answers those who may look for parts of an address, and tells the others nothing.
"""

from typing import Any

from ticketapp.accounts.rules import search_terms, words_in
from ticketapp.bookings.models import Person
from ticketapp.core.db import Document, beginning_with

_OF_AN_ADDRESS = " "
_MOST_WORDS = 5


def terms_of(reference: str, attendee: Person) -> list[str]:
    """What is kept with a booking, to be found by beginnings."""
    of_address = (f"{_OF_AN_ADDRESS}{each}" for each in search_terms(attendee.email, ""))
    return [reference.casefold(), *words_in(attendee.name), *of_address]


def found_by(words: str, *, parts_of_addresses: bool) -> list[Document]:
    """Conditions that must all hold: each word begins one of the reference, name or address.

    Without `parts_of_addresses` an address must be given whole. Who is shown a masked one could
    otherwise guess it sign by sign. The longest word is first: the index is asked for that one, and
    what it finds is looked through for the others.
    """
    typed = words.casefold().split()
    wanted = [part for word in typed for part in _parts_of(word)]
    return [
        {"terms": {"$in": _beginning(word, parts_of_addresses=parts_of_addresses)}}
        for word in sorted(wanted[:_MOST_WORDS], key=len, reverse=True)
    ]


def _parts_of(word: str) -> list[str]:
    """Names are found by their parts; an address, or what has none, is one by itself."""
    return [word] if "@" in word else words_in(word) or [word]


def _beginning(word: str, *, parts_of_addresses: bool) -> list[Any]:
    """Always two, for the database keeps conditions in their order only while they are alike."""
    begun, of_address = beginning_with(word), f"{_OF_AN_ADDRESS}{word}"
    if parts_of_addresses:
        return [begun, beginning_with(of_address)]
    return [begun, of_address if "@" in word else word]
