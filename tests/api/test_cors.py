"""Other origins: none, unless configured, and never with a person's cookies."""

from tests.drivers.edge import edge_of, open_client, with_settings

FRIEND = "https://friend.example"
PREFLIGHT = {
    "Origin": FRIEND,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


def _cors(response):
    return {name for name in response.headers if name.startswith("access-control-")}


async def test_no_origin_is_allowed_by_itself(client):
    assert _cors(await client.get("/api/v1/meta", headers={"Origin": FRIEND})) == set()
    preflight = await client.options("/api/v1/meta", headers=PREFLIGHT)
    assert (preflight.status_code, _cors(preflight)) == (405, set())


async def test_a_configured_origin_is_allowed_without_credentials(ctx):
    friendly = with_settings(ctx, cors_origins=(FRIEND,))
    async with open_client(edge_of(friendly), friendly) as client:
        plain = await client.get("/api/v1/meta", headers={"Origin": FRIEND})
        missing = await client.get("/api/v1/nothing", headers={"Origin": FRIEND})
        preflight = await client.options("/api/v1/meta", headers=PREFLIGHT)
        page = await client.get("/", headers={"Origin": FRIEND})
        stranger = await client.get("/api/v1/meta", headers={"Origin": "https://evil.example"})
        refused = await client.options(
            "/api/v1/meta", headers=PREFLIGHT | {"Origin": "https://evil.example"}
        )
    for response in (plain, missing, preflight):
        assert response.headers["access-control-allow-origin"] == FRIEND
        assert "access-control-allow-credentials" not in response.headers
    assert preflight.status_code == 200
    assert _cors(page) == set()
    assert "access-control-allow-origin" not in stranger.headers
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
