"""Calendars, the map for search engines, and what the page of an event says by itself."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tests.builders.events import an_event, event_fields
from tests.builders.pictures import a_picture
from tests.drivers.edge import edge_of, open_client
from ticketapp.core.actor import system
from ticketapp.events.covers import put_cover
from ticketapp.events.service import cancel_event, delete_event, edit_event
from ticketapp.web.event_files import event_routes
from ticketapp.web.event_heads import event_head

ROBOT = system("test")


@pytest.fixture
async def browser(ctx, built):
    edge = edge_of(ctx, built_front_end=built, head_for=event_head, forms=event_routes())
    async with open_client(edge, ctx) as client:
        yield client


def entries(response):
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).events


async def test_an_event_is_saved_to_a_calendar(browser, ctx):
    event = await an_event(ctx, name="Rock; roll, & more", description="Bring a **friend**.")
    response = await browser.get(f"/events/{event.slug}/calendar.ics")
    assert response.headers["content-disposition"] == f'attachment; filename="{event.slug}.ics"'
    [entry] = entries(response)
    assert (entry["summary"], entry["location"]) == (event.name, event.location)
    assert entry.start == event.starts_at.replace(microsecond=0)
    assert entry.end == event.ends_at.replace(microsecond=0)
    assert entry["status"] == "CONFIRMED"
    assert entry["description"].startswith("Bring a friend.")
    assert entry["url"] == f"http://tickets.test/events/{event.slug}"


async def test_a_calendar_knows_a_changed_event_again(browser, ctx):
    event = await an_event(ctx)
    [before] = entries(await browser.get(f"/events/{event.slug}/calendar.ics"))
    later = {"ends_at": event.ends_at + timedelta(hours=1)}
    await edit_event(ctx, ROBOT, event.id, event.version, later)
    [moved] = entries(await browser.get(f"/events/{event.slug}/calendar.ics"))
    await cancel_event(ctx, ROBOT, event.id, "Storm")
    [cancelled] = entries(await browser.get(f"/events/{event.slug}/calendar.ics"))
    assert before["uid"] == moved["uid"] == cancelled["uid"]
    assert (before["sequence"], moved["sequence"], cancelled["sequence"]) == (0, 1, 2)
    assert cancelled["status"] == "CANCELLED"


async def test_the_feed_has_what_is_to_come(browser, ctx, clock):
    soon = await an_event(ctx, name="Soon")
    await an_event(ctx, name="Secret", draft=True)
    await cancel_event(ctx, ROBOT, (await an_event(ctx, name="Off")).id, "")
    response = await browser.get("/events.ics")
    assert [entry["summary"] for entry in entries(response)] == ["Soon"]
    assert response.headers["cache-control"] == "public, max-age=300"
    same = await browser.get("/events.ics", headers={"If-None-Match": response.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    await delete_event(ctx, ROBOT, soon.id)
    assert len(entries(await browser.get("/events.ics"))) == 1
    clock.advance(minutes=6)
    assert entries(await browser.get("/events.ics")) == []


async def test_the_map_names_every_public_event_and_no_other(browser, ctx):
    public = await an_event(ctx, name="Ähm & Öhm")
    past = event_fields(ctx).starts_at - timedelta(days=30)
    over = await an_event(ctx, name="Over", starts_at=past, ends_at=past + timedelta(hours=1))
    await an_event(ctx, name="Secret", draft=True)
    await delete_event(ctx, ROBOT, (await an_event(ctx, name="Gone")).id)
    response = await browser.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml"
    assert re.findall("<loc>(.*?)</loc>", response.text) == [
        "http://tickets.test/",
        f"http://tickets.test/events/{public.slug}",
        f"http://tickets.test/events/{over.slug}",
    ]
    plain = await browser.get("/sitemap.xml", headers={"Accept-Encoding": "identity"})
    assert plain.text == response.text
    assert "content-encoding" not in plain.headers
    assert response.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(plain.content)) < len(plain.content)


async def test_robots_find_the_map(browser):
    response = await browser.get("/robots.txt")
    assert "Sitemap: http://tickets.test/sitemap.xml\n" in response.text
    assert (await browser.head("/robots.txt")).content == b""


@pytest.mark.parametrize("path", ["/events/{}/calendar.ics", "/events/{}"])
async def test_drafts_and_what_is_gone_are_not_found(browser, ctx, path):
    draft = await an_event(ctx, draft=True)
    gone = await an_event(ctx)
    await delete_event(ctx, ROBOT, gone.id)
    for event_id in (draft.slug, draft.id, gone.slug, gone.id, "never-was", "%00"):
        response = await browser.get(path.format(event_id))
        assert response.status_code == 404
        assert draft.name not in response.text


def data_in(response):
    [found] = re.findall(
        '<script type="application/ld\\+json">(.*?)</script>', response.text, re.DOTALL
    )
    return json.loads(found)


async def test_the_page_says_what_when_and_where_before_any_script_runs(browser, ctx):
    starts_at = datetime(2027, 6, 18, 18, 0, tzinfo=UTC)
    event = await an_event(
        ctx, name='Rock "n" <b>Roll</b>', starts_at=starts_at, location="Hall & Yard",
        ends_at=starts_at + timedelta(hours=3), description="A **night**.\n\n<script>x</script>",
    )  # fmt: skip
    event = await put_cover(ctx, ROBOT, event.id, a_picture())
    response = await browser.get(f"/events/{event.slug}")
    assert response.status_code == 200
    head, body = response.text.split("</head>")
    name = "Rock &quot;n&quot; &lt;b&gt;Roll&lt;/b&gt;"
    address = f"http://tickets.test/events/{event.slug}"
    for tag in (
        f"<title>{name} · Ticketapp</title>",
        f'<meta property="og:title" content="{name} · Ticketapp"/>',
        f'<meta property="og:url" content="{address}"/>',
        '<meta property="og:type" content="event"/>',
        f'<meta property="og:image" content="http://tickets.test/covers/{event.cover}-1280.webp"/>',
        f'<link rel="canonical" href="{address}"/>',
    ):
        assert tag in head
    [described] = re.findall('property="og:description" content="(.*?)"', head)
    assert described.startswith(
        "Friday, June 18, 2027, 8:00\u202fPM – 11:00\u202fPM (Central European"
    )
    assert "Hall &amp; Yard · A night." in described
    assert f"<h1>{name}</h1>" in body
    assert ">Friday, June 18, 2027</time>" in body
    assert ">8:00\u202fPM – 11:00\u202fPM CEST</time>" in body
    assert f'src="/covers/{event.cover}-1280.webp"' in body
    assert "<strong>night</strong>" in body
    assert "<script>x" not in response.text
    data = data_in(response)
    assert (data["name"], data["startDate"]) == (event.name, "2027-06-18T20:00:00+02:00")
    assert data["location"]["name"] == "Hall & Yard"


async def test_the_page_speaks_the_readers_language_and_of_the_places_time(browser, ctx):
    starts_at = datetime(2027, 6, 18, 22, 30, tzinfo=UTC)
    ends_at = starts_at + timedelta(days=2)
    event = await an_event(ctx, starts_at=starts_at, ends_at=ends_at)
    response = await browser.get(f"/events/{event.slug}", headers={"Accept-Language": "de"})
    assert "Samstag, 19. Juni 2027, 00:30 – Montag, 21. Juni 2027, 00:30" in response.text
    assert ">Sa., 19. Juni, 00:30 – Mo., 21. Juni, 00:30 CEST</time>" in response.text
    assert "Mitteleuropäische Sommerzeit" in response.text
    for languages, said in (
        ("en-GB,en;q=0.9", "Saturday, 19 June 2027, 00:30 –"),
        ("fr,en-IE;q=0.5", "Saturday 19 June 2027, 00:30 –"),
        ("en", "Saturday, June 19, 2027, 12:30\u202fAM –"),
        ("en-XX,en-US;q=0.1", "Saturday, June 19, 2027, 12:30\u202fAM –"),
    ):
        response = await browser.get(
            f"/events/{event.slug}", headers={"Accept-Language": languages}
        )
        assert said in response.text, languages


@pytest.mark.parametrize(("hours", "says"), [(-1, False), (0, True), (1.9, True), (2, False)])
async def test_the_page_says_so_while_the_event_is_on(browser, ctx, clock, hours, says):
    starts_at = clock.now() + timedelta(days=1)
    event = await an_event(ctx, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    clock.advance(seconds=timedelta(days=1, hours=hours).total_seconds())
    response = await browser.get(f"/events/{event.slug}")
    assert ("On now" in response.text) is says


async def test_nothing_an_admin_writes_ends_the_data_or_runs(browser, ctx):
    name = "</script><script>alert(1)</script>"
    event = await an_event(ctx, name=name, description=name, location=name)
    response = await browser.get(f"/events/{event.slug}")
    assert data_in(response)["name"] == name
    assert "<script>alert" not in response.text


async def test_a_cancelled_event_says_so(browser, ctx):
    event = await an_event(ctx)
    await cancel_event(ctx, ROBOT, event.id, "The <hall> is flooded.")
    response = await browser.get(f"/events/{event.slug}")
    assert response.status_code == 200
    assert "This event is cancelled.</strong> The &lt;hall&gt; is flooded." in response.text
    assert data_in(response)["eventStatus"] == "https://schema.org/EventCancelled"
