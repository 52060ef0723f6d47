"""The screens behind the door, and the steps of their forms: for everybody, at every size."""

import pytest
from playwright.async_api import expect
from pyotp import TOTP

from tests.e2e.accounts.conftest import PASSWORD, Join
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Account, Login
from tests.e2e.visit import DESK, PHONE
from ticketapp.core.clock import SystemClock

REFUSED = "status of 4"


async def is_fine(screen: Account | Login) -> None:
    assert not await screen.visit.axe_in_both_colours()
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await screen.page.evaluate(wider) == 0


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_account_and_each_step_in_it(
    visit: OpenPage, join: Join, address: str, width: int
):
    account = await join(width=width)
    account.visit.expects(REFUSED)
    await expect(account.devices).to_have_count(1)
    await is_fine(account)

    await account.press("Erase my account …")
    await account.press("Erase my account")
    await expect(account.page.get_by_role("dialog")).to_contain_text("This is needed.")
    await is_fine(account)
    await account.press("Keep it as it is")

    await account.press("Change the password")
    await account.press("Turn it on")
    key = await account.key()
    await is_fine(account)
    await account.field("One-time code").fill(TOTP(key).at(SystemClock().now()))
    await account.second_factor.get_by_role("button", name="Turn it on").click()
    await account.recovery_codes()
    await is_fine(account)

    login = Login(await visit("/login", width=width))
    login.visit.expects(REFUSED)
    await login.send(address, "not the password")
    await expect(login.problem).to_be_visible()
    await is_fine(login)
    await login.send(address, PASSWORD)
    await login.page.get_by_text("No phone at hand?").click()
    await is_fine(login)


async def test_signing_in_takes_no_mouse(visit: OpenPage, join: Join, address: str):
    await join()
    login = Login(await visit("/login"))
    await login.field("E-mail address").focus()
    await login.page.keyboard.type(address)
    await login.page.keyboard.press("Tab")
    await login.page.keyboard.type(PASSWORD)
    await login.page.keyboard.press("Enter")
    await login.arrives("/me")


async def test_the_steps_of_the_second_factor_are_arrived_at(join: Join):
    account = await join()
    await account.second_factor.get_by_role("button", name="Turn it on").focus()
    await account.page.keyboard.press("Enter")
    await account.key()
    await account.page.keyboard.press("Tab")
    await expect(account.page.get_by_role("button", name="Copy the key")).to_be_focused()
