"""Whatever is asked at a door is found by indexes, however many tickets and scans there are."""

from tests.builders.door import ADA, KIM, a_booking, an_open_event, scanned, token_of, went_in
from ticketapp.core.paging import PageRequest
from ticketapp.door import service
from ticketapp.door.attendees import find_attendees
from ticketapp.door.conflicts import find_conflicts
from ticketapp.door.figures import stats
from ticketapp.door.log import read_log
from ticketapp.door.models import Mode, Result
from ticketapp.door.passes import find_passes, make_pass
from ticketapp.door.repository import LogFilter
from ticketapp.door.snapshot import take_snapshot

PART = PageRequest(20)


async def use_everything(ctx, event):
    booking = await a_booking(ctx, event, 3)
    one, two, _ = booking.tickets
    verdict = await went_in(ctx, event, one)
    await scanned(ctx, event, one.code, mode=Mode.upload, shown=Result.ok)
    await scanned(ctx, event, token_of(ctx, event, two), nonce="twice")
    await scanned(ctx, event, token_of(ctx, event, two), nonce="twice")
    await service.validate(ctx, KIM, one.code)
    await service.undo(ctx, KIM, verdict.id)
    for words in ("ro", "robin mey", booking.reference, one.code, one.code[:3]):
        await find_attendees(ctx, KIM, event.id, words)
    for wanted in (LogFilter(), LogFilter(result=Result.ok), LogFilter(gate="North")):
        await service.find_log(ctx, ADA, event.id, wanted, PART)
    for words in ("", "robin", one.code):
        await read_log(ctx, ADA, event.id, LogFilter(), PART, words)
    await find_conflicts(ctx, ADA, event.id, PART)
    await stats(ctx, KIM, event.id)
    await take_snapshot(ctx, KIM, event.id)
    await make_pass(ctx, ADA.actor, event.id, "Phone")
    await find_passes(ctx, ADA.actor, event.id, PART)
    await find_passes(ctx, KIM.actor, event.id, PART)
    await find_passes(ctx, ADA.actor, event.id, PART, live=True)


async def test_no_question_at_a_door_reads_a_whole_collection(ctx):
    event = await an_open_event(ctx)
    await ctx.db.raw.command("profile", 2)
    await use_everything(ctx, event)
    await ctx.db.raw.command("profile", 0)
    profiled = ctx.db.raw["system.profile"].find({"planSummary": {"$exists": True}})
    plans = [(seen["ns"], seen["planSummary"], seen.get("command")) async for seen in profiled]
    assert len(plans) > 30
    assert [each for each in plans if "COLLSCAN" in each[1]] == []
