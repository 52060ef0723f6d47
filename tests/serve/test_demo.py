from ticketapp.serve import demo


async def test_the_demo_shows_people_events_and_bookings_and_writes_to_nobody(ctx):
    assert await demo.is_unused(ctx)
    said = await demo.load(ctx)
    assert len(said) == len(demo.PARTS)
    assert not await demo.is_unused(ctx)
    events = await ctx.db.events.find({}).to_list(None)
    assert any(event["booked"] for event in events)
    assert any(event["waitlisted"] for event in events)
    assert all(event["available"] + event["booked"] == event["capacity"] for event in events)
    assert await ctx.db.outbox.distinct("state") == ["cancelled"]


async def test_nobody_of_the_demo_can_sign_in(ctx):
    await demo.load(ctx)
    assert await ctx.db.users.distinct("password_hash") == [None]
    assert "admin" not in await ctx.db.users.distinct("role")
