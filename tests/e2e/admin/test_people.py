"""Admins find people and change what they may do."""

from playwright.async_api import expect

from tests.drivers.caught_mail import CaughtMail
from tests.drivers.server import Server
from tests.e2e.admin.conftest import VisitAs
from tests.e2e.conftest import OpenPage
from tests.e2e.screens.accounts import Login
from tests.e2e.screens.admin import AdminList, Mailbox
from ticketapp.core.context import Context


async def test_signing_in_leads_back_to_the_very_list_one_wanted(visit: OpenPage, stored):
    opened = await visit("/admin/people?q=crowd+7&role=user")
    login = Login(opened)
    await expect(login.heading).to_have_text("Sign in")
    await login.send("ada@example.org", "plain sailing tonight")
    people = AdminList(opened)
    await expect(people.heading).to_have_text("People")
    await expect(people.field("Search")).to_have_value("crowd 7")
    await expect(people.rows).to_have_count(11)  # 7 and 70 to 79


async def test_who_is_no_admin_is_told_so_and_gets_no_list(visit_as: VisitAs, robin: str, stored):
    for path in ("/admin", "/admin/people", "/admin/mail", "/admin/audit"):
        people = AdminList(await visit_as(path, email=robin))
        await expect(people.heading).to_have_text("For admins only")
        await expect(people.page.get_by_role("table")).to_have_count(0)


async def test_typing_narrows_the_list_and_back_undoes_a_filter(visit_as: VisitAs, stored):
    people = AdminList(await visit_as("/admin/people"))
    await people.search("Search", "crowd0042")
    await expect(people.rows).to_have_count(1)
    await expect(people.page).to_have_url(people.visit.address + "/admin/people?q=crowd0042")
    await people.choose("Role", "Admin")
    await expect(people.page.get_by_role("heading", name="Nobody fits")).to_be_visible()
    await people.page.go_back()
    await expect(people.rows).to_have_count(1)
    await expect(people.page.get_by_role("search").get_by_label("Role")).to_have_value("")


async def test_the_list_is_sorted_and_walked_by_its_links(visit_as: VisitAs, stored):
    people = AdminList(await visit_as("/admin/people?q=crowd"))
    await people.link("Person").click()
    await expect(people.rows.first).to_contain_text("crowd0000@example.org")
    await expect(people.page.get_by_role("columnheader", name="Person")).to_have_attribute(
        "aria-sort", "ascending"
    )
    await people.link("Next page").click()
    await expect(people.rows.first).to_contain_text("crowd0050@example.org")
    await people.link("Next page").click()
    await expect(people.rows).to_have_count(20)
    await people.link("Previous page").click()
    await expect(people.rows.first).to_contain_text("crowd0050@example.org")


async def test_a_row_is_opened_and_left_by_keyboard_and_keeps_its_place(visit_as: VisitAs, stored):
    people = AdminList(await visit_as("/admin/people?q=crowd000&sort=email"))
    link = people.link("Crowd 3")
    await link.focus()
    await people.page.keyboard.press("Enter")
    await expect(people.panel.get_by_role("heading", name="Crowd 3")).to_be_visible()
    await people.page.keyboard.press("Escape")
    await expect(people.panel).to_have_count(0)
    await expect(link).to_be_focused()
    await people.page.go_back()
    await expect(people.panel.get_by_role("heading", name="Crowd 3")).to_be_visible()


async def test_a_role_is_changed_and_the_last_admin_is_kept(
    visit_as: VisitAs, robin: str, elsewhere: Context
):
    others = {"role": "admin", "email": {"$ne": "ada@example.org"}}
    await elsewhere.db.users.update_many(others, {"$set": {"role": "user"}})
    people = AdminList(await visit_as(f"/admin/people?q={robin}"))
    await people.row(robin).get_by_role("link").click()
    await people.panel.get_by_label("Role").select_option("Staff")
    await people.act("Save")
    await expect(people.row(robin)).to_contain_text("Staff")

    await people.visit.open("/admin/people?q=ada&role=admin")
    await people.row("ada@example.org").get_by_role("link").click()
    await people.panel.get_by_label("Role").select_option("Attendee")
    await people.act("Save")
    await expect(people.panel.locator("#role-error")).to_contain_text("the last active admin")


async def test_a_disabled_person_is_out_wherever_they_are(visit_as: VisitAs, robin: str):
    theirs = await visit_as("/me/account", email=robin)
    await expect(theirs.page.get_by_role("heading", level=1)).to_have_text("Account")

    people = AdminList(await visit_as(f"/admin/people?q={robin}"))
    await people.row(robin).get_by_role("link").click()
    await people.act("Disable the account")
    await expect(people.question).to_contain_text("is signed out everywhere at once")
    await people.confirm("Disable the account")
    await expect(people.panel).to_contain_text("Disabled since")

    await theirs.open("/me/account")
    await theirs.page.wait_for_url("**/login?**")


async def test_somebody_is_added_and_reads_their_password_in_the_mailbox(
    visit_as: VisitAs, server: Server
):
    people = AdminList(await visit_as("/admin/people"))
    await people.link("Add a person").click()
    await people.panel.get_by_label("E-mail").fill("nina@example.org")
    await people.panel.get_by_label("Name").fill("Nina New")
    await people.panel.get_by_label("Role").select_option("Staff")
    await people.act("Add and mail a password")
    await expect(people.notice).to_contain_text("A first password is on its way")
    await expect(people.panel.get_by_role("heading", name="Nina New")).to_be_visible()

    await CaughtMail(server.data_dir).to("nina@example.org", "Your password for")
    mailbox = Mailbox(people.visit)
    await mailbox.visit.open("/dev/mailbox")
    await mailbox.row("nina@example.org").get_by_role("link").click()
    await expect(mailbox.heading).to_contain_text("Your password for")
    await expect(mailbox.letter.get_by_role("heading")).to_contain_text("Your password for")
