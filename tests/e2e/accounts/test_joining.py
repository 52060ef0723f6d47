"""Making an account, and the ways in."""

import pytest
from playwright.async_api import expect

from tests.drivers.caught_mail import CaughtMail, password_in
from tests.e2e.accounts.conftest import PASSWORD, Join, Secrets
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Account, Login, Mailed, Registration
from tests.e2e.screens.screen import Screen

REFUSED = "status of 4"  # the browser itself notes the answer to a form that was refused


async def test_a_newcomer_gets_a_password_by_mail_and_chooses_their_own(
    visit: OpenPage, mail: CaughtMail, secrets: Secrets, address: str
):
    wanted = "/me/account%3Ftickets%3D2"  # with all that its address says
    opened = await visit(f"/register?next={wanted}")
    await Registration(opened).send("Ada Lovelace", address)
    login = Login(opened)
    await login.arrives(f"/login?mailed=1&next={wanted}")
    await expect(login.page.get_by_role("status").filter(has_text="in the mail")).to_be_visible()
    mailed = secrets.saw(password_in(await mail.to(address, "Your password for")))
    secrets.are_at_rest_nowhere()

    await login.send(address, mailed)
    choice = Mailed(opened)
    await choice.arrives(f"/set-password?next={wanted}")
    await expect(choice.heading).to_have_text("Choose a password of your own")
    await choice.send(mailed, secrets.saw(PASSWORD))

    account = Account(opened)
    await account.arrives("/me/account?tickets=2")
    await expect(account.field("Name")).to_have_value("Ada Lovelace")
    for foreign in ("https://elsewhere.test/", "//elsewhere.test", "/%5Celsewhere.test"):
        await opened.open(f"/login?next={foreign}")
        way_on = opened.page.get_by_role("link", name="Go on")
        await expect(way_on).to_have_attribute("href", "/me")
    await secrets.saw_cookie(account)


async def test_a_mailed_password_opens_nothing_before_another_is_chosen(
    visit: OpenPage, mail: CaughtMail, address: str
):
    opened = await visit("/register")
    await Registration(opened).send("Ada Lovelace", address)
    login = Login(opened)
    await login.arrives("/login?mailed=1&next=/me")
    await login.send(address, password_in(await mail.to(address, "Your password for")))
    await login.arrives("/set-password?next=/me")

    await opened.page.goto(f"{opened.address}/me/account")
    await login.arrives("/set-password?next=/me/account")


async def test_who_chooses_a_password_is_in_at_once(join: Join, secrets: Secrets):
    account = await join()
    secrets.saw(PASSWORD)
    await secrets.saw_cookie(account)
    await expect(account.field("Name")).to_have_value("Robin Meyer")
    await expect(account.page.get_by_role("link", name="My tickets")).to_be_visible()


async def test_what_is_wrong_stands_beside_its_field_and_the_cursor_goes_there(
    visit: OpenPage, address: str
):
    opened = await visit("/register")
    opened.expects(REFUSED)
    screen = Registration(opened)
    await screen.press("Make the account")
    assert "This is needed." in await screen.said_about("Name")
    await expect(screen.field("Name")).to_be_focused()

    await screen.send("Ada Lovelace", "nobody at all", "12345678")
    await expect(screen.field("E-mail address")).to_be_focused()
    assert "such as name@example.org" in await screen.said_about("E-mail address")
    assert "This is needed." not in await screen.said_about("Name")

    await screen.send("Ada Lovelace", address, "12345678")
    await expect(screen.field("Password (optional)")).to_be_focused()
    assert "on every list of common ones" in await screen.said_about("Password (optional)")


async def test_an_address_that_is_taken_is_said_beside_it_in_the_persons_language(
    visit: OpenPage, join: Join, address: str
):
    await join()
    opened = await visit("/register", language="de")
    opened.expects(REFUSED)
    screen = Screen(opened)
    await screen.field("Name").fill("Ada Lovelace")
    await screen.field("E-Mail-Adresse").fill(address.upper())
    await screen.press("Konto anlegen")
    await expect(screen.field("E-Mail-Adresse")).to_be_focused()
    assert "Für diese Adresse gibt es schon ein Konto." in await screen.said_about("E-Mail-Adresse")


async def test_a_wrong_password_is_said_above_the_form_and_nothing_typed_is_lost(
    visit: OpenPage, address: str
):
    opened = await visit("/login")
    opened.expects(REFUSED)
    login = Login(opened)
    await login.send(address, "not the password")
    await expect(login.problem).to_have_text("The address or the password is not right.")
    await expect(login.field("E-mail address")).to_have_value(address)


async def test_signing_in_leads_on_to_where_one_wanted_to_go(
    visit: OpenPage, join: Join, address: str
):
    await join()
    opened = await visit("/me/account")
    login = Login(opened)
    await login.arrives("/login?next=/me/account")
    await login.send(address, PASSWORD)
    await login.arrives("/me/account")


@pytest.mark.parametrize("elsewhere", ["//example.org/", "https://example.org/", "/\\example.org"])
async def test_signing_in_leads_nowhere_else(
    visit: OpenPage, join: Join, address: str, elsewhere: str
):
    await join()
    login = Login(await visit(f"/login?next={elsewhere}"))
    await login.send(address, PASSWORD)
    await login.arrives("/me")


async def test_signing_in_needs_no_scripts(visit: OpenPage, join: Join, address: str):
    await join()
    opened = await visit("/login", scripts=False)
    await Login(opened).send(address, PASSWORD)
    await opened.page.wait_for_url("**/me")
    names = {cookie["name"] for cookie in await opened.context.cookies()}
    assert "session" in names


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/login", {"E-mail address": "username", "Password": "current-password"}),
        (
            "/register",
            {"Name": "name", "E-mail address": "email", "Password (optional)": "new-password"},
        ),
        ("/forgot", {"E-mail address": "username"}),
    ],
)
async def test_password_managers_are_told_what_each_field_is_for(
    visit: OpenPage, path: str, kinds: dict[str, str]
):
    screen = Screen(await visit(path))
    for label, kind in kinds.items():
        await expect(screen.field(label)).to_have_attribute("autocomplete", kind)
