"""Admins write events, look at them beforehand, and live with other admins doing so as well."""

from playwright.async_api import expect

from tests.builders.people import a_user
from tests.builders.pictures import a_picture
from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import NewEvent, OpenPage, Take
from tests.e2e.screens.admin import AdminList
from tests.e2e.screens.managed_event import EventForm
from ticketapp.core.actor import Role
from ticketapp.core.context import Context


async def test_an_event_is_written_previewed_published_and_found(
    visit_as: VisitAs, visit: OpenPage
):
    form = EventForm(await visit_as("/admin/events/new"))
    await form.fill(Name="Night on the Roof", Place="Town Hall Roof, Berlin", Capacity="80")
    await form.field("Description").fill("Bring a **blanket**.")
    await form.choose_zone("berlin", "Europe/Berlin")
    await form.fill(Begins="2031-06-18T20:00", Ends="2031-06-18T23:00", Topics="jazz, roof")
    await form.press("Add a speaker")
    await form.page.keyboard.type("Ada Lovelace")
    await form.page.keyboard.press("Tab")
    await form.page.keyboard.type("Piano")
    await expect(form.preview.get_by_role("heading", name="Night on the Roof")).to_be_visible()
    await expect(form.preview.locator("strong", has_text="blanket")).to_be_visible()
    await expect(form.preview).to_contain_text("8:00")
    await expect(form.preview).to_contain_text("Piano")
    await form.press("Save the event")

    await expect(form.heading).to_have_text("Night on the Roof")
    await expect(form.notice).to_contain_text("is a draft")
    stranger = await visit("/events/night-on-the-roof")
    stranger.expects("status of 404")
    await expect(stranger.page.get_by_role("heading", level=1)).to_have_text("No such event")

    await form.press("Publish it")
    await expect(form.notice).to_contain_text("is published")
    await stranger.open("/?q=night+roof")
    await stranger.page.get_by_role("link", name="Night on the Roof").click()
    await expect(stranger.page.get_by_text("Bring a blanket.")).to_be_visible()
    await expect(stranger.page.get_by_text("Ada Lovelace")).to_be_visible()


async def test_a_time_that_is_skipped_is_refused_and_one_that_comes_twice_is_asked_about(
    visit_as: VisitAs, new_event: NewEvent
):
    event = await new_event()
    form = EventForm(await visit_as(f"/admin/events/{event.id}/settings"))
    await form.fill(Begins="2031-03-30T02:30")
    await form.says_about("Begins", "The clocks go forward then: this time does not exist.")
    await form.press("Save the changes")
    await expect(form.field("Begins")).to_be_focused()

    await form.fill(Begins="2031-10-26T02:30", Ends="2031-10-26T09:00")
    await form.page.get_by_label("I mean the second one (UTC+1)").check()
    await form.press("Save the changes")
    await expect(form.notice).to_contain_text("Saved.")
    await form.page.reload()
    await form.visit.be_live()
    await expect(form.page.get_by_label("I mean the second one (UTC+1)")).to_be_checked()
    await expect(form.preview).to_contain_text("2:30")


async def test_two_admins_who_save_at_once_see_both_versions_and_lose_nothing(
    visit_as: VisitAs, new_event: NewEvent, elsewhere: Context
):
    event = await new_event("Duel")
    other = await a_user(elsewhere, role=Role.admin, name="Bob Boss")
    path = f"/admin/events/{event.id}/settings"
    ada = EventForm(await visit_as(path))
    bob = EventForm(await visit_as(path, email=other.email))
    await bob.fill(Name="Bob’s name", Place="The cellar")
    await bob.press("Save the changes")
    await expect(bob.notice).to_contain_text("Saved.")

    await ada.fill(Name="Ada’s name", Capacity="120")
    await ada.press("Save the changes")
    await expect(ada.page.get_by_role("heading", name="Somebody saved first")).to_be_visible()
    await expect(ada.page.get_by_text("Bob Boss changed this event")).to_be_visible()
    await expect(ada.page.get_by_role("group", name="Name")).to_contain_text("Both changed it")
    await expect(ada.version("Place", "Saved now")).to_be_checked()
    await expect(ada.version("Capacity", "Yours")).to_be_checked()
    assert not await ada.visit.axe()
    await ada.version("Name", "Yours").check()
    await ada.press("Save what is chosen")
    await expect(ada.notice).to_contain_text("Saved.")
    await expect(ada.field("Name")).to_have_value("Ada’s name")
    await expect(ada.field("Place")).to_have_value("The cellar")
    await expect(ada.field("Capacity")).to_have_value("120")
    await expect(ada.unsaved).to_be_hidden()

    await bob.fill(Capacity="90")
    await bob.press("Save the changes")
    await bob.press("Discard my changes")
    await expect(bob.field("Capacity")).to_have_value("120")


async def test_nobody_leaves_what_they_typed_without_being_asked(
    visit_as: VisitAs, new_event: NewEvent
):
    event = await new_event()
    path = f"/admin/events/{event.id}/settings"
    form = EventForm(await visit_as(path))
    await expect(form.unsaved).to_be_hidden()
    await form.fill(Name="Half a na")
    await expect(form.unsaved).to_be_visible()
    await form.page.get_by_role("link", name="History").click()
    await expect(form.question).to_contain_text("Leave without saving?")
    await form.answer("Stay here")
    await expect(form.field("Name")).to_have_value("Half a na")
    await form.fill(Name=event.name)  # as it was
    await expect(form.unsaved).to_be_hidden()
    await form.fill(Name="Half a na")

    asked = []
    form.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept())[1])
    await form.page.reload()
    await form.visit.be_live()
    assert asked == ["beforeunload"]
    await expect(form.field("Name")).to_have_value(event.name)

    await form.fill(Name="Gone")
    await form.page.get_by_role("link", name="History").click()
    await form.answer("Leave")
    await form.arrives(f"/admin/events/{event.id}/history")


async def test_a_copy_is_made_for_another_day(visit_as: VisitAs, new_event: NewEvent):
    event = await new_event("Weekly")
    screen = AdminList(await visit_as(f"/admin/events?q={event.name.replace(' ', '+')}"))
    await screen.link(f"Duplicate {event.name}").click()
    await screen.question.get_by_label("New start").fill("2031-07-01T19:30")
    await screen.confirm("Make the copy")
    await expect(screen.notice).to_contain_text("This is the copy")
    form = EventForm(screen.visit)
    await expect(form.field("Begins")).to_have_value("2031-07-01T19:30")
    await expect(form.page.get_by_text("Draft", exact=True)).to_be_visible()


async def test_cancelling_says_what_it_ends_asks_once_and_shows_on_the_open_page(
    visit_as: VisitAs, visit: OpenPage, new_event: NewEvent, take: Take
):
    event = await new_event(capacity=2)
    await take(event, 2)
    await take(event, 1)
    stranger = await visit(f"/events/{event.slug}")
    screen = AdminList(await visit_as(f"/admin/events/{event.id}"))
    await screen.press("Cancel the event")
    await expect(screen.question).to_contain_text("2 booked tickets are cancelled")
    await expect(screen.question).to_contain_text("1 person loses the place in line")
    await screen.confirm("Keep it as it is")
    await expect(screen.question).to_have_count(0)
    await screen.press("Cancel the event")
    await screen.question.get_by_label("Reason (optional)").fill("The hall is flooded.")
    await screen.confirm("Cancel the event")
    await expect(screen.page.get_by_text("Cancelled: The hall is flooded.")).to_be_visible()
    await expect(stranger.page.get_by_text("The hall is flooded.")).to_be_visible()

    await screen.page.get_by_role("link", name="History").click()
    await expect(screen.page.get_by_role("link", name="Event cancelled")).to_be_visible()
    await screen.page.get_by_role("link", name="Settings").click()
    await expect(screen.page.get_by_text("so it can’t be changed")).to_be_visible()
    await expect(screen.field("Name")).to_be_disabled()


async def test_deleting_leads_back_to_the_list_without_it(visit_as: VisitAs, new_event: NewEvent):
    event = await new_event("Mistake")
    screen = AdminList(await visit_as(f"/admin/events/{event.id}"))
    await screen.press("Delete the event")
    await screen.confirm("Delete it")
    await screen.arrives("/admin/events")
    await expect(screen.notice).to_contain_text(f"{event.name} is deleted.")
    await screen.search("Search", event.name)
    await expect(screen.page.get_by_role("heading", name="No event fits")).to_be_visible()


async def test_a_picture_is_put_on_and_taken_off(visit_as: VisitAs, new_event: NewEvent):
    event = await new_event()
    form = EventForm(await visit_as(f"/admin/events/{event.id}/settings"))
    form.visit.expects("status of 415")
    await form.fill(Name="Still typing")
    chooser = form.page.locator("input[type=file]")
    await chooser.set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )
    await expect(form.problem).to_have_text("Send a JPEG, PNG or WebP picture.")
    await chooser.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    )
    await expect(form.page.get_by_alt_text("The picture as it is now")).to_be_visible()
    await expect(form.preview.locator("img")).to_be_visible()
    await expect(form.field("Name")).to_have_value("Still typing")
    await form.press("Remove the picture")
    await expect(form.page.get_by_alt_text("The picture as it is now")).to_have_count(0)
    await form.press("Save the changes")
    await expect(form.notice).to_contain_text("Saved.")


async def test_an_event_is_written_with_the_keyboard_alone(visit_as: VisitAs):
    form = EventForm(await visit_as("/admin/events/new"))
    keys = form.page.keyboard
    await form.field("Name").focus()
    await keys.type("By Keyboard")
    await keys.press("Tab")
    await keys.type("Somewhere")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(form.zone).to_be_focused()
    await keys.type("tokyo")
    await expect(form.page.get_by_role("option", name="Asia/Tokyo")).to_be_visible()
    await keys.press("Escape")
    await expect(form.page.get_by_role("option")).to_have_count(0)
    await keys.press("ArrowDown")
    await form.zone.fill("")
    await keys.type("tokyo")
    await keys.press("Enter")
    await expect(form.zone).to_have_value("Asia/Tokyo")
    for label, moment in (("Begins", "06182031"), ("Ends", "06192031")):
        await form.field(label).focus()
        await keys.type(moment)
        await keys.press("Tab")
        await keys.type("0830PM")
        await expect(form.field(label)).not_to_have_value("")
    await form.field("Capacity").focus()
    await keys.type("12")
    await keys.press("Enter")
    await expect(form.heading).to_have_text("By Keyboard")
    await form.page.get_by_role("button", name="Publish it").focus()
    await keys.press("Enter")
    await expect(form.notice).to_contain_text("is published")
