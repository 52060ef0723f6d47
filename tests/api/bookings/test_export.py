"""An event's bookings as a table over HTTP."""

import csv
import io

import pytest

from tests.api.bookings.conftest import GUEST, booked
from tests.builders.events import an_event
from tests.drivers.edge import problem_of
from ticketapp.bookings import service
from ticketapp.bookings.export import export_bookings
from ticketapp.core.actor import system


async def table(api, event):
    response = await api.get(f"/events/{event.id}/bookings.csv")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text)))


async def test_a_table_has_a_row_for_every_booking_and_entry(ctx, clock, somebody, admin):
    event = await an_event(ctx, capacity=2)
    await booked(await somebody(), await an_event(ctx))
    assert await table(admin, event) == []
    first = await booked(await somebody(name="Zoë Žižek, M.A."), event, 2)
    clock.advance(seconds=1)
    entry = await booked(await somebody(), event)
    waiting, confirmed = await table(admin, event)
    assert (waiting["reference"], waiting["status"], waiting["place"]) == (
        entry["reference"], "waitlisted", "1",
    )  # fmt: skip
    assert (confirmed["reference"], confirmed["quantity"]) == (first["reference"], "2")
    assert confirmed["name"] == "Zoë Žižek, M.A."
    assert confirmed["tickets"].split() == [ticket["code"] for ticket in first["tickets"]]


async def test_a_table_says_the_places_in_line_as_they_are_now(ctx, somebody, admin):
    event = await an_event(ctx, capacity=1)
    await booked(await somebody(), event)
    entries = [await booked(await somebody(), event) for _ in range(3)]
    await service.cancel(ctx, system("test"), entries[0]["id"])
    rows = {row["reference"]: (row["status"], row["place"]) for row in await table(admin, event)}
    assert [rows[entry["reference"]] for entry in entries] == [
        ("cancelled", ""), ("waitlisted", "1"), ("waitlisted", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["=1+2", "+49 170", "-2+3", "@SUM(A1)", "  =cmd|' /C calc'!A0", "%0A=1", "|dir", "\uff1d1+2"],
)
async def test_a_name_never_becomes_a_formula(ctx, api, admin, name):
    event = await an_event(ctx, guest_booking=True)
    await booked(api, event, attendee=GUEST | {"first_name": name})
    [row] = await table(admin, event)
    assert row["name"] == f"'{name.strip()} Gast"


@pytest.mark.parametrize("hidden", ["=1+2", " @SUM(A1)", '"=1+2;"'])
async def test_no_formula_begins_where_a_german_spreadsheet_ends_a_cell(ctx, api, admin, hidden):
    event = await an_event(ctx, guest_booking=True)
    await booked(api, event, attendee=GUEST | {"first_name": f"Ann; {hidden}"})
    text = (await admin.get(f"/events/{event.id}/bookings.csv")).text
    [_, row] = csv.reader(io.StringIO(text), delimiter=";")
    assert len(row) > 1
    assert not any(cell.lstrip(' "').startswith(("=", "@")) for cell in row)


async def test_an_export_is_on_record_and_for_admins_alone(ctx, api, person, admin):
    event = await an_event(ctx)
    problem_of(await api.get(f"/events/{event.id}/bookings.csv"), 401, "unauthenticated")
    problem_of(await person.get(f"/events/{event.id}/bookings.csv"), 403, "forbidden")
    problem_of(await admin.get("/events/made-up/bookings.csv"), 404, "not_found")
    exported = {"action": "bookings.exported"}
    assert await ctx.db.audit.count_documents(exported) == 0
    await table(admin, event)
    assert await ctx.db.audit.count_documents({**exported, "object_id": event.id}) == 1


async def test_a_long_table_comes_in_pieces_that_hold_every_row_once(ctx, somebody):
    event = await an_event(ctx, capacity=5000)
    booking = await booked(await somebody(), event)
    pattern = await ctx.db.bookings.find_one({"_id": booking["id"]})
    copies = [
        pattern | {"_id": f"copy-{number:04}", "reference": f"COPY{number:04}", "tickets": []}
        for number in range(1799)
    ]
    await ctx.db.bookings.insert_many(copies)
    _, pieces = await export_bookings(ctx, system("test"), event.id)
    received = [piece.decode() async for piece in pieces]
    assert len(received) == 1 + 4
    rows = list(csv.DictReader(io.StringIO("".join(received))))
    assert len({row["reference"] for row in rows}) == len(rows) == 1800
    assert max(len(piece.splitlines()) for piece in received) <= 500
    found = await service.get_booking(ctx, system("test"), booking["id"])
    assert found.reference in {row["reference"] for row in rows}
