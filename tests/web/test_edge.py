"""What every request meets at the door."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from tests.drivers.edge import Pages, edge_of, open_client, problem_of, with_settings

OWN = {"Origin": "http://tickets.test"}


async def _sign_in(request: Request) -> RedirectResponse:
    await request.form()
    return RedirectResponse("/", 303)


async def _crash(_request: Request) -> PlainTextResponse:
    raise ValueError("the inside")


FORMS = (Route("/login", _sign_in, methods=["POST"]), Route("/crash", _crash, methods=["POST"]))


@pytest.fixture
async def browser(ctx, built):
    async with open_client(edge_of(ctx, built_front_end=built, forms=FORMS), ctx) as client:
        yield client


async def test_every_answer_carries_the_security_headers(browser):
    for method, path in [
        ("GET", "/"), ("GET", "/nothing"), ("GET", "/assets/a-1234.css"), ("GET", "/livez"),
        ("GET", "/api/v1/meta"), ("GET", "/api/v1/nothing"), ("POST", "/api/v1/meta"),
        ("POST", "/login"), ("POST", "/crash"), ("DELETE", "/"), ("GET", "/metrics"),
    ]:  # fmt: skip
        headers = (await browser.request(method, path, headers=OWN)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "connect-src 'self' ws://tickets.test;" in policy
        script_policy = policy.partition("script-src")[2].partition(";")[0]
        assert "'unsafe-inline'" not in script_policy
        assert "'unsafe-eval'" not in script_policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin"
        assert "camera=(self)" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
        assert headers["x-request-id"]


async def test_https_is_insisted_on_where_it_is_spoken(ctx):
    safe = with_settings(ctx, public_url="https://tickets.test")
    async with open_client(edge_of(safe), safe) as client:
        headers = (await client.get("https://tickets.test/livez")).headers
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "connect-src 'self' wss://tickets.test;" in headers["content-security-policy"]


async def test_a_host_header_cannot_write_into_the_policy(browser):
    response = await browser.get("/livez", headers={"Host": "x; script-src *"})
    assert "connect-src 'self';" in response.headers["content-security-policy"]
    assert "script-src *" not in response.headers["content-security-policy"]


@pytest.mark.parametrize("sane", ["a", "A-b.c_9", "x" * 64])
async def test_a_sane_request_id_is_kept(browser, sane):
    response = await browser.get("/livez", headers={"X-Request-ID": sane})
    assert response.headers["x-request-id"] == sane


@pytest.mark.parametrize("other", ["", "x" * 65, "a b", "ü".encode(), "a\tb", "<script>"])
async def test_any_other_request_id_is_replaced(browser, other):
    response = await browser.get("/livez", headers={"X-Request-ID": other})
    assert response.headers["x-request-id"] not in {"", other}
    assert len(response.headers["x-request-id"]) == 26


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "203.0.113.9, rubbish", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
    ],
)
async def test_only_our_own_proxies_are_believed_about_the_client(ctx, peer, forwarded, address):
    behind = with_settings(ctx, trusted_proxies=("10.0.0.0/8",))
    pages = Pages()
    async with open_client(edge_of(behind, pages=pages), behind, peer) as client:
        await client.get("/_event/", headers={"X-Forwarded-For": forwarded})
    [scope] = pages.scopes
    assert scope["client"][0] == address
    assert scope["state"]["origin"].address == address


@pytest.mark.parametrize(
    ("peer", "stated", "scheme"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "http, https", "https"),
        ("10.0.0.1", "gopher", "http"),
        ("192.0.2.1", "https", "http"),
    ],
)
async def test_only_our_own_proxies_are_believed_about_the_scheme(ctx, peer, stated, scheme):
    behind = with_settings(ctx, trusted_proxies=("10.0.0.0/8",))
    pages = Pages()
    async with open_client(edge_of(behind, pages=pages), behind, peer) as client:
        await client.get("/_event/", headers={"X-Forwarded-Proto": stated})
    assert pages.scopes[0]["scheme"] == scheme


async def test_calls_are_logged_with_their_route_and_files_are_not(browser):
    with capture_logs(processors=[merge_contextvars]) as logged:
        await browser.get("/api/v1/nothing", headers={"X-Request-ID": "abc"})
        await browser.post("/login", headers=OWN)
        for quiet in ("/", "/assets/a-1234.css", "/livez", "/metrics"):
            await browser.get(quiet)
    lines = [(line["request_id"], line["method"], line["route"], line["status"]) for line in logged]
    assert lines[0] == ("abc", "GET", "unmatched", 404)
    assert [line[1:] for line in lines[1:]] == [("POST", "/login", 303)]


async def test_pages_are_counted_by_their_route(browser):
    for slug in ("one-event", "another-event"):
        await browser.get(f"/events/{slug}")
    await browser.request("BREW", "/login")
    figures = (await browser.get("/metrics")).text
    assert 'route="/events/[slug]"' in figures
    assert "one-event" not in figures
    assert "BREW" not in figures


async def test_our_own_pages_may_post_forms(browser):
    assert (await browser.post("/login", headers=OWN)).status_code == 303
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    assert (await browser.post("/login", headers=same_origin)).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://tickets.test.evil.example"},
        {"Origin": "http://tickets.test:81"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
async def test_other_pages_may_not_post_forms(browser, headers):
    response = await browser.post("/login", headers=headers)
    assert response.status_code == 403
    assert "<h1>" in response.text


async def test_a_form_that_crashes_shows_a_plain_sentence_with_the_request_id(browser):
    with capture_logs() as logged:
        response = await browser.post("/crash", headers=OWN | {"X-Request-ID": "tell-us-this"})
    assert response.status_code == 500
    assert "tell-us-this" in response.text
    assert "inside" not in response.text
    assert [line["log_level"] for line in logged].count("error") == 1


async def _open_socket(edge, path="/_event/", **headers: str) -> list[dict]:
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": path,
        "scheme": "ws",
        "client": ("192.0.2.1", 1),
        "headers": [(b"host", b"tickets.test")]
        + [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await edge(scope, receive, send)
    return sent


@pytest.mark.parametrize(
    "origin", ["http://tickets.test", "HTTP://Tickets.Test", "https://public.example"]
)
async def test_our_own_pages_may_open_the_event_socket(ctx, origin):
    public = with_settings(ctx, public_url="https://public.example")
    pages = Pages()
    sent = await _open_socket(edge_of(public, pages=pages), origin=origin)
    assert [message["type"] for message in sent] == ["websocket.accept"]
    assert b"origin" not in dict(pages.scopes[0]["headers"])


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://tickets.test", ""])
async def test_other_pages_may_not_open_the_event_socket(ctx, origin):
    pages = Pages()
    sent = await _open_socket(edge_of(ctx, pages=pages), origin=origin)
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert pages.scopes == []


async def test_a_program_without_an_origin_may_open_the_event_socket(ctx):
    sent = await _open_socket(edge_of(ctx))
    assert [message["type"] for message in sent] == ["websocket.accept"]


@pytest.mark.parametrize("path", ["/", "/_eventual", "/api/v1/meta", "/_upload"])
async def test_there_is_no_other_socket(ctx, path):
    pages = Pages()
    sent = await _open_socket(edge_of(ctx, pages=pages), path)
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert pages.scopes == []


async def _in_pieces(size: int, pieces: int = 8):
    for _ in range(pieces):
        yield b"x" * (size // pieces)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_limit_is_refused_however_it_is_sent(browser, chunked):
    body = _in_pieces(72 * 1024) if chunked else b"x" * (72 * 1024)
    headers = {"Content-Type": "application/x-www-form-urlencoded", **OWN}
    response = await browser.post("/login", content=body, headers=headers)
    assert response.status_code == 413
    assert "64 KB" in response.text


@pytest.mark.parametrize("chunked", [False, True])
async def test_an_api_body_over_the_limit_is_a_problem(ctx, chunked):
    from tests.api.conftest import GENEROUS
    from tests.api.things import things_router

    body = _in_pieces(72 * 1024) if chunked else b"x" * (72 * 1024)
    edge = edge_of(ctx, things_router(GENEROUS))
    async with open_client(edge, ctx) as client:
        response = await client.post(
            "/api/v1/things", content=body, headers={"Content-Type": "application/json"}
        )
    document = problem_of(response, 413, "too_large")
    assert "64 KB" in document["detail"]


async def test_a_body_within_the_limit_is_taken(browser):
    response = await browser.post(
        "/login", content=_in_pieces(64 * 1024), headers={"Content-Type": "text/plain", **OWN}
    )
    assert response.status_code == 303


async def test_a_path_may_be_allowed_more(ctx):
    async def measure(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = (Route("/import/{kind}", measure, methods=["POST"]),)
    larger = {r"/import/\w+": 1024 * 1024}
    async with open_client(edge_of(ctx, forms=routes, larger_bodies=larger), ctx) as client:
        taken = await client.post("/import/events", content=b"x" * 500_000, headers=OWN)
        refused = await client.post("/import/events", content=b"x" * 1_500_000, headers=OWN)
    assert (taken.text, refused.status_code) == ("500000", 413)
    assert "1024 KB" in refused.text


async def test_requests_side_by_side_keep_their_own_ids(browser):
    ids = [f"r{n}" for n in range(20)]
    responses = await asyncio.gather(
        *(browser.get("/api/v1/meta", headers={"X-Request-ID": each}) for each in ids)
    )
    assert [response.headers["x-request-id"] for response in responses] == ids
