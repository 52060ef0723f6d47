"""One booking: its tickets, or the place in line; for people with an account and for guests."""

from typing import Any

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.events import Ticking, event_time, open_segment
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import PlainLink
from ticketapp.ui.components.surfaces import badge, message
from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.components.tickets import KeptTickets, deck, file_link, qr_code, share_button
from ticketapp.ui.pages.bookings.cancelling import cancelling
from ticketapp.ui.pages.bookings.history import history
from ticketapp.ui.pages.bookings.transferring import transfer_question, transferring
from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.text import number, t, t_plural, when

booking = TicketsState.booking
event = booking["event"]


def page() -> rx.Component:
    named = open_segment().split(".")[0]
    is_this_one = TicketsState.asked == named
    return rx.fragment(
        KeptTickets.create(
            booking=named,
            there=rx.cond(is_this_one, TicketsState.there, ""),
            mark=TicketsState.mark,
        ),
        rx.cond(
            is_this_one,
            rx.match(
                TicketsState.access,
                ("open", _booking()),
                ("missing", _missing()),
                ("failed", _not_loaded()),
                _waiting(),
            ),
            _waiting(),
        ),
    )


def title() -> rx.Var[str]:
    named = rx.cond(event["name"], event["name"], t("Your tickets"))
    return rx.cond(TicketsState.access == "missing", t("No such booking"), named)


def _booking() -> rx.Component:
    return rx.el.article(
        rx.el.header(
            rx.el.h1(event["name"]),
            rx.el.p(event_time(event), class_name="booking-when"),
            rx.el.p(event["place"], class_name="booking-where"),
            rx.cond(TicketsState.news["step"], _news()),
            class_name="booking-head",
        ),
        rx.el.div(
            rx.match(
                booking["status"],
                ("confirmed", deck(TicketsState.tickets, _ticket)),
                ("waitlisted", _in_line()),
                _cancelled(),
            ),
            class_name="booking-main",
        ),
        rx.el.aside(
            rx.cond(booking["status"] == "confirmed", _ways()),
            rx.cond(TicketsState.gone, _gone()),
            history(),
            class_name="booking-side",
            aria_label=t("Booking"),
        ),
        class_name="booking-page",
    )


def _news() -> rx.Component:
    """What has just happened, and where else the tickets are; in a line that leaves the first code
    on the screen of a phone.
    """
    news, count = TicketsState.news, booking["quantity"]
    email = news["email"]
    return rx.el.p(
        icon("check"),
        rx.el.span(
            rx.match(
                news["step"],
                ("waiting", t("You are in line. A mail to {email} says the same.", email=email)),
                (
                    "promoted",
                    t_plural(
                        "It is your turn: {count} ticket is yours. We also mail it to {email}.",
                        "It is your turn: {count} tickets are yours. We also mail them to {email}.",
                        count=count,
                        email=email,
                    ),
                ),
                t_plural(
                    "{count} ticket is yours. We also mail it to {email}.",
                    "{count} tickets are yours. We also mail them to {email}.",
                    count=count,
                    email=email,
                ),
            )
        ),
        class_name="booking-news",
        role="status",
    )


def _ticket(shown: Any) -> rx.Component:
    """One ticket. What can be done with it alone stands in `_ways_of`."""
    return rx.el.div(
        ticket(
            qr_code(shown),
            rx.el.p(shown["code"], class_name="ticket-code"),
            rx.el.p(rx.el.bdi(shown["holder"]), class_name="ticket-holder"),
            _state_of(shown),
            _ways_of(shown),
            stub=date_block(event["starts_at"], event["zone"]),
        ),
        class_name="pass",
        custom_attrs={"data-state": shown["state"]},
    )


def _state_of(shown: Any) -> rx.Component:
    return rx.cond(
        shown["state"] == "used",
        badge(
            t("Used {moment}", moment=when(shown["used_at"], style="soon", zone=event["zone"])),
            "wait",
        ),
        badge(t("Valid"), "go"),
    )


def _ways_of(shown: Any) -> rx.Component:
    """What can be done with one ticket."""
    return rx.el.div(
        share_button(booking, shown),
        transferring(shown),
        class_name="row ticket-ways",
    )


def _in_line() -> rx.Component:
    return ticket(
        rx.el.p(
            rx.el.span(Ticking.create(text=number(booking["position"])), class_name="sale-figure"),
            " ",
            rx.el.span(
                Ticking.create(text=t("of {count} in line", count=booking["line"])),
                class_name="sale-of",
            ),
            class_name="sale-left",
        ),
        rx.el.p(
            t_plural(
                "You wait for {count} ticket. As soon as it is free it is yours, and we tell you "
                "by mail.",
                "You wait for {count} tickets. As soon as all of them are free they are yours, "
                "and we tell you by mail.",
                count=booking["quantity"],
            )
        ),
        rx.el.p(
            t("If you leave, your place goes to whoever is next. Joining again means the end."),
            class_name="sale-note",
        ),
        rx.el.div(
            button(t("Leave the line"), on_click=TicketsState.leave),
            button_link(t("To the event"), event["href"], kind="quiet", icon_name="arrow"),
            class_name="row",
        ),
        stub=date_block(event["starts_at"], event["zone"]),
    )


def _cancelled() -> rx.Component:
    return ticket(
        rx.el.h2(rx.cond(booking["passed_on"], t("Passed on"), t("Booking cancelled"))),
        rx.cond(
            event["state"] == "cancelled",
            rx.el.p(t("This event will not take place."), " ", event["cancelled_reason"]),
            rx.cond(
                booking["passed_on"],
                rx.el.p(t("Somebody else has the ticket now. The code you had is dead.")),
                rx.el.p(t("Its codes no longer open any door.")),
            ),
        ),
        button_link(t("To the event"), event["href"], kind="primary", icon_name="arrow"),
        stub=date_block(event["starts_at"], event["zone"]),
    )


def _ways() -> rx.Component:
    return rx.el.div(
        file_link(t("Add to calendar"), "calendar", booking["id"], "calendar.ics"),
        file_link(t("All tickets as a PDF"), "ticket", booking["id"], "tickets.pdf"),
        button_link(t("To the event"), event["href"], icon_name="arrow"),
        cancelling(),
        transfer_question(),
        rx.cond(booking["is_guest"], _without_account()),
        class_name="booking-ways",
    )


def _without_account() -> rx.Component:
    """How a guest finds back, and how to have it easier."""
    return rx.el.p(
        t(
            "The link in your mail leads back to this page. If you make an account with the same "
            "address one day, all you booked will be there, too."
        ),
        " ",
        rx.el.a(t("Make an account"), href="/register"),
        class_name="ways-note",
    )


def _gone() -> rx.Component:
    """The tickets that open no door any more."""
    return rx.el.section(
        rx.el.h2(t("No longer valid"), id="gone"),
        rx.el.ul(
            rx.foreach(
                TicketsState.gone,
                lambda shown: rx.el.li(
                    rx.el.span(shown["code"], class_name="ticket-code"),
                    rx.cond(
                        shown["passed_to"],
                        rx.el.span(t("Passed on to {name}", name=shown["passed_to"])),
                        rx.el.span(rx.el.bdi(shown["holder"])),
                    ),
                ),
            ),
            class_name="booking-gone",
        ),
        aria_labelledby="gone",
    )


def _waiting() -> rx.Component:
    """The places of what is to come."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(class_name="skeleton event-title-place"),
            rx.el.div(class_name="skeleton event-fact-place"),
            rx.el.span(t("Loading"), class_name="visually-hidden", role="status"),
            class_name="booking-head",
        ),
        rx.el.div(
            rx.el.div(class_name="skeleton pass-place", aria_hidden="true"),
            class_name="booking-main",
        ),
        class_name="booking-page",
    )


def _missing() -> rx.Component:
    return ticket(
        rx.el.h1(t("No such booking")),
        rx.el.p(t("The address may be mistyped, or this booking is not yours to see.")),
        button_link(t("My tickets"), "/me", kind="primary", icon_name="arrow"),
        stub=rx.el.span("404", class_name="stub-figure", aria_hidden="true"),
    )


def _not_loaded() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Your tickets could not be loaded"), class_name="trouble-title"),
        message(TicketsState.problem, "stop"),
        PlainLink.create(t("Load it again"), href="", class_name="button primary"),
        class_name="stack",
    )
