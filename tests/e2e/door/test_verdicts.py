"""What a verdict looks like, to whatever eyes."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from tests.e2e.door.conftest import NewNight, OpenScanner, Sell
from tests.e2e.visit import DESK, PHONE

SHOWN_FOR = 1500
LONGER = 60_000
_HEIGHT = 740


async def test_a_verdict_is_told_by_colour_sign_and_word_and_stays_under_a_finger(
    scanner: OpenScanner, new_night: NewNight, sell: Sell
):
    """The page's clock stands still until there is a finger on it, so that none goes before."""
    night = await new_night("Seen")
    [ticket] = (await sell(night.event, name="Robin Meyer-Landau of Schaffhausen")).tickets
    opened = await scanner(night, camera=False, width=PHONE)
    page = opened.page
    await opened.is_kept()  # the verdicts are the same if the server takes too long
    await page.clock.install()
    faces: set[tuple[str, ...]] = set()
    for code, result in ((ticket.code, "ok"), (ticket.code, "already_in"), ("none", "invalid")):
        await _stop_the_clock(page)
        await opened.burst(code.ljust(8, "-"))
        await expect(opened.verdict).to_have_attribute("data-result", result)
        await page.mouse.move(PHONE / 2, _HEIGHT / 2)
        await page.mouse.down()
        await page.clock.fast_forward(LONGER)
        await page.clock.resume()
        found: list[str] = []
        for width in (PHONE, DESK):
            await page.set_viewport_size({"width": width, "height": _HEIGHT})
            found += [
                f"{result} at {width}: {line}" for line in await opened.visit.axe_in_both_colours()
            ]
        assert not found
        faces.add(await opened.face_of_verdict())
        await page.mouse.up()
        await expect(opened.verdict).to_have_count(0)
    assert [len(set(each)) for each in zip(*faces, strict=True)] == [3, 3, 3]

    await _stop_the_clock(page)
    await opened.burst(ticket.code)
    await expect(opened.verdict).to_be_visible()
    await page.clock.fast_forward(SHOWN_FOR)
    await expect(opened.verdict).to_have_count(0)


async def _stop_the_clock(page: Page) -> None:
    now = datetime.fromtimestamp(await page.evaluate("Date.now()") / 1000, UTC)
    await page.clock.pause_at(now + timedelta(seconds=5))
