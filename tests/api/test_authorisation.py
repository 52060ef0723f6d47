"""Who may call what: every route of the app, asked by everybody, against one table.

A route that is not in the table fails here, and so does a row without a route. So whoever adds a
route says who may call it, and nobody forgets to ask.
"""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from api.app import make_api
from tests.builders.door import a_ticket, an_open_event, went_in
from tests.builders.events import an_event
from tests.builders.mails import a_mail, queue
from tests.builders.people import HOME, PASSWORD, a_user, an_admin, signed_in
from tests.builders.pictures import a_picture
from tests.drivers.api import bearing, tokens_of
from tests.drivers.edge import edge_of, open_client
from ticketapp.accounts.models import SessionKind, User
from ticketapp.bookings.models import Booked
from ticketapp.bookings.service import book
from ticketapp.bookings.transfers import offer_ticket
from ticketapp.core.actor import Actor, Role, system
from ticketapp.core.context import Context
from ticketapp.door.models import Doorkeeper
from ticketapp.door.passes import make_pass
from ticketapp.ticketapp import form_routes

CALLERS = ("anonymous", "user", "other user", "staff", "other event's staff", "admin")


@dataclass(frozen=True)
class Cast:
    """The people who ask, the objects they ask about, made anew for each request."""

    ctx: Context
    users: Mapping[str, User]

    async def headers(self, caller: str) -> dict[str, str]:
        """As this caller, with a token for the API and a cookie for the forms of our own pages.

        Whatever else a route may ask for is there, so that only the person decides.
        """
        usual = {"Origin": "http://tickets.test", "If-Match": "*"}
        if caller == "anonymous":
            return usual
        user = self.users[caller]
        cookie = {"Cookie": f"session={await signed_in(self.ctx, user)}"}
        return usual | cookie | bearing((await tokens_of(self.ctx, user)).access_token)


Objects = Callable[[Cast], Awaitable[dict[str, str]]]


@dataclass(frozen=True)
class Row:
    """What each of `CALLERS` gets, in their order. `about` makes what the path names."""

    expected: tuple[int, ...]
    about: Objects | None = None
    request: Mapping[str, Any] = field(default_factory=dict)


def everybody(status: int, about: Objects | None = None, **request: Any) -> Row:
    return Row((status,) * len(CALLERS), about, request)


def people_with_accounts(status: int, **request: Any) -> Row:
    return Row((401, *(status,) * 5), None, request)


def admins(status: int, about: Objects | None = None, **request: Any) -> Row:
    return Row((401, 403, 403, 403, 403, status), about, request)


async def a_session_of_the_user(cast: Cast) -> dict[str, str]:
    secret = await signed_in(cast.ctx, cast.users["user"], SessionKind.api)
    return {"session_id": secret.partition(".")[0]}


async def the_user(cast: Cast) -> dict[str, str]:
    return {"user_id": cast.users["user"].id}


async def a_waiting_mail(cast: Cast) -> dict[str, str]:
    return {"mail_id": await queue(cast.ctx, a_mail(object_id=cast.ctx.ids.new()))}


async def the_event(cast: Cast) -> dict[str, str]:
    return {"event_id": (await an_event(cast.ctx)).id}


async def bookings_as_a_file(cast: Cast) -> dict[str, str]:
    return {**await the_event(cast), "form": "csv"}


async def a_draft(cast: Cast) -> dict[str, str]:
    return {"event_id": (await an_event(cast.ctx, draft=True)).id}


async def a_booking_of_the_user(cast: Cast) -> dict[str, str]:
    """And what belongs to it."""
    event = await an_event(cast.ctx)
    user = cast.users["user"]
    actor = Actor(HOME, user.id, user.email, user.name, Role.user)
    booked = await book(cast.ctx, actor, event.id, 1)
    assert isinstance(booked, Booked)
    [ticket] = booked.booking.tickets
    return {"booking_id": booked.booking.id, "ticket_id": ticket.id}


async def an_offered_ticket_of_the_user(cast: Cast) -> dict[str, str]:
    made = await a_booking_of_the_user(cast)
    await offer_ticket(
        cast.ctx, system("test"), made["ticket_id"], "Tina Taker", "tina@example.org"
    )
    return made


async def the_staffs_event(cast: Cast) -> dict[str, str]:
    """An event whose doors `staff` work at, a scan there, and a pass of the admin's."""
    event = await an_open_event(cast.ctx)
    staff = {"_id": cast.users["staff"].id}
    await cast.ctx.db.users.update_one(staff, {"$set": {"event_ids": [event.id]}})
    admin = await an_admin(cast.ctx)
    verdict = await went_in(
        cast.ctx, event, await a_ticket(cast.ctx, event), keeper=Doorkeeper(admin)
    )
    made, _ = await make_pass(cast.ctx, admin, event.id, "Phone")
    return {"event_id": event.id, "entry_id": verdict.id or "", "pass_id": made.id}


def at_the_door(status: int, for_staff: int | None = None, **request: Any) -> Row:
    """`for_staff` is for those of this event, if admins get something else."""
    theirs = status if for_staff is None else for_staff
    return Row((401, 403, 403, theirs, 403, status), the_staffs_event, request)


# Guests come with the key of their own booking, which none of these has.
OWNER_OR_ADMIN = (404, 200, 404, 404, 404, 200)
DRAFT = (404, 404, 404, 404, 404, 200)
NEW_PASSWORD = "quite another phrase"
A_CODE = {"code": "0000-0000-0000"}
A_SCAN = {**A_CODE, "nonce": "n"}
SIGN_IN = {"email": "nobody@example.org", "password": PASSWORD}

TABLE: dict[str, Row] = {
    # What anybody may ask for. Who is signed in makes no difference.
    "POST /api/v1/auth/login": everybody(401, json=SIGN_IN),
    "POST /api/v1/auth/token": everybody(
        401, data={"username": SIGN_IN["email"], "password": PASSWORD}
    ),
    "POST /api/v1/auth/refresh": everybody(401, json={"refresh_token": "made-up"}),
    "POST /api/v1/auth/logout": everybody(204, json={"refresh_token": "made-up"}),
    "POST /api/v1/auth/password/forgot": everybody(202, json={"email": "nobody@example.org"}),
    "POST /api/v1/auth/password/reset": everybody(
        400, json={"token": "made-up", "new_password": NEW_PASSWORD}
    ),
    "GET /api/v1/meta": everybody(200),
    "GET /livez": everybody(200),
    "GET /readyz": everybody(200),
    "GET /metrics": everybody(200),
    "GET /api/openapi.json": everybody(200),
    "GET /api/docs": everybody(200),
    "GET /api/docs/start.js": everybody(200),
    "GET /api/docs/{name}": everybody(404),
    # The first one who asks takes the address; whoever asks is not what decides.
    "POST /api/v1/auth/register": Row(
        (201, 409, 409, 409, 409, 409),
        request={"json": {"email": "new@example.org", "name": "New", "password": PASSWORD}},
    ),
    # The own account.
    "POST /api/v1/auth/password/change": people_with_accounts(
        204, json={"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    ),
    "GET /api/v1/me": people_with_accounts(200),
    "PATCH /api/v1/me": people_with_accounts(200, json={"locale": "de"}),
    "DELETE /api/v1/me": Row((401, 204, 204, 204, 204, 409)),
    "GET /api/v1/me/export": people_with_accounts(200),
    "GET /api/v1/me/sessions": people_with_accounts(200),
    "DELETE /api/v1/me/sessions/{session_id}": Row(
        (401, 204, 404, 404, 404, 404), a_session_of_the_user
    ),
    # An event's picture and files.
    "PUT /api/v1/events/{event_id}/cover": admins(
        200, the_event, content=a_picture(), headers={"Content-Type": "image/jpeg"}
    ),
    "DELETE /api/v1/events/{event_id}/cover": admins(204, the_event),
    "GET /covers/{name}": everybody(404),
    "GET /events/{event_id}/calendar.ics": everybody(404, a_draft),
    "GET /events.ics": everybody(200),
    "GET /sitemap.xml": everybody(200),
    "GET /robots.txt": everybody(200),
    # Other people's accounts, the trail and the mails.
    "GET /api/v1/users": admins(200),
    "POST /api/v1/users": admins(201, json={"email": "new@example.org", "name": "New"}),
    "GET /api/v1/users/{user_id}": admins(200, the_user),
    "PATCH /api/v1/users/{user_id}": admins(200, the_user, json={"role": "staff"}),
    "GET /api/v1/audit": admins(200),
    "GET /api/v1/outbox": admins(200),
    "POST /api/v1/outbox/{mail_id}/retry": admins(200, a_waiting_mail),
    # Events: seen by everybody, drafts of them and every change by admins alone.
    "GET /api/v1/events": everybody(200),
    "GET /api/v1/events/{event_id}": Row(DRAFT, a_draft),
    "GET /api/v1/events/{event_id}/status": Row(DRAFT, a_draft),
    "POST /api/v1/events": admins(
        201,
        json={
            "name": "Summer Concert",
            "starts_at": "2099-07-01T18:00:00Z",
            "ends_at": "2099-07-01T21:00:00Z",
            "timezone": "Europe/Berlin",
            "location": "Town Hall",
            "capacity": 100,
        },
    ),
    "PATCH /api/v1/events/{event_id}": admins(200, the_event, json={"capacity": 200}),
    "DELETE /api/v1/events/{event_id}": admins(204, the_event),
    "POST /api/v1/events/{event_id}/cancel": admins(200, the_event, json={"reason": "Storm"}),
    "POST /api/v1/events/{event_id}/duplicate": admins(
        201, the_event, json={"starts_at": "2099-07-01T18:00:00Z"}
    ),
    # Bookings and tickets: made by people, by guests where the event takes them, for oneself; seen
    # and cancelled by their owner and admins.
    "POST /api/v1/events/{event_id}/bookings": Row((401, *(201,) * 5), the_event, {"json": {}}),
    "GET /api/v1/events/{event_id}/bookings": admins(200, the_event),
    "GET /api/v1/events/{event_id}/bookings.csv": admins(200, the_event),
    "GET /api/v1/me/bookings": people_with_accounts(200),
    "GET /api/v1/bookings/{booking_id}": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "POST /api/v1/bookings/{booking_id}/cancel": Row(
        OWNER_OR_ADMIN, a_booking_of_the_user, {"json": {}}
    ),
    "DELETE /api/v1/bookings/{booking_id}": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /api/v1/bookings/{booking_id}/tickets.pdf": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /api/v1/bookings/{booking_id}/calendar.ics": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /api/v1/tickets/{ticket_id}/qr.svg": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /api/v1/tickets/{ticket_id}/qr.png": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /api/v1/tickets/{ticket_id}/ticket.pdf": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "POST /api/v1/tickets/{ticket_id}/transfer": Row(
        (404, 202, 404, 404, 404, 202),
        a_booking_of_the_user,
        {"json": {"name": "Tina Taker", "email": "tina@example.org"}},
    ),
    "DELETE /api/v1/tickets/{ticket_id}/transfer": Row(
        (404, 204, 404, 404, 404, 204), an_offered_ticket_of_the_user
    ),
    # Who has the mailed link may take the ticket, whoever they are.
    "POST /api/v1/transfers/accept": everybody(400, json={"token": "made-up"}),
    # The door: those who work at this event's. Its log is for admins, another's scan for nobody.
    "POST /api/v1/tickets/validate": Row((401, 403, 403, 200, 200, 200), None, {"json": A_CODE}),
    "POST /api/v1/events/{event_id}/checkins": at_the_door(200, json=A_SCAN),
    "POST /api/v1/events/{event_id}/checkins/batch": at_the_door(200, json={"scans": [A_SCAN]}),
    "POST /api/v1/events/{event_id}/checkins/admit": at_the_door(
        200, json={"ticket_ids": ["made-up"], "nonce": "n"}
    ),
    "POST /api/v1/checkins/{entry_id}/undo": Row(
        (401, 403, 403, 403, 404, 200), the_staffs_event, {"json": {}}
    ),
    "GET /api/v1/events/{event_id}/attendees": at_the_door(200, params={"q": "ro"}),
    "GET /api/v1/events/{event_id}/snapshot": at_the_door(200),
    "GET /api/v1/events/{event_id}/checkins/stats": at_the_door(200),
    "GET /api/v1/events/{event_id}/checkins": at_the_door(200, for_staff=403),
    "GET /api/v1/events/{event_id}/checkins/conflicts": at_the_door(200, for_staff=403),
    "POST /api/v1/events/{event_id}/door-passes": at_the_door(201, json={"label": "Phone"}),
    "GET /api/v1/events/{event_id}/door-passes": at_the_door(200),
    "DELETE /api/v1/door-passes/{pass_id}": Row((401, 403, 403, 404, 404, 204), the_staffs_event),
    # What our own pages ask for over HTTP, with a cookie. The mailbox is for a developer's machine
    # alone, whoever is signed in there.
    "POST /login": everybody(401, data=SIGN_IN),
    "POST /register": everybody(422, data={"email": "no address", "name": "New"}),
    "POST /setup": everybody(
        400, data={"link": "made-up", "email": "a@example.org", "name": "A", "password": PASSWORD}
    ),
    "POST /logout": everybody(303),
    "POST /me/erase": Row((401, 303, 303, 303, 303, 409), request={"data": {"password": PASSWORD}}),
    "GET /me/export.json": people_with_accounts(200),
    "GET /bookings/{booking_id}/tickets.pdf": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /bookings/{booking_id}/tickets/{ticket_id}.pdf": Row(
        OWNER_OR_ADMIN, a_booking_of_the_user
    ),
    "GET /bookings/{booking_id}/calendar.ics": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /bookings/{booking_id}/kept.html": Row(OWNER_OR_ADMIN, a_booking_of_the_user),
    "GET /admin/events/{event_id}/bookings.{form}": admins(200, bookings_as_a_file),
    "POST /admin/events/{event_id}/cover": admins(422, the_event),
    "POST /admin/events/{event_id}/cover/remove": admins(200, the_event),
    "POST /door/events/{event_id}/pass": Row((401, 403, 403, 403, 403, 200), the_event),
    "POST /admin/door-passes": admins(422, data={"event_id": "made-up"}),
    "POST /door/pass": everybody(401, data={"token": "made-up"}),
    "POST /me/second-factor": people_with_accounts(200),
    "POST /me/second-factor/confirm": people_with_accounts(404, data={"code": "123456"}),
    "GET /dev/mailbox/{mail_id}/html": everybody(404),
    "GET /dev/mailbox/{mail_id}/files/{number:int}": everybody(404),
}


def routes_of(ctx: Context) -> set[str]:
    """Every method and path that the app answers beside its static pages."""
    api = {
        f"{method} {route.path_format}"
        for route in iter_route_contexts(make_api(ctx.settings).routes)
        for method in route.methods or ()
    }
    forms = {
        f"{method} {form.path}"
        for form in form_routes()
        for method in (form.methods or set()) - {"HEAD"}
    }
    return api | forms


async def test_every_route_is_in_the_table_and_the_table_names_no_other(ctx):
    routes = routes_of(ctx)
    assert routes - set(TABLE) == set(), "say in TABLE who may call these"
    assert set(TABLE) - routes == set(), "there are no such routes"


@pytest.fixture
async def cast(without_limits: Context) -> Cast:
    users = {
        "user": await a_user(without_limits),
        "other user": await a_user(without_limits),
        "staff": await a_user(without_limits, role=Role.staff, event_ids=("the-event",)),
        "other event's staff": await a_user(
            without_limits, role=Role.staff, event_ids=("another-event",)
        ),
        "admin": await a_user(without_limits, role=Role.admin),
    }
    return Cast(without_limits, users)


@pytest.fixture
async def client(without_limits: Context) -> AsyncGenerator[httpx.AsyncClient]:
    edge = edge_of(without_limits, forms=form_routes())
    async with open_client(edge, without_limits) as opened:
        yield opened


@pytest.mark.parametrize("call", TABLE)
async def test_everybody_gets_what_the_table_says(client, cast, call):
    method, path = call.split(" ")
    row = TABLE[call]
    answered: dict[str, int] = {}
    for caller in CALLERS:
        objects = await row.about(cast) if row.about else {}
        headers = {**await cast.headers(caller), **row.request.get("headers", {})}
        request = client.build_request(
            method, _filled(path, objects), **{**row.request, "headers": headers}
        )
        answered[caller] = (await client.send(request)).status_code
    assert answered == dict(zip(CALLERS, row.expected, strict=True))


async def test_the_document_tells_who_must_be_signed_in(ctx):
    document = make_api(ctx.settings).openapi()
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    for call in set(operations) & set(TABLE):
        security = operations[call].get("security", [{}])
        expected = TABLE[call].expected
        needs_somebody = expected[0] == 401 != expected[-1]
        assert ({} not in security) is needs_somebody, call
        assert {str(status) for status in expected} <= set(operations[call]["responses"]), call


def _filled(path: str, objects: Mapping[str, str]) -> str:
    """The path with its parameters' values; 1 where the table names none."""
    return re.sub(r"{(\w+)[^}]*}", lambda named: objects.get(named[1], "1"), path)
