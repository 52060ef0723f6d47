"""An event's picture, as the admins' page sends it."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, signed_in
from tests.builders.pictures import a_picture
from tests.drivers.edge import edge_of, open_client, problem_of
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.events.models import Event
from ticketapp.events.pictures import LARGEST_UPLOAD
from ticketapp.events.service import cancel_event, get_event
from ticketapp.web.event_forms import LARGER_BODIES, event_form_routes
from ticketapp.web.session_cookie import cookie_name

OURS = {"origin": "http://tickets.test", "accept": "application/json"}
ROBOT = system("test")


@pytest.fixture
async def browser(ctx: Context) -> AsyncGenerator[httpx.AsyncClient]:
    app = edge_of(ctx, forms=event_form_routes(), larger_bodies=LARGER_BODIES)
    async with open_client(app, ctx) as client:
        yield client


async def sign_in(ctx: Context, browser: httpx.AsyncClient, role: Role = Role.admin) -> None:
    user = await a_user(ctx, role=role)
    browser.cookies.set(cookie_name(ctx.settings), await signed_in(ctx, user))


async def send(
    browser: httpx.AsyncClient, event: Event, content: bytes, **headers: str
) -> httpx.Response:
    files = {"picture": ("a.jpg", content, "image/jpeg")}
    path = f"/admin/events/{event.id}/cover"
    return await browser.post(path, files=files, headers={**OURS, **headers})


async def test_a_picture_becomes_the_events_cover_and_is_taken_off_again(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    answer = await send(browser, event, a_picture())
    assert answer.status_code == 200
    cover = answer.json()["cover"]
    assert (await get_event(ctx, ROBOT, event.id)).cover == cover
    answer = await browser.post(f"/admin/events/{event.id}/cover/remove", headers=OURS)
    assert (answer.status_code, answer.json()) == (200, {"cover": None})
    assert (await get_event(ctx, ROBOT, event.id)).cover is None


async def test_a_picture_of_many_megabytes_passes_and_one_beyond_the_limit_does_not(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    picture = a_picture()
    large = picture + bytes(LARGEST_UPLOAD - len(picture))
    assert (await send(browser, event, large)).status_code == 200
    assert (await send(browser, event, large + bytes(70_000))).status_code == 413


async def test_what_is_no_picture_is_refused_whatever_it_is_called(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    problem_of(await send(browser, event, b"<svg onload=alert(1)>"), 415, "unsupported_picture")
    assert (await get_event(ctx, ROBOT, event.id)).cover is None


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"picture": "text"}},
        {"files": {"another": ("a.jpg", b"x", "image/jpeg")}},
        {"files": [("picture", ("a.jpg", b"x", "image/jpeg"))] * 2},
        {"json": {"picture": 1}},
        {
            "content": b"--x\r\nbroken",
            "headers": {"content-type": "multipart/form-data; boundary=x"},
        },
        {},
    ],
)
async def test_a_form_without_one_picture_is_refused(ctx: Context, browser, body):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    headers = {**OURS, **body.pop("headers", {})}
    path = f"/admin/events/{event.id}/cover"
    problem_of(await browser.post(path, headers=headers, **body), 422, "validation_failed")


@pytest.mark.parametrize(("role", "status"), [(Role.user, 403), (Role.staff, 403), (None, 401)])
async def test_nobody_but_an_admin_changes_a_picture(ctx: Context, browser, role, status):
    event = await an_event(ctx)
    if role:
        await sign_in(ctx, browser, role)
    assert (await send(browser, event, a_picture())).status_code == status
    answer = await browser.post(f"/admin/events/{event.id}/cover/remove", headers=OURS)
    assert answer.status_code == status
    assert (await get_event(ctx, ROBOT, event.id)).cover is None


async def test_another_sites_page_can_not_use_an_admins_cookie(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    answer = await send(browser, event, a_picture(), origin="http://evil.test")
    assert answer.status_code == 403
    assert (await get_event(ctx, ROBOT, event.id)).cover is None


async def test_an_event_that_is_over_keeps_its_picture_and_one_that_is_not_there_gets_none(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(ctx, browser)
    event = await an_event(ctx)
    await cancel_event(ctx, ROBOT, event.id, "")
    problem_of(await send(browser, event, a_picture()), 409, "event_is_over")
    answer = await browser.post("/admin/events/nonsense/cover/remove", headers=OURS)
    problem_of(answer, 404, "not_found")
