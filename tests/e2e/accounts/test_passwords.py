"""A password that was forgotten, and one that is changed."""

from playwright.async_api import expect

from tests.drivers.caught_mail import CaughtMail, path_in
from tests.e2e.accounts.conftest import PASSWORD, Join, Secrets
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Account, Login
from tests.e2e.screens.screen import Screen

NEW = "another evening by the sea"
SAME_ANSWER = "If there is an account with this address"


async def ask_for_a_link(visit: OpenPage, address: str) -> Screen:
    screen = Screen(await visit("/forgot"))
    await screen.field("E-mail address").fill(address)
    await screen.press("Mail me a link")
    await expect(screen.page.get_by_role("status").filter(has_text=SAME_ANSWER)).to_be_visible()
    await expect(screen.page.locator(":focus")).to_contain_text(SAME_ANSWER)
    return screen


async def test_a_forgotten_password_is_reset_by_mail_and_all_devices_are_signed_out(
    visit: OpenPage, join: Join, mail: CaughtMail, secrets: Secrets, address: str
):
    account = await join()
    secrets.saw(PASSWORD)
    await ask_for_a_link(visit, address)
    link = path_in(await mail.to(address, "Choose a new password"), "/reset/")
    secrets.saw(link.removeprefix("/reset/"))
    secrets.are_at_rest_nowhere()

    screen = Login(await visit(link))
    await screen.field("New password").fill(secrets.saw(NEW))
    await screen.press("Set the password")
    await screen.arrives("/login?reset=1")
    await screen.send(address, NEW)
    await screen.arrives("/me")

    await account.press("Save the name")
    await account.arrives("/login?next=/me/account")


async def test_a_link_that_was_used_says_so_before_anybody_types(
    visit: OpenPage, join: Join, mail: CaughtMail, address: str
):
    await join()
    await ask_for_a_link(visit, address)
    link = path_in(await mail.to(address, "Choose a new password"), "/reset/")
    for heading in ["Choose a new password", "This link no longer works"]:
        screen = Screen(await visit(link))
        await expect(screen.heading).to_have_text(heading)
        if heading == "Choose a new password":
            await screen.field("New password").fill(NEW)
            await screen.press("Set the password")
            await screen.arrives("/login?reset=1")
    await screen.page.get_by_role("link", name="Mail me a new link").click()
    await screen.arrives("/forgot")


async def test_an_address_without_an_account_gets_the_same_answer(visit: OpenPage):
    await ask_for_a_link(visit, "nobody@example.org")


async def test_a_changed_password_leaves_this_device_signed_in_and_no_other(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    other = Account(await visit("/login?next=/me/account"))
    await Login(other.visit).send(address, secrets.saw(PASSWORD))
    await other.arrives("/me/account")

    account.visit.expects()
    await account.field("Current password").fill("not this one")
    await account.field("New password").fill(secrets.saw(NEW))
    await account.press("Change the password")
    await expect(account.field("Current password")).to_be_focused()
    assert "not right" in await account.said_about("Current password")

    await account.field("Current password").fill(PASSWORD)
    await account.press("Change the password")
    await expect(account.page.get_by_text("every other device is signed out")).to_be_visible()
    await expect(account.field("New password")).to_have_value("")

    await other.press("Save the name")
    await other.arrives("/login?next=/me/account")
    await account.page.reload()
    await expect(account.devices).to_have_count(1)
