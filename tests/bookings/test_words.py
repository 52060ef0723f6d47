"""Which bookings of an event are found by which words."""

from dataclasses import asdict

import pytest

from tests.builders.door import a_booking, an_open_event
from ticketapp.bookings import tickets
from ticketapp.bookings.documents import document_of
from ticketapp.bookings.models import Person
from ticketapp.bookings.schema import keep_addresses_apart
from ticketapp.bookings.words import terms_of

ROSA = Person("Rosa Luxem-Burg", "r.lux@mail.example.org")


async def found(ctx, event, words, *, parts_of_addresses):
    some = await tickets.of_words(
        ctx.db, event.id, words, 20, parts_of_addresses=parts_of_addresses
    )
    return [each.attendee.name for each in some]


@pytest.fixture
async def event(ctx):
    event = await an_open_event(ctx)
    booking = await a_booking(ctx, event, name=ROSA.name)
    await ctx.db.bookings.update_one(
        {"_id": booking.id},
        {"$set": {
            "attendee.email": ROSA.email, "reference": "7KQ2M9XA",
            "terms": terms_of("7KQ2M9XA", ROSA),
        }},
    )  # fmt: skip
    return event


@pytest.mark.parametrize(
    ("words", "by_anybody"),
    [
        ("ro", True), ("ROSA lux", True), ("burg", True), ("7kq2", True),
        ("Rosa Luxem-Burg", True), ("luxem-b", True),
        ("r.lux@mail.example.org", True), ("rosa R.Lux@Mail.Example.Org", True),
        ("r.lux@mail.example.or", False), ("r.lux@", False), ("mail", False), ("org", False),
        ("@", False), ("@mail", False), ("rosa mail", False), ("rosa @r", False),
    ],
)  # fmt: skip
async def test_parts_of_an_address_find_for_those_alone_who_may_see_it(
    ctx, event, words, by_anybody
):
    """Seen to fail when words of names and of addresses were kept in one heap."""
    for_all = await found(ctx, event, words, parts_of_addresses=False)
    assert for_all == [ROSA.name] * by_anybody
    if " @" not in f" {words}":  # with which nothing begins
        assert await found(ctx, event, words, parts_of_addresses=True) == [ROSA.name]


async def test_what_holds_no_word_finds_nobody(ctx, event):
    for words in ("--", "._", " "):
        assert await found(ctx, event, words, parts_of_addresses=True) == []


async def test_bookings_made_before_are_found_the_same_way(ctx, event):
    former = ["7kq2m9xa", "burg", "example", "lux", "luxem", "mail", "org", "r", ROSA.email, "rosa"]
    await ctx.db.bookings.update_many({}, {"$set": {"terms": former}})
    for _ in range(2):
        await keep_addresses_apart(ctx.db)
        assert await found(ctx, event, "mail", parts_of_addresses=False) == []
        assert await found(ctx, event, "mail", parts_of_addresses=True) == [ROSA.name]
        assert await found(ctx, event, ROSA.email, parts_of_addresses=False) == [ROSA.name]


@pytest.mark.parametrize(
    "words", ["ro person77", "person77 ro", "ro person77@example.org", "nobody"]
)
@pytest.mark.parametrize("parts_of_addresses", [True, False])
async def test_of_many_with_the_same_name_few_are_read(ctx, words, parts_of_addresses):
    """Seen to read all of them with the short word first, with conditions that are not alike, and
    with patterns that Python compiled.
    """
    event = await an_open_event(ctx)
    model = document_of(await a_booking(ctx, event, name="Robin"))
    documents = []
    for number in range(400):
        who = Person(f"Robin Person{number}", f"person{number}@example.org")
        [ticket] = model["tickets"]
        ticket = {**ticket, "id": f"ticket-{number}", "code": f"code-{number}"}
        terms = terms_of(f"R{number}", who)
        own = {"_id": f"{number}", "terms": terms, "tickets": [ticket]}
        documents.append({**model, **own, "attendee": asdict(who)})
    await ctx.db.bookings.insert_many(documents)
    await ctx.db.raw.command("profile", 2)
    some = await found(ctx, event, words, parts_of_addresses=parts_of_addresses)
    await ctx.db.raw.command("profile", 0)
    profiled = ctx.db.raw["system.profile"].find({"ns": {"$regex": "bookings$"}})
    read = sum([each["keysExamined"] async for each in profiled])
    assert some == [] if words == "nobody" else some == ["Robin Person77"]
    assert read < 10
