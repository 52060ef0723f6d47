"""What is kept about people at doors is theirs to see, and goes when they go."""

from tests.builders.door import a_ticket, an_open_event, went_in
from tests.builders.people import a_user, actor_for
from ticketapp.core.actor import Role
from ticketapp.door import repository
from ticketapp.door.models import Doorkeeper
from ticketapp.door.passes import make_pass
from ticketapp.door.personal_data import PersonalDoors
from ticketapp.door.soundness import find_faults


async def test_who_worked_at_a_door_sees_what_is_kept_and_is_forgotten_on_leaving(ctx):
    event = await an_open_event(ctx)
    user = await a_user(ctx, role=Role.staff, name="Dora Door")
    actor = await actor_for(ctx, user)
    made, _ = await make_pass(ctx, actor, event.id, "Phone")
    await went_in(ctx, event, await a_ticket(ctx, event), keeper=Doorkeeper(actor))
    part = PersonalDoors()
    exported = await part.export(ctx, user.id, user.email)
    assert [each["result"] for each in exported["scans"]] == ["ok"]
    assert [each["label"] for each in exported["passes"]] == ["Phone"]

    async def leave(session):
        await part.erase(ctx, session, actor, user.id, user.email)

    await ctx.db.transaction(leave)
    assert "Dora" not in str(await ctx.db.scans.find().to_list(None))
    stored = await ctx.db.door_passes.find_one({"_id": made.id})
    assert stored["revoked_at"] is not None
    assert (await repository.totals(ctx.db, event.id)).admitted == 1
    assert await find_faults(ctx) == []
