"""The API's calls from doors."""

import pytest

from tests.api.accounts.conftest import api, calling_as, limited_api  # noqa: F401 - fixtures
from tests.builders.door import an_open_event
from tests.builders.people import a_user
from tests.drivers.api import Api
from ticketapp.core.actor import Role
from ticketapp.events.models import Event


@pytest.fixture
async def event(ctx) -> Event:
    return await an_open_event(ctx)


@pytest.fixture
async def staff(ctx, event, calling_as) -> Api:  # noqa: F811 - the fixture
    """The calls of somebody who works at this event's doors alone."""
    user = await a_user(ctx, role=Role.staff, name="Kim Keeper", event_ids=(event.id,))
    return await calling_as(user)


@pytest.fixture
async def admin(ctx, calling_as) -> Api:  # noqa: F811 - the fixture
    return await calling_as(await a_user(ctx, role=Role.admin, name="Ada Admin"))
