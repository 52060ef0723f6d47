"""The developer's mailbox: what the embedded mode's mail server caught, to read and try out."""

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.local import PlainLink
from ticketapp.ui.components.surfaces import empty, skeleton
from ticketapp.ui.components.tables import Column, table
from ticketapp.ui.pages import not_found
from ticketapp.ui.pages.admin.frame import facts
from ticketapp.ui.states.mailbox import MailboxState
from ticketapp.ui.text import t, when
from ticketapp.web.mailbox import FRAME_RIGHTS, MAILBOX


def list_page() -> rx.Component:
    return _unless_missing(
        rx.el.header(
            rx.el.h1(t("Mailbox")),
            button(t("Look again"), on_click=MailboxState.load),
            class_name="admin-head",
        ),
        rx.el.p(
            t("Everything this server sends is caught here, on your machine, and goes no further."),
            class_name="soft",
        ),
        rx.cond(
            MailboxState.access == "open",
            rx.cond(MailboxState.mails, _list(), _nothing_yet()),
            skeleton(6),
        ),
    )


def mail_page() -> rx.Component:
    return _unless_missing(
        rx.el.header(
            rx.cond(
                MailboxState.access == "open",
                rx.el.h1(rx.cond(MailboxState.subject, MailboxState.subject, t("No subject"))),
                rx.el.h1(t("Mailbox")),
            ),
            button_link(t("Back to the mailbox"), MAILBOX),
            class_name="admin-head",
        ),
        rx.cond(MailboxState.access == "open", _mail(), skeleton(10)),
    )


def _unless_missing(*content: rx.Component) -> rx.Component:
    return rx.cond(
        MailboxState.access == "missing",
        not_found.page(),
        rx.el.div(*content, class_name="admin mailbox"),
    )


def _list() -> rx.Component:
    return table(
        t("Mails"),
        (
            Column(t("Subject"), _subject),
            Column(t("To"), lambda mail: mail["recipient"]),
            Column(t("Sent"), lambda mail: when(mail["date"])),
        ),
        MailboxState.mails,
    )


def _subject(mail: rx.Var) -> rx.Component:
    text = rx.cond(mail["subject"], mail["subject"], t("No subject"))
    return rx.el.a(text, href=mail["href"], class_name="row-link")


def _nothing_yet() -> rx.Component:
    return empty(
        t("Nothing caught yet"),
        t("Register somebody, and the first mail appears here."),
        button_link(t("Make an account"), "/register"),
    )


def _mail() -> rx.Component:
    return rx.fragment(
        facts(
            (t("From"), MailboxState.sender),
            (t("To"), MailboxState.recipient),
            (t("Sent"), when(MailboxState.date)),
        ),
        rx.cond(MailboxState.files, _files()),
        rx.cond(
            MailboxState.frame,
            rx.el.iframe(
                src=MailboxState.frame,
                title=t("The mail as it looks"),
                sandbox=FRAME_RIGHTS,
                class_name="mail-frame",
            ),
        ),
        _folded(t("Plain text"), rx.el.pre(MailboxState.text, tab_index=0, class_name="quoted")),
        _folded(
            t("All headers"),
            rx.el.dl(
                rx.foreach(
                    MailboxState.headers,
                    lambda header: rx.el.div(rx.el.dt(header[0]), rx.el.dd(rx.el.code(header[1]))),
                ),
                class_name="facts",
            ),
        ),
    )


def _files() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Attachments"), class_name="visually-hidden"),
        rx.el.ul(
            rx.foreach(
                MailboxState.files,
                lambda file: rx.el.li(
                    PlainLink.create(
                        t("{name} ({size} KB)", name=file["name"], size=file["kilobytes"]),
                        href=file["href"],
                    )
                ),
            ),
            class_name="ways",
        ),
    )


def _folded(title: rx.Var[str], content: rx.Component) -> rx.Component:
    return rx.el.details(rx.el.summary(title), content, class_name="folded")
