"""One event's page: what it says, to whom, and that it stays true."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.builders.people import an_admin
from tests.builders.pictures import a_picture
from tests.drivers.server import Server, run
from tests.drivers.wire import wire_to
from tests.e2e.conftest import SITE_NAME, NewEvent, OpenPage, Take
from tests.e2e.screens.events import EventPage, Programme
from tests.e2e.screens.shell import Shell
from tests.e2e.visit import DESK, PHONE
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.events.covers import put_cover
from ticketapp.events.service import cancel_event, delete_event, edit_event

AT_ONCE = 1_000
DESCRIPTION = """\
Bring **warm** shoes.

## Programme

1. Soup
2. [Songs](https://songs.test/)

<script>document.title = "owned"</script>
[press](javascript:alert(1)) ![spy](https://spy.test/pixel.png)
"""
SEEN_HEADINGS = """
  window.seen = [];
  const look = () => {
    const shown = [...document.querySelectorAll("h1")].filter((each) => each.checkVisibility());
    const text = shown.map((each) => each.innerText).join();
    if ((text || window.seen.length) && window.seen.at(-1) !== text) window.seen.push(text);
    requestAnimationFrame(look);
  };
  look();
"""


async def test_the_page_says_what_when_where_and_who(visit: OpenPage, new_event: NewEvent):
    event = await new_event(
        "Night Walk", description=DESCRIPTION, location="Hill Car Park", capacity=12,
        metadata={"tags": ["outdoors"], "speakers": [{"name": "Mia Sky", "role": "guide"}, 7]},
    )  # fmt: skip
    opened = await visit(f"/events/{event.slug}")
    page = EventPage(opened)
    await expect(page.heading).to_have_text(event.name)
    await expect(page.main).to_contain_text("Hill Car Park")
    await expect(page.main.get_by_role("heading", name="Programme")).to_be_visible()
    await expect(page.main.get_by_text("outdoors")).to_be_visible()
    await expect(page.main.get_by_role("listitem").filter(has_text="Mia Sky")).to_contain_text(
        "guide"
    )
    await expect(page.sale).to_contain_text("12 of 12 left")
    assert await opened.page.title() == f"{event.name} · {SITE_NAME}"
    assert await opened.page.locator("main script, main img, a[href^=javascript]").count() == 0


async def test_seats_an_edit_and_a_move_appear_within_a_second(
    visit: OpenPage, new_event: NewEvent, take: Take, elsewhere: Context
):
    event = await new_event("Live", capacity=3, location="Old Hall")
    here = EventPage(await visit(f"/events/{event.slug}"))
    there = EventPage(await visit(f"/events/{event.slug}", width=PHONE))
    await expect(here.sale).to_contain_text("3 of 3 left")
    await take(event, 2)
    for page in (here, there):
        await expect(page.sale).to_contain_text("1 of 3 left", timeout=AT_ONCE)
    await expect(here.notice("Time or place")).to_have_count(0)

    changes = {"location": "New Hall", "name": "Live and moved"}
    await edit_event(elsewhere, system("test"), event.id, None, changes)
    for page in (here, there):
        await expect(page.notice("Time or place")).to_contain_text("Old Hall", timeout=AT_ONCE)
        await expect(page.heading).to_have_text("Live and moved")


async def test_what_happened_while_the_connection_was_lost_is_there_when_it_is_back(
    visit: OpenPage, new_event: NewEvent, take: Take, server: Server
):
    event = await new_event("Lost line", capacity=3)
    async with wire_to(server.port) as wire:
        opened = await visit(f"/events/{event.slug}", address=wire.address)
        opened.expects("WebSocket", "ERR_")
        page = EventPage(opened)
        await expect(page.sale).to_contain_text("3 of 3 left")
        wire.cut()
        await take(event, 2)
        await expect(Shell(opened.page).status("No connection to the server.")).to_be_visible()
        await expect(page.sale).to_contain_text("3 of 3 left")
        wire.mend()
        await expect(page.sale).to_contain_text("1 of 3 left")
        await take(event, 1)
        await expect(page.sale).to_contain_text("Sold out", timeout=AT_ONCE)


async def test_a_cancellation_and_a_removal_appear_within_a_second(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    off, gone = await new_event("Called off"), await new_event("Removed")
    page = EventPage(await visit(f"/events/{off.slug}"))
    other = EventPage(await visit(f"/events/{gone.slug}"))
    await expect(page.sale).to_contain_text("100 of 100 left")
    await cancel_event(elsewhere, system("test"), off.id, "The singer is ill.")
    await expect(page.notice("The singer is ill.")).to_be_visible(timeout=AT_ONCE)
    await expect(page.sale).to_contain_text("Cancelled")
    await delete_event(elsewhere, system("test"), gone.id)
    await expect(other.heading).to_have_text("No such event", timeout=AT_ONCE)


async def test_the_status_flips_in_front_of_an_open_page(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    now = elsewhere.clock.now()
    times = {"starts_at": now + timedelta(seconds=5), "ends_at": now + timedelta(seconds=9)}
    event = await new_event("Short", waitlist_closes_at=times["starts_at"], **times)
    page = EventPage(await visit(f"/events/{event.slug}"))
    await expect(page.sale).to_contain_text("100 of 100 left")
    await expect(page.sale).to_contain_text("Over", timeout=12_000)
    assert elsewhere.clock.now() >= event.ends_at
    stored = await elsewhere.db.events.find_one({"_id": event.id})
    assert stored["status"] in {"upcoming", "active", "closed"}


async def test_a_draft_is_for_admins_until_it_is_published(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Draft", draft=True)
    opened = await visit(f"/events/{event.slug}")
    opened.expects("status of 404")
    page = EventPage(opened)
    await expect(page.heading).to_have_text("No such event")
    await edit_event(elsewhere, system("test"), event.id, None, {"status": "upcoming"})
    await expect(page.heading).to_have_text(event.name, timeout=AT_ONCE)


async def test_an_admin_sees_a_draft_under_a_banner(visit: OpenPage, new_event: NewEvent, server):
    event = await new_event("Hidden", draft=True)
    who = ("--email", "ada@example.org", "--name", "Ada Admin", "--password-stdin")
    made = run("admin", "create", *who, data_dir=server.data_dir, given="plain sailing tonight\n")
    assert made.returncode == 0, made.stderr
    opened = await visit("/login")
    opened.expects("status of 404")
    await opened.page.get_by_label("E-mail").fill("ada@example.org")
    await opened.page.get_by_label("Password", exact=True).fill("plain sailing tonight")
    await opened.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await expect(opened.page.get_by_role("link", name="Account", exact=True)).to_be_visible()
    await opened.open(f"/events/{event.slug}")
    page = EventPage(opened)
    await expect(page.heading).to_have_text(event.name)
    await expect(page.notice("This is a draft.")).to_be_visible()


async def test_without_scripts_what_when_where_and_why_can_be_read(
    visit: OpenPage, new_event: NewEvent
):
    event = await new_event("Plain", description=DESCRIPTION, location="Hill Car Park")
    for width in (PHONE, DESK):
        opened = await visit(f"/events/{event.slug}", width=width, scripts=False)
        for text in (event.name, "Hill Car Park", "warm", str(event.starts_at.year)):
            await expect(opened.page.get_by_text(text).first).to_be_visible()
        assert await opened.page.evaluate("document.documentElement.scrollWidth") == width


async def test_the_words_that_the_server_sent_stay_until_the_page_knows_them(
    visit: OpenPage, new_event: NewEvent
):
    event = await new_event("Steady", description=DESCRIPTION)
    opened = await visit("/")
    await opened.context.add_init_script(SEEN_HEADINGS)
    await opened.open(f"/events/{event.slug}")
    await expect(EventPage(opened).sale).to_be_visible()
    assert await opened.page.evaluate("window.seen") == [event.name]


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("kind", ["running", "cancelled"])
async def test_nothing_moves_when_the_page_takes_over_from_the_words_the_server_sent(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context, kind: str, width: int
):
    days = 7 if kind == "cancelled" else -1 / 24
    event = await new_event("Still", days=days, description=DESCRIPTION, timezone="UTC")
    await put_cover(elsewhere, await an_admin(elsewhere), event.id, a_picture())
    if kind == "cancelled":
        await cancel_event(elsewhere, system("test"), event.id, "The singer is ill.")
    served = EventPage(await visit(f"/events/{event.slug}", width=width, scripts=False))
    alive = EventPage(await visit(f"/events/{event.slug}", width=width))
    await expect(alive.sale).to_be_visible()
    for text in (event.name, event.location, "warm"):
        before, after = [
            await page.page.get_by_text(text).locator("visible=true").last.bounding_box()
            for page in (served, alive)
        ]
        assert (before["x"], before["y"]) == pytest.approx((after["x"], after["y"]), abs=0.5), text
    for page in (served, alive):
        await expect(page.page.get_by_text("On now")).to_have_count(1 if kind == "running" else 0)


async def test_a_cover_appears_on_the_open_page_and_fits_it(
    visit: OpenPage, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Pictured")
    opened = await visit(f"/events/{event.slug}", width=PHONE)
    await expect(EventPage(opened).sale).to_be_visible()
    picture = BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(picture, "PNG")
    await put_cover(elsewhere, await an_admin(elsewhere), event.id, picture.getvalue())
    cover = opened.page.locator("main img")
    await expect(cover).to_be_visible(timeout=2 * AT_ONCE)
    await expect(cover).not_to_have_js_property("naturalWidth", 0)
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == PHONE


async def test_an_address_without_an_event_leads_on(visit: OpenPage):
    opened = await visit("/events/no-such-event", width=PHONE)
    opened.expects("status of 404")
    await expect(EventPage(opened).heading).to_have_text("No such event")
    assert not await opened.axe()
    await opened.page.get_by_role("link", name="See what’s on").click()
    await expect(EventPage(opened).heading).to_have_text("What’s on")


async def test_going_from_one_event_to_another_never_shows_the_wrong_one(
    visit: OpenPage, new_event: NewEvent
):
    first, second = await new_event("Sequel"), await new_event("Sequel")
    opened = await visit(f"/events/{first.slug}")
    page = EventPage(opened)
    await expect(page.heading).to_have_text(first.name)
    await opened.page.evaluate(
        """() => { window.seen = new Set(); const look = () => {
             if (location.pathname.endsWith(window.second)) {
               window.seen.add(document.querySelector("main h1")?.innerText ?? "");
             }
             requestAnimationFrame(look); }; look(); }"""
    )
    await opened.page.evaluate("slug => { window.second = slug }", second.slug)
    await opened.page.get_by_role("link", name="What’s on").click()
    await Programme(opened).search("sequel")
    await Programme(opened).link(second.name).click()
    await expect(page.heading).to_have_text(second.name)
    assert first.name not in await opened.page.evaluate("[...window.seen]")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_axe_finds_nothing_on_the_page(
    visit: OpenPage, new_event: NewEvent, take: Take, elsewhere: Context, colours, width
):
    event = await new_event(
        "Axe", description=DESCRIPTION, capacity=1, timezone="Asia/Tokyo",
        metadata={"tags": ["jazz"], "speakers": ["Mia Sky"]},
    )  # fmt: skip
    opened = await visit(f"/events/{event.slug}", width=width, colours=colours)
    page = EventPage(opened)
    await expect(page.sale).to_contain_text("1 of 1 left")
    assert not await opened.axe()
    await take(event, 1)
    await take(event, 1)
    await expect(page.sale).to_contain_text("1 waiting")
    await edit_event(elsewhere, system("test"), event.id, None, {"location": "New Hall"})
    await expect(page.notice("Time or place")).to_be_visible()
    assert not await opened.axe()
    assert await opened.page.evaluate("document.documentElement.scrollWidth") == width
