"""What only shows behind a real web server: handshakes, early answers, broken streams."""

import os
import socket
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from simple_websocket import Client, ConnectionClosed
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.conftest import SERVER_ADDRESS
from tests.drivers.edge import edge_of
from tests.drivers.live_edge import live_edge
from ticketapp.core.settings import Settings, new_secrets


async def _break_off(_request: Request) -> Response:
    async def parts():
        yield b"the first part"
        raise ValueError("the inside")

    return StreamingResponse(parts())


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory):
    data_dir: Path = tmp_path_factory.mktemp("socket")
    configured = Settings(
        _env_file=None,
        mongodb_uri=os.environ[SERVER_ADDRESS],
        mongodb_db=f"test-{uuid4().hex[:16]}",
        data_dir=data_dir,
        public_url="https://public.example",
        **new_secrets(),
    )
    routes = (Route("/breaks-off", _break_off, methods=["GET"]),)
    with live_edge(configured, lambda ctx: edge_of(ctx, forms=routes)) as served:
        yield served


def _first_line(address: str, request: str) -> str:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.recv(4096).decode("latin-1").partition("\r\n")[0]


def _handshake(address: str, path: str, origin: str) -> str:
    host = address.removeprefix("http://")
    return _first_line(
        address,
        f"GET {path} HTTP/1.1\nHost: {host}\nUpgrade: websocket\nConnection: Upgrade\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n{origin}\n",
    )


def test_our_own_pages_complete_the_handshake(address):
    for origin in (f"Origin: {address}\n", "Origin: https://public.example\n", ""):
        assert _handshake(address, "/_event/?EIO=4", origin).split()[1] == "101"


def test_a_foreign_pages_handshake_is_forbidden(address):
    for origin in ("https://evil.example", "null", f"{address}.evil.example"):
        assert _handshake(address, "/_event/", f"Origin: {origin}\n").split()[1] == "403"


def test_no_other_path_takes_a_handshake(address):
    for path in ("/", "/api/v1/meta", "/_upload"):
        assert _handshake(address, path, "").split()[1] in {"403", "404"}


def test_a_length_over_the_limit_is_refused_before_a_byte_of_it_is_sent(address):
    line = _first_line(
        address,
        "POST /api/v1/meta HTTP/1.1\nHost: x\nContent-Type: application/json\n"
        "Content-Length: 10000000000\n\n",
    )
    assert line.split()[1] == "413"


def test_an_answer_that_breaks_off_is_not_mistaken_for_a_whole_one(address):
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/breaks-off")


class _Listener:
    """A socket that says of each message how long it was."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": str(len(message["text"]))})


def test_a_socket_that_is_sent_too_much_is_closed(settings):
    with live_edge(settings, lambda ctx: edge_of(ctx, pages=_Listener())) as address:
        socket = Client(f"{address.replace('http', 'ws')}/_event/")
        socket.send("x" * 256 * 1024)
        assert socket.receive(5) == str(256 * 1024)
        socket.send("x" * (256 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive(5)
    assert closed.value.reason == 1009
