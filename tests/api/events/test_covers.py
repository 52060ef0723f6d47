"""A cover: uploaded over the API, shown to everybody, and gone when it is taken away."""

import pytest

from tests.builders.events import an_event
from tests.builders.pictures import a_picture, photographed
from tests.drivers.api import Api
from tests.drivers.edge import edge_of, open_client, problem_of
from ticketapp.core.actor import system
from ticketapp.events.covers import sweep_covers
from ticketapp.events.service import cancel_event, delete_event
from ticketapp.web.event_files import event_routes

ROBOT = system("test")


@pytest.fixture
async def site(without_limits):
    """The API beside the files it is about."""
    edge = edge_of(without_limits, forms=event_routes())
    async with open_client(edge, without_limits) as client:
        yield client


@pytest.fixture
def api(site) -> Api:
    return Api(site)


async def upload(admin, event, content, media_type="image/jpeg"):
    return await admin.call(
        "PUT", f"/events/{event.id}/cover", content=content, headers={"Content-Type": media_type}
    )


def addresses(cover):
    return [f"/covers/{cover}-{width}.webp" for width in (640, 1280)]


async def statuses(site, cover):
    return [(await site.get(address)).status_code for address in addresses(cover)]


async def test_a_cover_is_shown_in_two_widths_for_ever(site, admin, ctx):
    event = await an_event(ctx)
    response = await upload(admin, event, photographed(1600, 900))
    assert response.status_code == 200
    cover = response.json()["cover"]
    assert (await admin.get(f"/events/{event.id}")).json()["cover"] == cover
    for address in addresses(cover):
        picture = await site.get(address)
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/webp"
        assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert picture.headers["x-content-type-options"] == "nosniff"
        assert picture.headers["content-security-policy"].startswith("default-src 'none'")
        assert picture.content[:4] == b"RIFF"
        assert b"SecretCamera" not in picture.content
        same = await site.get(address, headers={"If-None-Match": picture.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        head = await site.head(address)
        assert (head.content, head.headers["content-length"]) == (b"", str(len(picture.content)))


async def test_a_new_cover_takes_the_place_of_the_old_one(site, admin, ctx):
    event = await an_event(ctx)
    old = (await upload(admin, event, a_picture(colour="teal"))).json()["cover"]
    new = (await upload(admin, event, a_picture(colour="red"))).json()["cover"]
    assert old != new
    assert await statuses(site, old) == [404, 404]
    assert await statuses(site, new) == [200, 200]
    again = (await upload(admin, event, a_picture(colour="teal"))).json()["cover"]
    assert again == old
    assert await statuses(site, old) == [200, 200]


async def test_the_same_picture_again_changes_nothing(admin, ctx):
    event = await an_event(ctx)
    first = await upload(admin, event, a_picture())
    second = await upload(admin, event, a_picture())
    assert first.json() == second.json()
    assert await ctx.db.audit.count_documents({"action": "event.cover_changed"}) == 1


async def test_a_cover_that_is_taken_away_is_gone(site, admin, ctx):
    event = await an_event(ctx)
    cover = (await upload(admin, event, a_picture())).json()["cover"]
    for _ in range(2):
        assert (await admin.delete(f"/events/{event.id}/cover")).status_code == 204
    assert (await admin.get(f"/events/{event.id}")).json()["cover"] is None
    assert await statuses(site, cover) == [404, 404]


async def test_a_deleted_event_takes_its_cover_along(site, admin, ctx):
    event = await an_event(ctx)
    cover = (await upload(admin, event, a_picture())).json()["cover"]
    await delete_event(ctx, ROBOT, event.id)
    assert await statuses(site, cover) == [404, 404]


async def test_a_new_cover_does_not_break_an_edit_under_way(admin, ctx):
    event = await an_event(ctx)
    tag = (await admin.get(f"/events/{event.id}")).headers["etag"]
    await upload(admin, event, a_picture())
    response = await admin.patch(f"/events/{event.id}", {"name": "A"}, headers={"If-Match": tag})
    assert response.status_code == 200
    assert response.json()["cover"]


async def test_files_that_nobody_keeps_are_swept_and_no_others(site, admin, ctx, clock):
    event = await an_event(ctx)
    await upload(admin, event, a_picture(colour="teal"))
    kept = (await upload(admin, event, a_picture(colour="red"))).json()["cover"]
    await ctx.db.files("covers").put("an-upload-that-broke-off", b"x")
    assert await sweep_covers(ctx) == 0
    clock.advance(hours=2)
    assert await sweep_covers(ctx) == 3
    assert await statuses(site, kept) == [200, 200]
    assert await ctx.db.raw["covers.files"].count_documents({}) == 2
    assert await ctx.db.raw["covers.chunks"].count_documents({}) == 2


async def test_what_can_not_be_a_cover_is_refused_and_the_old_one_stays(site, admin, ctx):
    event = await an_event(ctx)
    cover = (await upload(admin, event, a_picture())).json()["cover"]
    for content, media_type, status, code in (
        (b"<svg onload='alert(1)'/>", "image/svg+xml", 415, "unsupported_picture"),
        (b"<svg onload='alert(1)'/>", "image/png", 415, "unsupported_picture"),
        (b"", "image/png", 415, "unsupported_picture"),
        (a_picture(kind="GIF"), "image/gif", 415, "unsupported_picture"),
        (a_picture(), "text/html", 415, "unsupported_picture"),
        (a_picture(), "", 415, "unsupported_picture"),
        (a_picture()[:-2000], "image/jpeg", 422, "unusable_picture"),
        (a_picture(10, 10), "image/jpeg", 422, "unusable_picture"),
        (b"\0" * (10 * 1024 * 1024 + 1), "image/png", 413, "too_large"),
    ):
        problem_of(await upload(admin, event, content, media_type), status, code)
    assert (await admin.get(f"/events/{event.id}")).json()["cover"] == cover
    assert await statuses(site, cover) == [200, 200]


async def test_a_picture_of_several_megabytes_is_taken(admin, ctx):
    event = await an_event(ctx)
    content = a_picture(kind="PNG")
    padded = content + b"\0" * (9 * 1024 * 1024)
    assert (await upload(admin, event, padded, "image/png")).status_code == 200


async def test_only_admins_change_covers_and_none_of_an_event_that_is_over(api, admin, ctx):
    event = await an_event(ctx)
    problem_of(await upload(api, event, a_picture()), 401, "unauthenticated")
    problem_of(await api.delete(f"/events/{event.id}/cover"), 401, "unauthenticated")
    await cancel_event(ctx, ROBOT, event.id, "")
    problem_of(await upload(admin, event, a_picture()), 409, "event_is_over")


@pytest.mark.parametrize(
    "name", ["x", "0" * 32 + "-640.webp", "%00-640.webp", "0" * 32 + "-1.webp"]
)
async def test_covers_that_are_not_there_are_not_found(site, name):
    assert (await site.get(f"/covers/{name}")).status_code == 404
