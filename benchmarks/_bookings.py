"""What benchmarks of bookings share: a database, somebody who asks, events, and many bookings."""

import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymongo
from pymongo.write_concern import WriteConcern

from ticketapp.bookings.engine import Request, decide
from ticketapp.bookings.models import Booked, Order, Person
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.core.db import Document
from ticketapp.core.settings import Settings, Switch, new_secrets
from ticketapp.events.models import Event, EventFields
from ticketapp.events.service import create_event
from ticketapp.serve.mongod import EmbeddedMongo
from ticketapp.serve.ports import free_port

_AT_ONCE, _LONGEST = 20_000, 600
_FIRST = 1_000_000  # so that all numbers are of one length, and their order is that of keys


@contextmanager
def settings_for(name: str) -> Generator[Settings]:
    """Settings with a database server of their own, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedMongo.start(Path(folder)) as server:
        yield Settings(
            mongodb_uri=server.uri,
            mongodb_db=name,
            public_url="http://tickets.test",
            mail_from="tickets@tickets.test",
            smtp_host="127.0.0.1",
            smtp_security="none",
            rate_limits=Switch.off,
            port=free_port(),
            **new_secrets(),
        )


async def an_event(ctx: Context, *, capacity: int = 1_000_000, waitlist: bool = True) -> Event:
    starts_at = ctx.clock.now() + timedelta(days=7)
    fields = EventFields(
        name="Summer Concert", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3),
        timezone="Europe/Berlin", location="Town Hall, Berlin", capacity=capacity,
        max_per_person=1_000_000, waitlist=waitlist,
    )  # fmt: skip
    return await create_event(ctx, system("bench"), fields)


def an_order(event_id: str, who: str, user_id: str | None = None) -> Order:
    person = Person(f"Robin {who}", f"{who}@example.org")
    return Order(
        event_id=event_id, quantity=1, attendee=person, user_id=user_id or who, by=who, locale="en"
    )


async def book(
    ctx: Context, event_id: str, *people: str, user_id: str | None = None
) -> list[Booked]:
    """A ticket for each of them, in one transaction."""
    wishes = [Request(an_order(event_id, who, user_id), system("bench")) for who in people]
    outcomes = await decide(ctx, event_id, wishes)
    assert all(isinstance(each, Booked) for each in outcomes), outcomes
    return [each for each in outcomes if isinstance(each, Booked)]


async def grow(
    ctx: Context, like: str, count: int, *, event_id: str | Mapping[str, Any], prefix: str
) -> None:
    """Many bookings as the one with the id `like`, each somebody else's, made by the database.

    `event_id` is theirs, or an expression over their number `$$n`.
    """
    model = await ctx.db.bookings.find_one({"_id": like})
    assert model is not None
    quick = ctx.db.raw.with_options(write_concern=WriteConcern(1))
    for start in range(0, count, _AT_ONCE):
        numbers = {"$range": [_FIRST + start, _FIRST + min(start + _AT_ONCE, count)]}
        made = {"$map": {"input": numbers, "as": "n", "in": _numbered(model, event_id, prefix)}}
        into = {"into": "bookings", "whenMatched": "fail", "whenNotMatched": "insert"}
        with pymongo.timeout(_LONGEST):
            await quick.aggregate([{"$documents": made}, {"$merge": into}]).to_list(1)


async def sold(ctx: Context, event_id: str, count: int) -> None:
    """Make the event's figures those of `count` tickets more."""
    change = {"$inc": {"booked": count, "available": -count}}
    await ctx.db.events.update_one({"_id": event_id}, change)


def _numbered(model: Document, event_id: str | Mapping[str, Any], prefix: str) -> Document:
    def named(before: str, after: str = "") -> Document:
        return {"$concat": [f"{prefix}{before}", {"$toString": "$$n"}, after]}

    email = named("-person", "@example.org")
    own = {
        "_id": named("-booking"),
        "event_id": event_id,
        "reference": named("-"),
        "user_id": named("-person"),
        "attendee": {"name": "Robin Meyer", "email": email},
        "terms": ["robin", "meyer", named("-"), {"$concat": [" ", email]}],
        "tickets": [
            {"$mergeObjects": [
                {"$literal": model["tickets"][0]}, {"id": named("-ticket"), "code": named("-code")},
            ]}
        ],
    }  # fmt: skip
    return {"$mergeObjects": [{"$literal": model}, own]}
