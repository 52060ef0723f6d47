"""Overview: what needs a person right now."""

import reflex as rx

from ticketapp.ui.components.surfaces import empty
from ticketapp.ui.pages.admin.frame import admin_screen
from ticketapp.ui.states.admin.overview import OverviewState
from ticketapp.ui.text import t, t_plural, when


def page() -> rx.Component:
    return admin_screen(
        OverviewState,
        t("Needs you"),
        rx.cond(
            (OverviewState.parked > 0) | (OverviewState.waiting_since != ""),
            rx.el.ul(
                rx.cond(
                    OverviewState.parked > 0,
                    _task(
                        t_plural(
                            "{count} mail was given up",
                            "{count} mails were given up",
                            count=OverviewState.parked,
                        ),
                        t("Look at why, then send it again."),
                        "/admin/mail?state=parked",
                    ),
                ),
                rx.cond(
                    OverviewState.waiting_since,
                    _task(
                        t("Mail is held up"),
                        t(
                            "The oldest one has been waiting since {when}.",
                            when=when(OverviewState.waiting_since),
                        ),
                        "/admin/mail?state=queued",
                    ),
                ),
                class_name="tasks",
            ),
            empty(t("All in order"), t("Mails flow. Nothing waits for your decision.")),
        ),
    )


def _task(title: rx.Var[str], text: rx.Var[str], href: str) -> rx.Component:
    return rx.el.li(
        rx.el.h2(rx.el.a(title, href=href, class_name="row-link")), rx.el.p(text, class_name="soft")
    )
