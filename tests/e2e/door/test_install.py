"""The door as an app of its own on a phone's first screen: what Chromium itself says to it."""

import json
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import expect

from tests.drivers.chromium import chromium_with
from tests.drivers.server import Server
from tests.e2e.visit import Visit


async def test_the_door_can_be_installed(server: Server, chromium: str, tmp_path: Path):
    """It takes a browser with a profile: what is forgotten on closing can't be installed."""
    async with chromium_with(tmp_path, chromium) as running:
        context = running.browser.contexts[0]
        visit = Visit(server.address, context, await context.new_page())
        await visit.open("/door")
        page = visit.page
        await expect(page.locator("link[rel=manifest][href='/door.webmanifest']")).to_be_attached()
        controller = "navigator.serviceWorker.ready.then(({active}) => active.scriptURL)"
        assert await page.evaluate(controller) == f"{server.address}/door-worker.js"
        await page.reload()
        await visit.be_live()
        assert await page.evaluate("navigator.serviceWorker.controller !== null")

        browser = await context.new_cdp_session(page)
        told = await browser.send("Page.getAppManifest")
        assert told["url"] == f"{server.address}/door.webmanifest"
        assert told["errors"] == []
        assert (await browser.send("Page.getInstallabilityErrors"))["installabilityErrors"] == []
        visit.check()

    manifest = json.loads(told["data"])
    assert [manifest[name] for name in ("start_url", "scope", "display")] == [
        "/door",
        "/door",
        "standalone",
    ]
    icons = manifest["icons"]
    for icon in icons:
        answer = server.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
        with Image.open(BytesIO(answer.content)) as picture:
            assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert {(icon["sizes"], icon.get("purpose", "any")) for icon in icons} >= {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip
