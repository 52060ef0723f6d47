"""The API's calls about bookings, by people, guests and an admin."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.accounts.conftest import api, calling_as, limited_api  # noqa: F401 - fixtures
from tests.builders.people import a_user
from tests.drivers.api import Api
from ticketapp.core.actor import Role

GUEST = {"first_name": "Gudrun", "last_name": "Gast", "email": "gudrun@example.org"}
Somebody = Callable[..., Awaitable[Api]]


@pytest.fixture
def somebody(ctx, calling_as) -> Somebody:  # noqa: F811 - the fixture
    """The calls of a person with a new account."""

    async def made(**fields: Any) -> Api:
        return await calling_as(await a_user(ctx, **fields))

    return made


@pytest.fixture
async def person(somebody) -> Api:
    return await somebody()


@pytest.fixture
async def admin(somebody) -> Api:
    return await somebody(role=Role.admin, name="Ada Admin")


async def booked(api: Api, event, quantity: int = 1, **order: Any) -> dict[str, Any]:  # noqa: F811
    """The booking that this order comes to."""
    response = await api.post(f"/events/{event.id}/bookings", {"quantity": quantity, **order})
    assert response.status_code in {201, 202}, response.text
    return response.json()


async def figures(ctx, event) -> tuple[int, int, int]:
    """Free seats, booked ones, entries in line."""
    stored = await ctx.db.events.find_one({"_id": event.id})
    return stored["available"], stored["booked"], stored["waitlisted"]
