"""What scanners take along for the time without network."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.builders.door import a_booking, token_of, went_in, went_out
from ticketapp.bookings.service import cancel
from ticketapp.core.actor import system
from ticketapp.door.snapshot import CODE_LENGTH, RECORD_LENGTH, State


def records_of(snapshot):
    raw = base64.b64decode(snapshot["tickets"])
    assert len(raw) == snapshot["count"] * RECORD_LENGTH
    return [raw[start : start + RECORD_LENGTH] for start in range(0, len(raw), RECORD_LENGTH)]


async def test_a_snapshot_knows_every_ticket_and_nobodys_name(ctx, event, staff):
    booking = await a_booking(ctx, event, 4, name="Rosa Lux")
    _unused, inside, left, void = booking.tickets
    for ticket in (inside, left):
        await went_in(ctx, event, ticket)
    await went_out(ctx, event, left)
    await cancel(ctx, system("test"), booking.id, ticket_ids=(void.id,))
    response = await staff.get(f"/events/{event.id}/snapshot")
    snapshot = response.json()
    states = {record[:10]: record[11] for record in records_of(snapshot)}
    wanted = dict(zip(booking.tickets, State, strict=True))
    assert states == {base64.b32decode(each.id.upper()): state for each, state in wanted.items()}
    assert "Rosa" not in response.text
    assert "@" not in response.text


async def test_with_a_snapshot_alone_a_token_and_a_code_are_checked(ctx, event, staff):
    [ticket] = (await a_booking(ctx, event)).tickets
    snapshot = (await staff.get(f"/events/{event.id}/snapshot")).json()
    [record] = records_of(snapshot)
    raw = base64.b32decode(token_of(ctx, event, ticket))
    keys = {each["id"]: base64.b64decode(each["key"]) for each in snapshot["keys"]}
    Ed25519PublicKey.from_public_bytes(keys[raw[0]]).verify(raw[16:], raw[:16])
    assert raw[1:5] == base64.b64decode(snapshot["fingerprint"])
    assert raw[5:16] == record[:11]  # id and version
    typed = hashlib.sha256(f"{event.id}/{ticket.code}".encode()).digest()
    assert record[12:] == typed[:CODE_LENGTH]


async def test_a_snapshot_is_sent_again_only_when_something_changed(ctx, clock, event, staff):
    [ticket] = (await a_booking(ctx, event)).tickets
    path = f"/events/{event.id}/snapshot"
    first = await staff.get(path)
    clock.advance(minutes=1)
    known = {"If-None-Match": first.headers["etag"]}
    same = await staff.get(path, headers=known)
    assert same.status_code == 304
    assert same.headers["snapshot-as-of"] > first.headers["snapshot-as-of"]
    assert same.headers["snapshot-as-of"] != first.json()["as_of"]
    await went_in(ctx, event, ticket)
    assert (await staff.get(path, headers=known)).status_code == 200


async def test_a_snapshot_is_sent_plain_to_who_takes_it_no_other_way(event, staff):
    path = f"/events/{event.id}/snapshot"
    plain = await staff.get(path, headers={"Accept-Encoding": "identity"})
    zipped = await staff.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert {**plain.json(), "as_of": ""} == {**zipped.json(), "as_of": ""}
