"""The second factor: turned on with an authenticator, asked for at the door, turned off."""

from playwright.async_api import expect
from pyotp import TOTP

from tests.e2e.accounts.conftest import PASSWORD, Join, Secrets
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Account, Login
from ticketapp.core.clock import SystemClock

REFUSED = "status of 4"
STEP = 30


def step() -> int:
    return int(SystemClock().now().timestamp()) // STEP


async def turned_on(account: Account, secrets: Secrets) -> tuple[str, list[str], int]:
    """Turn it on; the key, the recovery codes, and the time step whose code is spent."""
    await account.press("Turn it on")
    key = secrets.saw(await account.key())
    used = step()
    await account.field("One-time code").fill(TOTP(key).at(used * STEP))
    await account.second_factor.get_by_role("button", name="Turn it on").click()
    codes = await account.recovery_codes()
    for code in codes:
        secrets.saw(code)
    return key, codes, used


async def at_the_second_step(visit: OpenPage, address: str) -> Login:
    login = Login(await visit("/login?next=/me/account"))
    login.visit.expects(REFUSED)
    await expect(login.field("One-time code")).to_have_count(0)
    await login.send(address, PASSWORD)
    await expect(login.field("One-time code")).to_be_focused()
    return login


async def test_signing_in_with_a_second_factor_takes_its_code(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    key, codes, used = await turned_on(account, secrets)
    assert len(set(codes)) == 10
    secrets.are_at_rest_nowhere()
    await account.press("I have kept them")
    await expect(account.second_factor.get_by_text("On", exact=True)).to_be_visible()
    await account.sign_out()

    login = await at_the_second_step(visit, address)
    await login.field("One-time code").fill("000000")
    await login.press("Sign in")
    await expect(login.field("One-time code")).to_be_focused()
    assert "This code is not right" in await login.said_about("One-time code")

    # The code that turned it on is spent; within the drift the next one is good already.
    await login.field("One-time code").fill(TOTP(key).at((used + 1) * STEP))
    await login.press("Sign in")
    await login.arrives("/me/account")
    await secrets.saw_cookie(Account(login.visit))


async def test_the_code_field_is_filled_in_by_phones(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    await turned_on(account, secrets)
    login = await at_the_second_step(visit, address)
    field = login.field("One-time code")
    await expect(field).to_have_attribute("autocomplete", "one-time-code")
    await expect(field).to_have_attribute("inputmode", "numeric")


async def test_a_recovery_code_opens_the_account_once(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    _, codes, _ = await turned_on(account, secrets)
    for opens in [True, False]:
        login = await at_the_second_step(visit, address)
        await login.page.get_by_text("No phone at hand?").click()
        await login.field("Recovery code").fill(codes[0])
        await login.press("Sign in")
        if opens:
            await login.arrives("/me/account")
        else:
            await expect(login.field("One-time code")).to_be_focused()
            assert "was used before" in await login.said_about("One-time code")


async def test_leaving_the_page_forgets_the_key_and_changes_nothing(join: Join, secrets: Secrets):
    account = await join()
    await account.press("Turn it on")
    secrets.saw(await account.key())
    await account.page.get_by_role("link", name="My tickets").click()
    await account.arrives("/me")
    await account.page.get_by_role("link", name="Account").click()
    await account.arrives("/me/account")
    await expect(account.second_factor.get_by_text("Off", exact=True)).to_be_visible()


async def test_turning_it_off_takes_the_password(join: Join, secrets: Secrets):
    account = await join()
    await turned_on(account, secrets)
    await account.press("I have kept them")
    field = "Your password, to turn it off"
    await account.field(field).fill("not this one")
    await account.press("Turn it off")
    await expect(account.field(field)).to_be_focused()
    assert "not right" in await account.said_about(field)

    await account.field(field).fill(PASSWORD)
    await account.press("Turn it off")
    await expect(account.second_factor.get_by_text("Off", exact=True)).to_be_visible()
