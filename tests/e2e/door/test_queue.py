"""What waits for the server: nothing holds it up, nothing loses it, nothing doubles it."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import BrowserContext, expect

from tests.drivers.chromium import chromium_with
from tests.drivers.server import Server
from tests.drivers.wire import wire_to
from tests.e2e.door.conftest import NewNight, OpenScanner, Sell, sign_in
from tests.e2e.screens.door import Scanner
from tests.e2e.visit import PHONE, Visit
from ticketapp.core.context import Context
from ticketapp.events.models import Event

LOST = ("ERR_", "WebSocket", "Failed to load resource", "Cannot connect")
PATIENCE = 3.0
_NOTE_KEEPING = """
  const persist = StorageManager.prototype.persist;
  StorageManager.prototype.persist = function () {
    window.keeping = true;
    return persist.call(this);
  };
"""


async def test_what_the_server_fails_at_or_refuses_holds_up_nothing_and_is_not_lost(
    scanner: OpenScanner, server: Server, new_night: NewNight, sell: Sell, elsewhere: Context
):
    night = await new_night("Stuck")
    codes = [ticket.code for ticket in (await sell(night.event, 4)).tickets]
    async with wire_to(server.port) as wire:
        opened = await scanner(night, camera=False, address=wire.address, width=PHONE)
        opened.visit.expects(*LOST)
        await opened.is_kept()
        await opened.lets_in(codes[0])
        wire.cut()
        await opened.button("Undo").click()
        await expect(opened.last).to_contain_text("Taken back")
        for gate, code in (("Jammed", codes[1]), ("North", codes[2]), ("x" * 41, codes[3])):
            await opened.stands_at(gate)
            await opened.lets_in(code)
        await _hand_scans_of(night.event.id, elsewhere, to="somebody else")

        async with _server_that_fails_at("Jammed", night.event.id, elsewhere):
            wire.mend()
            await expect(opened.line).to_contain_text("Not accepted: 2", timeout=30_000)
            await expect(opened.line).to_contain_text("To upload: 1")
        await expect(opened.line).not_to_contain_text("To upload", timeout=30_000)
        await expect(opened.figure("Inside")).to_have_text("3", timeout=15_000)

        await opened.button("Not accepted: 2").click()
        assert not await opened.visit.axe_in_both_colours()
        await _hand_scans_of(night.event.id, elsewhere, to=night.staff.id)
        await _try_again_and_let_go(opened)


async def _try_again_and_let_go(opened: Scanner) -> None:
    """The undo is accepted by now; the scan never will be."""
    refused = opened.sheet.get_by_role("listitem")
    await expect(refused).to_have_count(2)
    undo = refused.filter(has_text="Undo")
    await undo.get_by_role("button", name="Try again").click()
    await expect(opened.figure("Inside")).to_have_text("2", timeout=15_000)
    async with opened.page.expect_response("**/checkins/batch"):
        await refused.get_by_role("button", name="Try again").click()
    await expect(opened.line).to_contain_text("Not accepted: 1", timeout=15_000)
    await refused.get_by_role("button", name="Let go").click()
    await refused.get_by_role("button", name="Let go for good").click()
    await expect(opened.sheet).to_contain_text("Nothing is left here.")
    await expect(opened.line).to_be_empty()


async def test_a_killed_browser_still_has_its_scans_and_offers_them_after_the_events_end(
    server: Server, chromium: str, new_night: NewNight, sell: Sell, elsewhere: Context,
    tmp_path: Path,
):  # fmt: skip
    night = await new_night("Killed")
    codes = [ticket.code for ticket in (await sell(night.event, 3)).tickets]
    async with wire_to(server.port) as wire:
        async with chromium_with(tmp_path, chromium) as before:
            opened = await _scanner_in(before.browser.contexts[0], wire.address)
            await sign_in(opened.visit, night, server)
            await opened.page.add_init_script(_NOTE_KEEPING)
            await opened.visit.open(f"/door?event={night.event.id}")
            await opened.is_kept()
            assert await opened.page.evaluate("window.keeping")  # also when the disk is full
            wire.cut()
            await opened.lets_in(*codes)
            queued = await opened.queue()
            await before.kill()

        async with chromium_with(tmp_path, chromium) as after:
            opened = await _scanner_in(after.browser.contexts[0], wire.address)
            await _open_from_the_picker(opened, night.event)
            wire.mend()
            await expect(opened.line).not_to_contain_text("To upload", timeout=30_000)
            await expect(opened.figure("Inside")).to_have_text("3", timeout=15_000)
            await opened.page.clock.set_system_time(night.event.ends_at + timedelta(days=3))
            await opened.page.goto(f"{wire.address}/door")
            await opened.is_forgotten()

    scans = [scan["wire"] for scan in queued]
    made = {scan["nonce"]: datetime.fromisoformat(scan["scanned_at"]) for scan in scans}
    log = [entry async for entry in elsewhere.db.scans.find({"event_id": night.event.id})]
    assert {entry["nonce"]: entry["at"] for entry in log} == made


async def _open_from_the_picker(opened: Scanner, event: Event) -> None:
    """Without a network and an hour after the end; that scans wait is why it is still offered."""
    await opened.page.clock.install(time=event.ends_at + timedelta(hours=1))
    await opened.page.goto(f"{opened.visit.address}/door")
    unsent = opened.page.get_by_role("region", name="Not uploaded yet")
    await expect(unsent).to_contain_text("To upload: 3", timeout=15_000)
    await unsent.get_by_role("button", name=event.name).click()
    await expect(opened.line).to_contain_text("Event over", timeout=15_000)
    await expect(opened.line).to_contain_text("To upload: 3")


async def test_a_server_that_does_not_answer_is_waited_for_three_seconds_and_told_once(
    scanner: OpenScanner, server: Server, new_night: NewNight, sell: Sell, elsewhere: Context
):
    night = await new_night("Silent")
    [ticket] = (await sell(night.event)).tickets
    async with wire_to(server.port) as wire:
        opened = await scanner(night, camera=False, address=wire.address, width=PHONE)
        opened.visit.expects(*LOST)
        await opened.is_kept()
        wire.hold()
        began = time.monotonic()
        await opened.burst(ticket.code)
        [seen] = await opened.has_seen("ok")
        assert time.monotonic() - began >= PATIENCE
        assert "Checked offline" in seen["text"]
        await expect(opened.line).to_contain_text("To upload: 1")
        [queued] = await opened.queue()
        wire.release()
        await expect(opened.line).to_be_empty(timeout=30_000)
        await expect(opened.last).to_contain_text("Robin Meyer")
        await expect(opened.figure("Inside")).to_have_text("1", timeout=15_000)

    [entry] = [entry async for entry in elsewhere.db.scans.find({"event_id": night.event.id})]
    assert entry["nonce"] == queued["nonce"]
    assert entry["mode"] == "live"  # decided when it was asked first, and not again


async def _scanner_in(context: BrowserContext, address: str) -> Scanner:
    opened = Scanner(Visit(address, context, await context.new_page()))
    await opened.remember_verdicts()
    return opened


async def _hand_scans_of(event_id: str, ctx: Context, *, to: str) -> None:
    """What was scanned becomes somebody's, who alone may take it back."""
    whose = {"$set": {"by.user_id": to}}
    await ctx.db.scans.update_many({"event_id": event_id, "mode": "live"}, whose)


@asynccontextmanager
async def _server_that_fails_at(gate: str, event_id: str, ctx: Context) -> AsyncGenerator[None]:
    """Its database takes no scan of that gate and has figures that make no sense: it has no answer
    to either but an error."""
    db = ctx.db
    collections = await db.raw.list_collections(filter={"name": "scans"})
    usual = (await collections.to_list(1))[0]["options"].get("validator", {})
    odd = {"_id": f"odd {event_id}", "event_id": event_id, "gate": gate, "refused": {"odd": 1}}
    await db.raw.command("collMod", "scans", validator={"$and": [usual, {"gate": {"$ne": gate}}]})
    await db.door_minutes.insert_one({**odd, "at": ctx.clock.now()})
    try:
        yield
    finally:
        await db.door_minutes.delete_one({"_id": odd["_id"]})
        await db.raw.command("collMod", "scans", validator=usual)
