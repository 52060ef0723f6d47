"""Taking one's data along, and erasing the account."""

import json

from playwright.async_api import expect

from tests.e2e.accounts.conftest import PASSWORD, Join, Secrets
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Login

REFUSED = "status of 4"
ASKED = "Your password, to be sure it is you"


async def test_erasing_says_what_will_happen_asks_once_and_takes_the_password(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    account.visit.expects(REFUSED)
    secrets.saw(PASSWORD)
    await secrets.saw_cookie(account)
    await account.press("Erase my account …")
    dialog = account.page.get_by_role("dialog", name="Erase the account?")
    await expect(dialog).to_contain_text(f"your address {address}")
    await expect(dialog).to_contain_text("Your tickets for events to come are cancelled")

    await account.field(ASKED).fill("not this one")
    await account.press("Erase my account")
    await expect(account.field(ASKED)).to_be_focused()
    assert "not right" in await account.said_about(ASKED)
    secrets.are_at_rest_nowhere()

    await account.field(ASKED).fill(PASSWORD)
    await account.press("Erase my account")
    await account.arrives("/goodbye")
    await expect(account.page.get_by_role("link", name="Sign in")).to_be_visible()
    assert "session" not in {cookie["name"] for cookie in await account.visit.context.cookies()}

    login = Login(await visit("/login"))
    login.visit.expects(REFUSED)
    await login.send(address, PASSWORD)
    await expect(login.problem).to_have_text("The address or the password is not right.")


async def test_a_second_thought_keeps_the_account(join: Join):
    account = await join()
    await account.press("Erase my account …")
    await account.press("Keep it as it is")
    await expect(account.page.get_by_role("dialog")).to_have_count(0)
    await account.page.reload()
    await expect(account.field("Name")).to_have_value("Robin Meyer")


async def test_the_data_comes_as_a_file(join: Join, address: str):
    account = await join()
    async with account.page.expect_download() as started:
        await account.page.get_by_role("link", name="Download your data").click()
    download = await started.value
    assert download.suggested_filename.endswith(".json")
    data = json.loads((await download.path()).read_bytes())
    assert data["profile"]["email"] == address
    assert len(data["sessions"]) == 1
