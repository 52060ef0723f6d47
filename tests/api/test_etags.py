"""Versions of single objects: nothing sent twice, nothing overwritten unseen."""

import pytest

from tests.api.things import put_thing
from tests.drivers.edge import problem_of


@pytest.fixture
async def address(ctx) -> str:
    return f"/api/v1/things/{(await put_thing(ctx, 'lamp', size=1))['_id']}"


async def test_who_has_the_object_is_not_sent_it_again(client, address):
    first = await client.get(address)
    tag = first.headers["etag"]
    for stated in (tag, f'"other", {tag}', "*", f"W/{tag}"):
        again = await client.get(address, headers={"If-None-Match": stated})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert (await client.get(address, headers={"If-None-Match": '"1.0"'})).status_code == 200


async def test_a_figure_that_changed_is_sent_though_nobody_edited(client, ctx, address):
    tag = (await client.get(address)).headers["etag"]
    await ctx.db.things.update_one({}, {"$set": {"size": 9}})
    response = await client.get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response.json()["size"]) == (200, 9)


async def test_an_edit_goes_through_with_the_version_it_was_based_on(client, ctx, address):
    tag = (await client.get(address)).headers["etag"]
    await ctx.db.things.update_one({}, {"$set": {"size": 5}})  # not an edit: the version stays
    response = await client.patch(address, json={"size": 2}, headers={"If-Match": tag})
    assert (response.status_code, response.json()["size"]) == (200, 2)
    assert response.headers["etag"] != tag


async def test_an_edit_of_something_older_is_stale(client, address):
    tag = (await client.get(address)).headers["etag"]
    await client.patch(address, json={"size": 2}, headers={"If-Match": tag})
    response = await client.patch(address, json={"size": 3}, headers={"If-Match": tag})
    problem_of(response, 412, "stale")
    assert (await client.get(address)).json()["size"] == 2


@pytest.mark.parametrize("stated", ["nonsense", '"x"', "W/" + '"1.aa"', '"1.aa", "2.bb"'])
async def test_a_tag_that_names_no_one_version_is_stale(client, address, stated):
    response = await client.patch(address, json={"size": 3}, headers={"If-Match": stated})
    problem_of(response, 412, "stale")


async def test_an_edit_without_a_version_is_refused(client, address):
    problem_of(await client.patch(address, json={"size": 3}), 428, "if_match_required")


async def test_a_star_edits_whatever_is_there(client, address):
    response = await client.patch(address, json={"size": 3}, headers={"If-Match": "*"})
    assert response.status_code == 200
