"""Which doors the picker offers, and to whom."""

from datetime import timedelta

from tests.builders.events import an_event
from tests.builders.people import a_user
from tests.ui.conftest import tab_of
from ticketapp.accounts.models import User
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.events.service import cancel_event
from ticketapp.ui.states.door.programme import DoorState


async def doors_of(ctx: Context, user: User | None) -> tuple[str, list[str]]:
    async with tab_of(ctx, user, path="/door") as tab:
        await tab.load()
        assert not tab.redirects
        state = await tab.state(DoorState)
        return state.access, [event["name"] for event in state.events]


async def test_the_picker_offers_the_doors_one_works_at_the_soonest_first(ctx: Context):
    now = ctx.clock.now()

    async def event(name: str, *, hours: float):
        starts_at = now + timedelta(hours=hours)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}
        return await an_event(ctx, name=name, **times)

    later, soon = await event("Later", hours=30), await event("Soon", hours=1)
    running, distant = await event("Running", hours=-1), await event("Distant", hours=24 * 40)
    gone = await event("Called off", hours=2)
    await cancel_event(ctx, system("test"), gone.id, "Storm")
    own = (later.id, running.id, distant.id, gone.id)
    some = await a_user(ctx, role=Role.staff, event_ids=own)
    every = await a_user(ctx, role=Role.staff)
    assert await doors_of(ctx, some) == ("open", ["Running", "Later"])
    for user in (every, await a_user(ctx, role=Role.admin)):
        assert await doors_of(ctx, user) == ("open", ["Running", "Soon", "Later"])
    assert soon.id not in own


async def test_who_works_at_no_door_is_told_so_and_nobody_is_led_away(ctx: Context):
    await an_event(ctx)
    assert await doors_of(ctx, await a_user(ctx)) == ("forbidden", [])
    assert await doors_of(ctx, None) == ("visitor", [])
