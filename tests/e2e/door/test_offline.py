"""The door without a network: it goes on, survives a reload, and tells the server everything."""

from datetime import timedelta

from playwright.async_api import expect

from tests.drivers.server import Server
from tests.drivers.wire import wire_to
from tests.e2e.door.conftest import NewNight, OpenScanner, Sell, Show
from tests.e2e.visit import PHONE
from ticketapp.core.context import Context

LOST = ("ERR_", "WebSocket", "Failed to load resource", "Cannot connect")


async def test_a_cut_network_stops_nobody_and_loses_nothing(
    scanner: OpenScanner, server: Server, new_night: NewNight, sell: Sell, show: Show, token_of,
    elsewhere: Context,
):  # fmt: skip
    night, other = await new_night("Cut"), await new_night("Another")
    booking, foreign = await sell(night.event, 3), await sell(other.event)
    show(token_of(booking, 1))
    async with wire_to(server.port) as wire:
        opened = await scanner(night, address=wire.address, width=PHONE)
        opened.visit.expects(*LOST)
        await opened.has_seen("ok")
        await opened.is_kept()

        wire.cut()
        show(token_of(booking, 2), token_of(foreign), token_of(booking, 1))
        await opened.page.reload()
        seen = await opened.has_seen("ok", "wrong_event", "already_in")
        assert all("Checked offline" in verdict["text"] for verdict in seen)
        await expect(opened.line).to_contain_text("Offline")
        await expect(opened.line).to_contain_text("To upload")
        assert not await opened.visit.axe_in_both_colours()

        show(token_of(booking, 2))
        await opened.page.reload()
        await opened.has_seen("already_in")  # on this device, a reload ago
        wire.mend()
        await expect(opened.line).to_be_empty(timeout=30_000)
        await expect(opened.figure("Inside")).to_have_text("2", timeout=15_000)

    log = [entry async for entry in elsewhere.db.scans.find({"event_id": night.event.id})]
    uploaded = [entry for entry in log if entry["mode"] == "upload"]
    assert [entry["result"] for entry in log].count("ok") == 2
    assert {"ok", "wrong_event", "already_in"} <= {entry["result"] for entry in uploaded}
    for entry in uploaded:
        assert entry["logged_at"] - entry["at"] > timedelta(0)


async def test_who_came_in_twice_is_found_out_and_an_old_list_admits_nobody_by_itself(
    scanner: OpenScanner, server: Server, new_night: NewNight, sell: Sell, token_of
):
    night = await new_night("Twice")
    booking = await sell(night.event, 2)
    there = await scanner(night, camera=False)
    async with wire_to(server.port) as wire:
        here = await scanner(night, camera=False, address=wire.address, before=_WITHOUT_ED25519)
        here.visit.expects(*LOST)
        await here.is_kept()
        wire.cut()
        await here.burst(token_of(booking, 1))
        await here.has_seen("ok")
        await there.burst(token_of(booking, 1))
        await there.has_seen("ok")

        await here.page.evaluate(_AGE_THE_LIST)
        await here.page.reload()
        await expect(here.heading).to_have_text(night.event.name)
        await here.burst(booking.tickets[1].code)
        await here.has_seen("stale")  # it stays until somebody answers
        await expect(here.button("Don’t admit")).to_be_focused()
        await expect(here.button("Type code")).to_be_hidden()
        assert not await here.visit.axe_in_both_colours()
        await here.button("Admit anyway").click()
        await here.has_seen("stale", "ok")
        wire.mend()
        await expect(here.line).to_contain_text("Let in twice: 1", timeout=30_000)
        await expect(here.line).not_to_contain_text("To upload")
        await expect(here.last).to_contain_text("Robin Meyer")  # who it was, the server knows
        await here.button("Undo").click()
        await expect(here.last).to_contain_text("Taken back")
        await expect(here.figure("Inside")).to_have_text("1", timeout=15_000)


# As in browsers of some years ago: a script of ours takes over.
_WITHOUT_ED25519 = """
  const own = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
    if (algorithm === "Ed25519") return Promise.reject(new DOMException("", "NotSupportedError"));
    return own.call(this, format, key, algorithm, ...rest);
  };
"""
_AGE_THE_LIST = """() => new Promise(done => {
  const opening = indexedDB.open("ticketapp-door");
  opening.onsuccess = () => {
    const change = opening.result.transaction("lists", "readwrite");
    const lists = change.objectStore("lists");
    lists.openCursor().onsuccess = ({target}) => {
      const at = target.result;
      if (!at) return;
      const old = new Date(Date.now() - 25 * 3600 * 1000).toISOString();
      lists.put({...at.value, asOf: old});
      at.continue();
    };
    change.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
