"""One person at one screen."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

PHONE, DESK = 360, 1280
_HEIGHTS = {PHONE: 740, DESK: 800}
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visit:
    def __init__(
        self, address: str, context: BrowserContext, page: Page, *, scripts: bool = True
    ) -> None:
        self.address = address
        self.scripts = scripts
        self.context = context
        self.page = page
        self.answer: Response | None = None
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    @classmethod
    async def begin(
        cls,
        browser: Browser,
        address: str,
        *,
        width: int = DESK,
        colours: str = "light",
        language: str = "en",
        scripts: bool = True,
    ) -> Self:
        context = await browser.new_context(
            viewport={"width": width, "height": _HEIGHTS.get(width, 800)},
            color_scheme=colours,
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        return cls(address, context, await context.new_page(), scripts=scripts)

    async def open(self, path: str) -> None:
        """Go there, and wait until the page is alive: what is pressed earlier would be lost."""
        self.answer = await self.page.goto(self.address + path)
        await self.be_live()

    async def be_live(self, *, within: float = 15.0) -> None:
        if self.scripts:
            await self.page.wait_for_selector(
                "html[data-live][data-spoken]", state="attached", timeout=within * 1000
            )

    def expects(self, *complaints: str) -> None:
        """Complaints of the console that hold one of these words belong to the test."""
        self.expected += complaints

    def check(self) -> None:
        """The page did not complain, and asked nobody else for anything."""
        unexpected = [
            said for said in self.complaints if not any(word in said for word in self.expected)
        ]
        assert not unexpected, unexpected

    async def axe(self) -> list[str]:
        """What axe finds wrong, one line each."""
        await self.page.evaluate(AXE_FILE_PATH.read_text())
        found = await self.page.evaluate(
            "only => axe.run(document, {runOnly: only})", {"type": "tag", "values": _STANDARDS}
        )
        return [
            f"{violation['id']}: {violation['help']} at {node['target']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def axe_in_both_colours(self) -> list[str]:
        """The same by day and by night."""
        found: list[str] = []
        for colours in ("light", "dark"):
            await self.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            await expect(self.page.locator("html")).to_contain_class(colours)
            found += [f"{colours}: {line}" for line in await self.axe()]
        return found

    async def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=path, full_page=True)

    async def end(self) -> None:
        await self.context.close()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"} and not request.url.startswith(
            f"{self.address}/"
        ):
            self.complaints.append(f"asked somebody else: {request.url}")
