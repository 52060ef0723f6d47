"""Being signed in at several places, and in several tabs."""

from playwright.async_api import expect

from tests.e2e.accounts.conftest import PASSWORD, Join, Secrets
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Account, Login
from tests.e2e.visit import Visit


async def second_device(visit: OpenPage, address: str) -> Account:
    other = Account(await visit("/login?next=/me/account"))
    await Login(other.visit).send(address, PASSWORD)
    await other.arrives("/me/account")
    return other


async def second_tab(account: Account) -> Account:
    page = await account.visit.context.new_page()
    tab = Visit(account.visit.address, account.visit.context, page)
    await tab.open("/me/account")
    return Account(tab)


async def test_a_session_that_is_ended_elsewhere_is_over_at_the_next_thing_done(
    visit: OpenPage, join: Join, secrets: Secrets, address: str
):
    account = await join()
    other = await second_device(visit, address)
    await secrets.saw_cookie(other)
    secrets.are_at_rest_nowhere()
    await account.page.reload()
    await expect(account.devices).to_have_count(2)
    await expect(account.devices.first).to_contain_text("This device")

    await account.devices.last.get_by_role("button", name="Sign out").click()
    await expect(account.devices).to_have_count(1)
    await other.press("Save the name")
    await other.arrives("/login?next=/me/account")


async def test_all_other_sessions_end_at_once(visit: OpenPage, join: Join, address: str):
    account = await join()
    others = [await second_device(visit, address) for _ in range(2)]
    await account.page.reload()
    await expect(account.devices).to_have_count(3)
    await account.press("Sign out all others")
    await expect(account.devices).to_have_count(1)
    for other in others:
        await other.page.reload()
        await other.arrives("/login?next=/me/account")


async def test_signing_out_in_one_tab_is_noticed_in_the_other(join: Join):
    account = await join()
    tab = await second_tab(account)
    await account.sign_out()
    notice = tab.page.get_by_role("status").filter(has_text="You signed out in another tab")
    await expect(notice).to_be_visible()
    await notice.get_by_role("button", name="Load it again").click()
    await tab.arrives("/login?next=/me/account")
    await expect(notice).to_have_count(0)
    tab.visit.check()


async def test_signing_in_in_one_tab_is_noticed_in_the_other(visit: OpenPage, join: Join, address):
    await join()
    login = Login(await visit("/login"))
    tab = await second_tab(login)
    await tab.arrives("/login?next=/me/account")
    await login.send(address, PASSWORD)
    await login.arrives("/me")
    notice = tab.page.get_by_role("status").filter(has_text="You signed in in another tab")
    await expect(notice).to_be_visible()


async def test_what_the_server_keeps_for_a_tab_is_left_behind_with_the_session(join: Join):
    account = await join()
    tab_id = "sessionStorage.getItem('token')"
    before = await account.page.evaluate(tab_id)
    await account.sign_out()
    assert before
    assert await account.page.evaluate(tab_id) != before
