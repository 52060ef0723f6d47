"""Mail: what the system owes to whom, what is stuck and why, and sending it again."""

import reflex as rx

from ticketapp.outbox.models import MailState
from ticketapp.ui.components.address import (
    QueryLink,
    choice_filter,
    filters,
    row_link,
    side_panel,
    words_filter,
)
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.local import Tabs
from ticketapp.ui.components.surfaces import badge, confirmation, empty, message, problem
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.frame import admin_screen, facts, how_many, nothing_there
from ticketapp.ui.states.admin.mail import OutboxState
from ticketapp.ui.text import number, said, t, t_plural, when
from ticketapp.ui.words import MAIL_KINDS

_STATES: tuple[tuple[MailState, rx.Var[str], str], ...] = (
    (MailState.parked, t("Given up"), "stop"),
    (MailState.queued, t("Waiting"), "wait"),
    (MailState.sending, t("On its way"), "wait"),
    (MailState.sent, t("Delivered"), ""),
    (MailState.cancelled, t("Called off"), "neutral"),
)
_MAIL = OutboxState.mail


def page() -> rx.Component:
    return admin_screen(
        OutboxState,
        t("Mail"),
        _what_is_wrong(),
        _tabs(),
        filters(
            t("Find mails"),
            words_filter("to", t("Recipient"), placeholder=t("Beginning of the address")),
            choice_filter(
                "kind",
                t("Kind"),
                t("Every kind"),
                tuple((kind, said(rx.Var.create(text))) for kind, text in MAIL_KINDS.items()),
            ),
        ),
        rx.el.p(
            how_many(
                OutboxState, t_plural("{count} mail", "{count} mails", count=OutboxState.total)
            ),
            class_name="tally",
            role="status",
        ),
        rx.cond(OutboxState.rows, _list(), _no_mail()),
        side_panel("mail", t("Mail"), _panel(), shown=_MAIL["id"]),
        action=rx.cond(
            OutboxState.mailbox_here, button_link(t("Open the mailbox"), "/dev/mailbox")
        ),
    )


def _what_is_wrong() -> rx.Component:
    parked = OutboxState.counts[MailState.parked.value]
    return rx.el.div(
        rx.cond(
            OutboxState.waiting_since,
            message(
                t(
                    "The oldest mail has been waiting since {when}. Look at why below; the mail "
                    "server may be down.",
                    when=when(OutboxState.waiting_since),
                ),
                "wait",
            ),
        ),
        rx.cond(OutboxState.place == "parked", problem(OutboxState.problem)),
        rx.cond(
            parked > 0,
            rx.el.div(
                message(
                    t_plural(
                        "{count} mail was given up and needs your decision.",
                        "{count} mails were given up and need your decision.",
                        count=parked,
                    ),
                    "wait",
                ),
                button(t("Send them again"), on_click=OutboxState.ask),
                class_name="message-row",
            ),
        ),
        confirmation(
            "resend-parked",
            open=OutboxState.asking,
            title=t("Send them all again?"),
            consequence=t_plural(
                "{count} mail is tried again from the start. Better once the cause is mended.",
                "{count} mails are tried again from the start. Better once the cause is mended.",
                count=parked,
            ),
            confirm=t("Send them again"),
            on_confirm=OutboxState.resend_parked,
            on_dismiss=OutboxState.dismiss,
        ),
        class_name="stack notes",
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        Tabs.create(
            _tab("", t("All"), None),
            *(
                _tab(state.value, text, OutboxState.counts[state.value])
                for state, text, _ in _STATES
            ),
            class_name="tab-links",
        ),
        class_name="tabs",
        aria_label=t("State"),
    )


def _tab(state: str, text: rx.Var[str], count: rx.Var[int] | None) -> rx.Component:
    figure = None if count is None else rx.el.span(number(count), class_name="count")
    return rx.el.li(
        QueryLink.create(
            text,
            figure,
            change={"state": state, "cursor": ""},
            stay=True,
            custom_attrs={
                "aria-current": rx.cond(OutboxState.state_wanted == state, "page", "false")
            },
        )
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Recipient"), lambda row: row_link(row["recipient"], mail=row["id"])),
        Column(t("Kind"), lambda row: said(row["kind"])),
        Column(t("State"), _state_and_reason),
        Column(t("Queued"), lambda row: when(row["queued"])),
    )
    return rx.fragment(
        table(t("Mails"), columns, OutboxState.rows),
        pagination(
            previous=OutboxState.previous_cursor,
            following=OutboxState.next_cursor,
            place=t("Page {page}", page=OutboxState.page_number),
        ),
    )


def mail_state(state: rx.Var) -> rx.Component:
    """What went well is said quietly, so that the rest stands out."""
    return rx.match(
        state,
        *(
            (each.value, badge(text, tone) if tone else rx.el.span(text, class_name="soft"))
            for each, text, tone in _STATES
        ),
        rx.fragment(),
    )


def _state_and_reason(row: rx.Var) -> rx.Component:
    return rx.fragment(
        mail_state(row["state"]),
        rx.cond(
            (row["why"] != "") & (row["state"] != MailState.sent.value),
            rx.el.span(said(row["why"]), class_name="aside"),
        ),
    )


def _no_mail() -> rx.Component:
    return rx.cond(
        OutboxState.filtered,
        empty(
            t("No mail fits"),
            t("Try the beginning of an address, or another state."),
            button_link(t("Show all mails"), "/admin/mail"),
        ),
        empty(t("No mail yet"), t("The first one is queued as soon as somebody registers.")),
    )


def _panel() -> rx.Component:
    return rx.cond(
        OutboxState.missing,
        nothing_there(t("This mail is not kept any more.")),
        rx.el.div(
            rx.el.header(
                rx.el.h2(said(_MAIL["kind"])),
                rx.el.p(_MAIL["recipient"], class_name="soft"),
                rx.el.div(mail_state(_MAIL["state"]), class_name="row"),
                class_name="panel-head",
            ),
            rx.cond(
                (_MAIL["why"] != "") & (_MAIL["state"] != MailState.sent.value),
                rx.el.section(
                    rx.el.h3(t("Why it has not arrived")),
                    rx.el.p(said(_MAIL["why"])),
                    rx.cond(
                        _MAIL["detail"],
                        rx.el.figure(
                            rx.el.figcaption(t("The mail server said"), class_name="soft"),
                            rx.el.code(_MAIL["detail"], class_name="quoted"),
                        ),
                    ),
                ),
            ),
            problem(rx.cond(OutboxState.place == "mail", OutboxState.problem, "")),
            rx.cond(
                _MAIL["can_be_resent"],
                rx.el.div(
                    button(t("Send it now"), kind="primary", on_click=OutboxState.resend),
                    class_name="row",
                ),
            ),
            rx.el.section(
                rx.el.h3(t("On record")),
                facts(
                    (t("Recipient"), _MAIL["recipient_name"]),
                    (t("Queued"), when(_MAIL["queued"])),
                    (t("Next try"), _or_dash(_MAIL["due"])),
                    (t("Delivered"), _or_dash(_MAIL["sent"])),
                    (t("Tries"), number(_MAIL["tries"])),
                    (
                        t("Language"),
                        rx.match(
                            _MAIL["language"],
                            ("de", t("German")),
                            ("en", t("English")),
                            _MAIL["language"],
                        ),
                    ),
                    (t("Id"), rx.el.code(_MAIL["id"])),
                ),
                rx.el.p(
                    t("What it says is not kept here: it may carry a password or a link."),
                    class_name="soft small",
                ),
            ),
            class_name="panel-body",
            key=_MAIL["id"],
        ),
    )


def _or_dash(moment: rx.Var) -> rx.Component:
    return rx.cond(moment, when(moment), "–")
