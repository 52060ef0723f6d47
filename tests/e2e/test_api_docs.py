"""The API's documentation in a browser: everything from this server, under its own policy."""

from playwright.async_api import expect


async def test_the_documentation_shows_the_calls_and_tries_them(visit):
    docs = await visit("/")
    await docs.page.goto(f"{docs.address}/api/docs")
    about = docs.page.locator("#operations-Server-read_meta")
    await about.get_by_role("button").first.click()
    await about.get_by_role("button", name="Try it out").click()
    await about.get_by_role("button", name="Execute").click()
    answer = about.locator(".live-responses-table")
    await expect(answer.get_by_role("cell", name="200")).to_be_visible()
    await expect(answer).to_contain_text('"languages"')
