"""Events for a first look: a programme around now, in several places and zones."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.events.models import EventFields
from ticketapp.events.service import create_event


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An event some days from now, at an hour of the place it is at."""

    name: str
    days: int
    at: time
    hours: float
    place: str
    capacity: int
    zone: str = "Europe/Berlin"
    description: str = ""
    tags: tuple[str, ...] = ()
    speakers: tuple[Any, ...] = ()
    opens_in_days: int | None = None


async def load_events(ctx: Context) -> str:
    """Put the programme into the database."""
    now = ctx.clock.now()
    await create_event(ctx, system("demo"), _running(now))
    for plan in PROGRAMME:
        await create_event(ctx, system("demo"), _fields(plan, now))
    return f"{len(PROGRAMME) + 1} events"


def _running(now: datetime) -> EventFields:
    """One that is on whenever the demo is loaded."""
    begun = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return EventFields(
        name="Open Studios",
        starts_at=begun,
        ends_at=begun + timedelta(hours=8),
        timezone="Europe/Berlin",
        location="Kulturfabrik Speicher 3, Hamburg",
        capacity=250,
        description=_STUDIOS,
        waitlist_closes_at=begun + timedelta(hours=6),
        reentry=True,
        metadata={"tags": ["art", "free entry", "families"]},
    )


def _fields(plan: Plan, now: datetime) -> EventFields:
    zone = ZoneInfo(plan.zone)
    day = now.astimezone(zone).date() + timedelta(days=plan.days)
    starts_at = datetime.combine(day, plan.at, zone).astimezone(now.tzinfo)
    opens_at = None
    if plan.opens_in_days is not None:
        opening_day = now.astimezone(zone).date() + timedelta(days=plan.opens_in_days)
        opens_at = datetime.combine(opening_day, time(10), zone).astimezone(now.tzinfo)
    metadata: dict[str, Any] = {"tags": list(plan.tags)}
    if plan.speakers:
        metadata["speakers"] = list(plan.speakers)
    return EventFields(
        name=plan.name,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=plan.hours),
        timezone=plan.zone,
        location=plan.place,
        capacity=plan.capacity,
        description=plan.description,
        booking_opens_at=opens_at,
        metadata=metadata,
    )


_STUDIOS = """\
Forty-one artists leave their doors open. Start at the gate, take a map, and knock wherever the
light is on.

- Screen printing for everybody, until the ink runs out
- Guided tour at the full hour
- Soup and bread in the yard
"""

_CONFERENCE = """\
Two days for people who keep things running: databases, queues, pagers, and the teams around them.

## Who comes

About four hundred engineers, half of them on call that week. Talks are forty minutes with twenty
for questions, and nobody reads slides to you.

## Day one

1. **Registration and coffee** from half past eight
2. *What the outage taught us*: three post-mortems, told by those who were there
3. Lunch in the orangery, vegetarian by default
4. Workshops in small groups; places are given out at the door

## Day two

1. Lightning talks: anybody, five minutes, one idea
2. *Backups are easy, restores are not*
3. An open hour for whatever the weekend brought up

> The best talks happen on the stairs. We have wide stairs.

## Good to know

The venue is step-free, with a quiet room on the first floor. There is childcare on both days: write
to us by the Wednesday before. Talks are captioned live and recorded, questions are not.

If you can't come after all, please give your ticket back. Somebody in line will be glad.
"""

PROGRAMME: tuple[Plan, ...] = (
    Plan(
        name="Late Shift: Jazz in the Engine House",
        days=1,
        at=time(20, 30),
        hours=3,
        place="Maschinenhaus, Essen",
        capacity=120,
        description="Two sets, one break, no talking during the solos. The bar stays open after.",
        tags=("jazz", "concert"),
        speakers=(
            {"name": "Mirela Kovač", "role": "trumpet"},
            {"name": "Jonas Obi", "role": "bass"},
        ),
    ),
    Plan(
        name="Repair Café",
        days=2,
        at=time(14),
        hours=4,
        place="Neighbourhood House, Leipzig",
        capacity=40,
        description="Bring what is broken. Volunteers bring tools, patience and spare fuses.",
        tags=("workshop", "free entry"),
    ),
    Plan(
        name="Chamber Night",
        days=3,
        at=time(19, 30),
        hours=2,
        place="Kleiner Saal, Konzerthaus Dresden",
        capacity=8,
        description="Schubert's string quintet, played for eight people sitting among the players.",
        tags=("classical", "concert"),
        speakers=("Anselm Quartet", "Yuki Tanabe"),
    ),
    Plan(
        name="Introduction to Letterpress",
        days=4,
        at=time(10),
        hours=6,
        place="Druckladen, Mainz",
        capacity=12,
        description="Set a line, ink it, pull it. You take home ten cards with your own words.",
        tags=("workshop", "printing"),
        speakers=({"name": "Greta Lindqvist", "title": "master printer"},),
    ),
    Plan(
        name="Public Lecture: How Cities Sound",
        days=5,
        at=time(18, 15),
        hours=1.5,
        zone="Europe/London",
        place="Old Lecture Theatre, University of Leeds",
        capacity=320,
        description=(
            "Why does one square feel calm and the next one loud at the same level? With "
            "recordings from forty cities, best heard live."
        ),
        tags=("lecture", "science"),
        speakers=({"name": "Prof. Amara Nwosu", "affiliation": "Acoustics Group"},),
    ),
    Plan(
        name="Steady State",
        days=8,
        at=time(9),
        hours=33,
        place="Orangerie, Kassel",
        capacity=400,
        description=_CONFERENCE,
        tags=("conference", "software", "operations"),
        speakers=(
            {"name": "Ines Carvalho", "role": "Site reliability", "company": "Fährverbund"},
            {"name": "Tomasz Zieliński", "role": "Databases", "company": "Nordlicht"},
            {"name": "Priya Raman", "role": "Incident research"},
            {"name": "Lars Åkesson", "role": "Networks", "company": "Glasfaser Nord"},
        ),
    ),
    Plan(
        name="Harbour Lights Film Festival: Opening Night",
        days=10,
        at=time(21),
        hours=4,
        zone="Europe/Lisbon",
        place="Cinema São Jorge, Lisbon",
        capacity=827,
        description="The first film is a secret. The second is not: it is the restored *Tide*.",
        tags=("film", "festival"),
    ),
    Plan(
        name="Winter Market for Small Publishers",
        days=12,
        at=time(11),
        hours=9,
        place="Alte Markthalle, Basel",
        zone="Europe/Zurich",
        capacity=1500,
        description="Sixty tables, twelve readings, and a room that smells of paper.",
        tags=("books", "market", "families"),
    ),
    Plan(
        name="Stand-up, Slowly",
        days=14,
        at=time(20),
        hours=2,
        zone="America/New_York",
        place="The Annex, Brooklyn",
        capacity=90,
        description="Five comedians, ten minutes each, and a bell that nobody is afraid of.",
        tags=("comedy",),
        speakers=("Dee Alvarez", "Marcus Oyelaran", "Hana Sato"),
    ),
    Plan(
        name="Night Walk Under Dark Skies",
        days=17,
        at=time(22),
        hours=3,
        place="Car park at the Hoher Meißner",
        capacity=25,
        description="Bring warm shoes and no torch. If it is cloudy we tell stories instead.",
        tags=("outdoors", "astronomy"),
    ),
    Plan(
        name="Choir for a Day",
        days=21,
        at=time(10, 30),
        hours=8,
        place="St. Johannis, Göttingen",
        capacity=160,
        description="No auditions. We rehearse all day and sing for the town at six.",
        tags=("music", "families"),
        opens_in_days=2,
    ),
    Plan(
        name="Tea and Type: An Afternoon with Variable Fonts",
        days=26,
        at=time(15),
        hours=3,
        zone="Asia/Tokyo",
        place="Print Room, Kyoto",
        capacity=30,
        description="A talk, a demonstration, and a table full of specimens to leaf through.",
        tags=("design", "typography"),
        speakers=({"name": "Emi Kuroda", "role": "type designer"},),
    ),
    Plan(
        name="Summer Concert on the Roof",
        days=200,
        at=time(19),
        hours=4,
        place="Town Hall Roof, Berlin",
        capacity=600,
        description="Far away, but the good seats go early. Blankets are provided.",
        tags=("concert", "outdoors"),
        opens_in_days=30,
    ),
)
