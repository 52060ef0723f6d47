"""Admins see what is stuck, send it again, and find on record that they did."""

from playwright.async_api import expect

from tests.e2e.admin.conftest import VisitAs
from tests.e2e.screens.admin import AdminList


async def test_a_mail_that_was_given_up_is_explained_sent_again_and_that_is_on_record(
    visit_as: VisitAs, stuck: str
):
    mail = AdminList(await visit_as("/admin"))
    await mail.page.get_by_role("link", name="given up").click()
    await mail.row(stuck).get_by_role("link").click()
    await expect(mail.panel).to_contain_text("The mail server refused this mail for good.")
    await expect(mail.panel).to_contain_text("550 5.1.1 no such mailbox")
    await mail.act("Send it now")
    await expect(mail.notice).to_contain_text("goes out again")

    audit = AdminList(mail.visit)
    await audit.visit.open("/admin/audit")
    await audit.choose("What", "Mail sent again")
    await audit.row(stuck).get_by_role("link").click()
    await expect(audit.panel.get_by_role("heading", level=2)).to_have_text("Mail sent again")
    await expect(audit.panel).to_contain_text("mail.resent")


async def test_the_states_are_told_apart_and_what_waits_too_long_is_pointed_out(
    visit_as: VisitAs, stuck: str
):
    mail = AdminList(await visit_as("/admin/mail"))
    await expect(mail.page.get_by_text("The oldest mail has been waiting since")).to_be_visible()
    await mail.search("Recipient", stuck[:6])
    await mail.page.get_by_role("navigation", name="State").get_by_text("Given up").click()
    await expect(mail.rows).to_have_count(1)
    await expect(mail.rows).to_contain_text("Given up")


async def test_a_change_of_role_is_shown_as_what_was_and_what_is(visit_as: VisitAs, robin: str):
    people = AdminList(await visit_as(f"/admin/people?q={robin}"))
    await people.row(robin).get_by_role("link").click()
    await people.panel.get_by_label("Role").select_option("Staff")
    await people.act("Save")
    await expect(people.notice).to_contain_text("Saved.")
    await people.panel.get_by_role("link", name="What was done to their account").click()

    audit = AdminList(people.visit)
    await expect(audit.heading).to_have_text("Audit")
    await audit.row("Account changed").get_by_role("link").click()
    await expect(audit.panel.get_by_role("deletion")).to_contain_text("Attendee")
    await expect(audit.panel.get_by_role("insertion")).to_contain_text("Staff")
    await audit.panel.get_by_role("link", name="Ada Admin").click()
    await expect(audit.panel).to_have_count(0)
    assert "actor=" in audit.page.url
