"""What the camera sees, and what the scanner says to it."""

from playwright.async_api import expect

from tests.drivers.film import Shot
from tests.e2e.door.conftest import NewNight, OpenScanner, Sell, Show
from tests.e2e.visit import PHONE
from ticketapp.bookings.service import cancel
from ticketapp.core.actor import system
from ticketapp.core.context import Context


async def test_each_code_gets_its_verdict(
    scanner: OpenScanner, new_night: NewNight, sell: Sell, show: Show, token_of, elsewhere: Context
):
    night, other = await new_night("Jazz"), await new_night("Folk")
    pair, void = await sell(night.event, 2), await sell(night.event)
    elsewhere_tonight = await sell(other.event)
    await cancel(elsewhere, system("test"), void.id)
    show(
        token_of(pair, 1),
        Shot(token_of(pair, 2), tilted=17, blurred=1.2),
        token_of(void),
        token_of(elsewhere_tonight),
        "https://example.org/menu",
        Shot(seconds=1),
    )
    opened = await scanner(night, width=PHONE)
    await expect(opened.heading).to_have_text(night.event.name)
    seen = await opened.has_seen("ok", "ok", "void", "wrong_event", "invalid", "already_in")
    texts = {verdict["result"]: verdict["text"] for verdict in seen}
    assert [verdict["result"] for verdict in seen].count("ok") == 2
    assert "Robin Meyer" in texts["ok"]
    assert "of 2" in texts["ok"]
    assert other.event.name in texts["wrong_event"]
    assert "Sam Staff" in texts["already_in"]
    await expect(opened.figure("Inside")).to_have_text("2", timeout=15_000)
