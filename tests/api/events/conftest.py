"""The API's calls about events, by everybody and by an admin."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.accounts.conftest import api, calling_as  # noqa: F401 - fixtures
from tests.builders.events import event_fields
from tests.builders.people import a_user
from tests.drivers.api import Api
from ticketapp.core.actor import Role


@pytest.fixture
async def admin(ctx, calling_as) -> Api:  # noqa: F811 - the fixture
    return await calling_as(await a_user(ctx, role=Role.admin))


@pytest.fixture
def body(ctx) -> dict[str, Any]:
    """What makes an event: no more than is needed."""
    fields = event_fields(ctx)
    return {
        "name": fields.name,
        "starts_at": sent(fields.starts_at),
        "ends_at": sent(fields.ends_at),
        "timezone": fields.timezone,
        "location": fields.location,
        "capacity": fields.capacity,
    }


def sent(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
