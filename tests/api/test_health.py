"""Whether the process lives and what it needs is there."""

import time
from dataclasses import replace

import httpx

from tests.drivers.edge import edge_of, open_client
from ticketapp.core.context import set_context
from ticketapp.core.db import connect
from ticketapp.core.limits import make_limiter


async def test_the_process_is_alive_without_a_database(ctx):
    edge = edge_of(ctx)
    set_context(None)
    transport = httpx.ASGITransport(edge)
    async with httpx.AsyncClient(transport=transport, base_url="http://tickets.test") as client:
        response = await client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_readiness_names_each_part(client):
    response = await client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "parts": {"database": "up"}}


async def test_readiness_says_which_part_is_down_within_its_deadline(ctx, settings):
    broken = settings.model_copy(
        update={"mongodb_uri": "mongodb://127.0.0.1:9", "redis_url": "redis://127.0.0.1:9"}
    )
    gone = connect(broken)
    without = replace(ctx, settings=broken, db=gone, limiter=make_limiter(broken))
    began = time.monotonic()
    async with open_client(edge_of(without), without) as client:
        response = await client.get("/readyz")
        figures = (await client.get("/metrics")).text
    gone.close()
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "down", "redis": "down"}
    assert time.monotonic() - began < 6
    assert 'ticketapp_dependency_up{part="database"} 0.0' in figures


async def test_figures_count_requests_by_route_and_not_by_path(client):
    for name in ("one", "two"):
        await client.get(f"/api/v1/things/{name}")
    await client.get("/api/v1/unknown-one")
    figures = (await client.get("/metrics")).text
    assert (
        'ticketapp_request_seconds_count{method="GET",route="/api/v1/things/{thing_id}",'
        'status="404"}' in figures
    )
    assert "unknown-one" not in figures


async def test_the_server_introduces_itself(client, ctx):
    about = (await client.get("/api/v1/meta")).json()
    assert about["name"] == ctx.settings.site_name
    assert about["languages"] == ["en", "de"]
    assert about["server_time"].endswith("Z")
