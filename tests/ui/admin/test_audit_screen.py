"""The audit screen's state: entries found, and what they changed made readable."""

from datetime import UTC, datetime

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, actor_for
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.audit import service as audit
from ticketapp.audit.service import Target, record
from ticketapp.bookings.by_hand import book_by_hand
from ticketapp.bookings.models import Person
from ticketapp.core.actor import Role, system
from ticketapp.ui.states.admin.audit import AuditState, changes_between


async def shown(tab: Tab, path: str = "/admin/audit") -> AuditState:
    tab.path = path
    await tab.call(AuditState.load)
    return await tab.state(AuditState)


async def act(ctx, name: str, **facts) -> None:
    await record(ctx, None, system("test"), "event.edited", Target(name, name), **facts)


async def test_the_address_says_which_entries_are_shown(ctx, admin_tab):
    await a_user(ctx, email="robin@example.org")
    state = await shown(admin_tab, "/admin/audit?object=robin@example.org")
    assert [(row["what"], row["object"]) for row in state.rows] == [
        ("Account made", "robin@example.org")
    ]
    state = await shown(admin_tab, "/admin/audit?actor=ada@example.org&action=session.started")
    assert [row["actor"] for row in state.rows] == ["Ada Admin"]


async def test_days_are_those_of_the_zone_in_the_address(ctx, ada, clock):
    """23:30 in Berlin is the next day in Tokyo."""
    clock.advance(seconds=(datetime(2027, 1, 10, 22, 30, tzinfo=UTC) - clock.now()).total_seconds())
    await act(ctx, "late")
    only = "/admin/audit?object=late&since=2027-01-10&until=2027-01-10&zone="
    async with tab_of(ctx, ada) as tab:  # signed in on that day: sessions end in time
        assert len((await shown(tab, f"{only}Europe/Berlin")).rows) == 1
        assert len((await shown(tab, f"{only}Asia/Tokyo")).rows) == 0


@pytest.mark.parametrize(
    "query",
    ["since=9999-12-31", "until=0001-01-01", "since=soon", "zone=../../etc/passwd", "zone=%00",
     "zone=Nowhere/Land", "until=3000-01-01&zone=Pacific/Kiritimati", "cursor=x"],
)  # fmt: skip
async def test_an_address_that_makes_no_sense_shows_the_list_all_the_same(admin_tab, query):
    assert (await shown(admin_tab, f"/admin/audit?{query}")).access == "open"


async def test_older_entries_are_a_page_on_and_newer_ones_a_page_back(ctx, admin_tab):
    for number in range(70):
        await act(ctx, f"thing {number}")
    first = await shown(admin_tab, "/admin/audit?action=event.edited")
    newest = first.rows[0]["id"]
    assert (len(first.rows), first.total) == (50, 70)
    older = await shown(admin_tab, f"/admin/audit?action=event.edited&cursor={first.next_cursor}")
    assert (len(older.rows), older.next_cursor) == (20, "")
    assert older.rows[-1]["object"] == "thing 0"
    back = older.previous_cursor
    newer = await shown(admin_tab, f"/admin/audit?action=event.edited&cursor={back}")
    assert newer.rows[0]["id"] == newest


async def test_the_last_seal_and_whether_an_entry_is_under_it_are_shown(ctx, admin_tab):
    await act(ctx, "early")
    await audit.seal(ctx)
    await act(ctx, "late")
    state = await shown(admin_tab)
    sealed = {row["object"]: row["sealed"] for row in state.rows}
    assert (sealed["early"], sealed["late"]) == (True, False)
    assert state.sealed_batch == 1
    assert state.sealed_digest == (await audit.last_seal(ctx)).digest


async def test_an_open_entry_shows_what_it_changed(ctx, admin_tab):
    await act(ctx, "thing", before={"capacity": 10}, after={"capacity": 12})
    entry = await ctx.db.audit.find_one({"object_id": "thing"})
    state = await shown(admin_tab, f"/admin/audit?entry={entry['_id']}")
    [change] = state.entry["changes"]
    assert (change["name"], change["before"], change["after"]) == ("Capacity", "10", "12")
    assert (await shown(admin_tab, "/admin/audit?entry=none")).missing == "none"


async def test_events_and_people_in_an_entry_are_shown_by_name(ctx, admin_tab, ada):
    event = await an_event(ctx, name="Jazz Night")
    person = Person("Carla Caller", "carla@example.org")
    booking = await book_by_hand(ctx, await actor_for(ctx, ada), event.id, person, 1, key="k")
    entry = await ctx.db.audit.find_one({"object_id": booking.id})
    state = await shown(admin_tab, f"/admin/audit?entry={entry['_id']}")
    said = {change["name"]: (change["after"], change["href"]) for change in state.entry["changes"]}
    assert said["Event"] == ("Jazz Night", f"/admin/events/{event.id}")
    assert said["By"] == ("Ada Admin", "")


def test_changes_are_added_removed_or_changed_and_what_stayed_is_left_out():
    at = datetime(2027, 1, 1, tzinfo=UTC)
    changes = changes_between(
        {"name": "A", "role": "user", "disabled_at": at, "event_ids": ["x", "y"], "same": 1},
        {"name": "B", "role": "admin", "disabled_at": None, "sessions": 2, "same": 1},
    )
    assert [(change["name"], change["kind"], change["form"]) for change in changes] == [
        ("Name", "changed", "text"),
        ("Role", "changed", "word"),
        ("Disabled since", "removed", "moment"),
        ("Events", "removed", "text"),
        ("Sessions", "added", "text"),
    ]
    assert changes[1]["after"] == "Admin"
    assert changes[3]["before"] == "x, y"


async def test_staff_see_that_it_is_not_for_them(ctx):
    async with tab_of(ctx, await a_user(ctx, role=Role.staff)) as tab:
        state = await shown(tab)
        assert (state.access, state.rows) == ("forbidden", [])
