"""A client that hangs up before its answer, on a real socket, and comes again with its key."""

import asyncio
import json

import httpx

from tests.builders.events import an_event
from tests.builders.people import PASSWORD, a_user
from tests.drivers.edge import edge_of
from tests.drivers.live_edge import live_edge
from ticketapp.core.settings import Switch


async def hang_up(address, path, token, key):
    """Send the request in full and close the connection without reading a byte."""
    host, _, port = address.removeprefix("http://").partition(":")
    body = json.dumps({"quantity": 2})
    _, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    writer.write(head.encode())
    await writer.drain()
    writer.transport.abort()


async def test_who_hangs_up_and_comes_again_has_one_booking(ctx, settings):
    """Fails with a booking more for each try when the key is not remembered."""
    event, user = await an_event(ctx), await a_user(ctx)
    path = f"/api/v1/events/{event.id}/bookings"
    generous = settings.model_copy(update={"rate_limits": Switch.off})
    with live_edge(generous, edge_of) as address:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            sign_in = {"email": user.email, "password": PASSWORD}
            pair = (await client.post("/api/v1/auth/login", json=sign_in)).json()
            token = pair["access_token"]
            for _ in range(5):
                await hang_up(address, path, token, "one-click")
            again = await client.post(
                path,
                json={"quantity": 2},
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "one-click"},
            )
        assert again.status_code == 201
        assert await ctx.db.bookings.count_documents({}) == 1
        figures = await ctx.db.events.find_one({"_id": event.id})
        assert (figures["available"], figures["booked"]) == (98, 2)
