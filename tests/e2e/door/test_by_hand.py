"""What is done without the camera: codes typed, scanners that type, names, groups, taking back."""

from playwright.async_api import expect

from tests.e2e.door.conftest import NewNight, OpenScanner, Sell
from tests.e2e.visit import PHONE
from ticketapp.core.context import Context


async def test_without_a_camera_codes_are_typed_and_scanners_type_them(
    scanner: OpenScanner, new_night: NewNight, sell: Sell, token_of
):
    night = await new_night("Typed")
    booking = await sell(night.event, 2)
    first, second = booking.tickets
    opened = await scanner(night, camera=False)
    trouble = opened.page.get_by_role("alert").filter(has_text="The camera is not allowed")
    await expect(trouble).to_be_visible()
    assert not await opened.visit.axe_in_both_colours()

    await opened.button("Type code").click()
    field = opened.page.get_by_label("Code on the ticket")
    wrong = ("0" if first.code[0] != "0" else "1") + first.code[1:]
    await field.fill(wrong)
    await opened.button("Check").click()
    await expect(opened.page.get_by_text("One of these characters is wrong.")).to_be_visible()
    assert not await opened.visit.axe_in_both_colours()
    assert await opened.results() == []
    await field.fill(f" {first.code[:4]}-{first.code[4:].lower()} ")
    await opened.button("Check").click()
    await opened.has_seen("ok")

    await opened.dismiss()
    await opened.burst(token_of(booking, 2))
    await opened.has_seen("ok", "ok")
    await opened.burst(second.code)
    await opened.has_seen("ok", "ok", "already_in")


async def test_a_name_lets_in_a_group_follows_and_a_mistake_is_taken_back(
    scanner: OpenScanner, new_night: NewNight, sell: Sell
):
    night = await new_night("Names", reentry=True)
    await sell(night.event, 4, name="Wilma Group")
    opened = await scanner(night, camera=False, width=PHONE)
    rows = await opened.find("wil")
    await expect(rows).to_have_count(4)
    assert "@" not in await rows.first.inner_text() or "•" in await rows.first.inner_text()
    assert not await opened.visit.axe_in_both_colours()
    await rows.first.get_by_role("button", name="Admit").click()
    await opened.has_seen("ok")
    await opened.dismiss()

    await opened.button("Admit the other 3").click()
    seen = await opened.has_seen("ok", "ok")
    assert "3 tickets" in seen[-1]["text"]
    await opened.dismiss()
    await expect(opened.figure("Inside")).to_have_text("4", timeout=15_000)
    await opened.button("Undo").click()
    await expect(opened.last).to_contain_text("Taken back")
    await expect(opened.figure("Inside")).to_have_text("1", timeout=15_000)


async def test_who_may_not_take_a_scan_back_goes_on_scanning(
    scanner: OpenScanner, new_night: NewNight, sell: Sell, elsewhere: Context
):
    """A "no" to one wish is not the end of the pass: no other is asked for, the door stays."""
    night = await new_night("Foreign")
    booking = await sell(night.event, 2)
    opened = await scanner(night, camera=False, width=PHONE)
    await opened.enter(booking.tickets[0].code)
    await opened.has_seen("ok")
    await opened.dismiss()
    someone = {"$set": {"by.user_id": "somebody else"}}
    await elsewhere.db.scans.update_many({"event_id": night.event.id}, someone)
    opened.visit.expects("403")
    await opened.button("Undo").click()
    await expect(opened.last.get_by_role("alert")).to_be_visible()
    await opened.enter(booking.tickets[1].code)
    await opened.has_seen("ok", "ok")
    assert await elsewhere.db.door_passes.count_documents({"event_id": night.event.id}) == 1


async def test_where_people_go_in_and_out_the_direction_counts(
    scanner: OpenScanner, new_night: NewNight, sell: Sell, token_of
):
    night = await new_night("Garden", reentry=True)
    token = token_of(await sell(night.event))
    opened = await scanner(night, camera=False)
    await opened.page.get_by_label("Out").check(force=True)
    await opened.burst(token)
    await opened.has_seen("not_inside")
    await opened.dismiss()
    await opened.page.get_by_label("In", exact=True).check(force=True)
    await opened.burst(token)
    await opened.has_seen("not_inside", "ok")
    await opened.dismiss()
    await opened.page.get_by_label("Out").check(force=True)
    await opened.burst(token)
    seen = await opened.has_seen("not_inside", "ok", "ok")
    assert "Goodbye" in seen[-1]["text"]
