"""A device that is nobody's own: a link lets it scan, and revoking the pass ends that."""

from playwright.async_api import expect

from tests.builders.people import actor_for
from tests.e2e.conftest import OpenPage
from tests.e2e.door.conftest import NewNight, Sell
from tests.e2e.screens.door import Scanner
from ticketapp.core.context import Context
from ticketapp.door.passes import make_pass, revoke_pass


async def test_a_device_scans_with_the_pass_of_a_link_until_that_is_revoked(
    visit: OpenPage, new_night: NewNight, sell: Sell, token_of, elsewhere: Context
):
    night = await new_night("Lent")
    booking = await sell(night.event, 2)
    staff = await actor_for(elsewhere, night.staff)
    made, token = await make_pass(elsewhere, staff, night.event.id, "Phone 1", gate="North")
    opened = await visit("/login")
    opened.expects("401")
    scanner = Scanner(opened)
    await scanner.remember_verdicts()
    await opened.open(f"/door#pass={token}")
    await expect(scanner.heading).to_have_text(night.event.name)
    assert token not in opened.page.url

    await scanner.burst(token_of(booking, 1))
    await scanner.has_seen("ok")
    await revoke_pass(elsewhere, staff, made.id)
    await scanner.burst(token_of(booking, 2))
    await expect(scanner.heading).to_have_text("This pass has ended")
    assert await scanner.results() == ["ok"]
    assert not await opened.axe_in_both_colours()
    await opened.page.reload()
    await expect(scanner.heading).to_have_text("This pass has ended")
