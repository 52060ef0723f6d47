"""A server with events on tonight, their staff, and a camera that shows films."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import find
from tests.builders.events import an_event
from tests.builders.people import PASSWORD, a_user, actor_for
from tests.drivers.film import Shot, camera_arguments, write_film
from tests.drivers.server import Server
from tests.e2e.conftest import SITE_NAME, OpenPage
from tests.e2e.screens.door import Scanner
from tests.e2e.visit import Visit
from ticketapp.accounts.models import User
from ticketapp.application import open_context
from ticketapp.bookings.models import Booking
from ticketapp.bookings.service import book
from ticketapp.core.actor import Role
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings, new_secrets
from ticketapp.events.models import Event
from ticketapp.serve.data_folder import find_running
from ticketapp.tickets.tokens import signer_for

SECRETS = new_secrets()
_numbers = count(1)

Show = Callable[..., None]


@dataclass(frozen=True)
class Tonight:
    """An event whose doors are open, and who works at them."""

    event: Event
    staff: User


NewNight = Callable[..., Awaitable[Tonight]]
Sell = Callable[..., Awaitable[Booking]]
OpenScanner = Callable[..., Awaitable[Scanner]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """The server whose tickets this process can sign as well."""
    data = tmp_path_factory.mktemp("door") / "data"
    settings = {
        "TICKETAPP_SITE_NAME": SITE_NAME,
        "TICKETAPP_RATE_LIMITS": "off",
        "TICKETAPP_TICKET_SIGNING_KEY": SECRETS["ticket_signing_key"],
    }
    started = Server(data, settings)
    try:
        yield started.wait_until_ready()
    finally:
        started.stop()


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("film") / "camera.y4m"


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find(with_camera=True)
    assert path, "these tests need Chromium: run `python -m tests.browser`"
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str, film: Path) -> AsyncGenerator[Browser]:
    """A browser whose camera shows the film of the test that runs."""
    arguments = ["--no-sandbox", *camera_arguments(film)]
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere(server: Server) -> AsyncGenerator[Context]:
    running = find_running(server.data_dir)
    assert running
    settings = Settings(
        _env_file=None, data_dir=server.data_dir, public_url=server.address,
        mail_from="Ticketapp <tickets@tickets.test>", rate_limits="off", **SECRETS,
    )  # fmt: skip
    async with open_context(settings.with_embedded_database(running.mongodb_uri)) as ctx:
        yield ctx


@pytest_asyncio.fixture(loop_scope="session")
async def new_night(elsewhere: Context) -> NewNight:
    """Publish an event that begins in half an hour, with somebody at its doors."""

    async def published(name: str = "Night", **changes) -> Tonight:
        starts_at = elsewhere.clock.now() + timedelta(minutes=30)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=4)}
        event = await an_event(elsewhere, name=f"{name} {next(_numbers)}", **(times | changes))
        staff = await a_user(
            elsewhere, email=f"sam{next(_numbers)}@example.org", name="Sam Staff",
            role=Role.staff, event_ids=(event.id,),
        )  # fmt: skip
        return Tonight(event, staff)

    return published


@pytest_asyncio.fixture(loop_scope="session")
async def sell(elsewhere: Context) -> Sell:
    """Somebody books tickets."""

    async def sold(event: Event, quantity: int = 1, name: str = "Robin Meyer") -> Booking:
        email = f"guest{next(_numbers)}@example.org"
        buyer = await actor_for(elsewhere, await a_user(elsewhere, name=name, email=email))
        booked = await book(elsewhere, buyer, event.id, quantity)
        return booked.booking

    return sold


@pytest_asyncio.fixture(loop_scope="session")
async def token_of(elsewhere: Context) -> Callable[..., str]:
    """What a ticket's QR code says."""
    signer = signer_for(elsewhere.settings)

    def token(booking: Booking, number: int = 1) -> str:
        ticket = booking.tickets[number - 1]
        return signer.token(booking.event_id, ticket.id, ticket.version)

    return token


@pytest.fixture
def show(film: Path) -> Show:
    """Hold codes in front of the camera, from the next time it is started."""

    def shown(*shots: Shot | str) -> None:
        as_shots: Sequence[Shot] = [
            shot if isinstance(shot, Shot) else Shot(shot) for shot in shots
        ]
        write_film(film, as_shots)

    shown(Shot(seconds=1))
    return shown


async def sign_in(visit: Visit, night: Tonight, server: Server) -> None:
    """As the event's staff."""
    signed_in = await visit.context.request.post(
        f"{server.address}/login",
        form={"email": night.staff.email, "password": PASSWORD},
        headers={"Origin": server.address, "Accept": "application/json"},
    )
    assert signed_in.ok, await signed_in.text()


@pytest_asyncio.fixture(loop_scope="session")
async def scanner(visit: OpenPage, server: Server, show: Show) -> OpenScanner:
    """Open the scanner of an event as its staff; `camera` says whether it may be used."""

    async def opened(night: Tonight, *, camera: bool = True, before: str = "", **facts) -> Scanner:
        new = await visit("/login", **facts)
        await sign_in(new, night, server)
        if camera:
            await new.context.grant_permissions(["camera"])
        if before:
            await new.page.add_init_script(before)
        scanning = Scanner(new)
        await scanning.remember_verdicts()
        await new.open(f"/door?event={night.event.id}")
        return scanning

    return opened
