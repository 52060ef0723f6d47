"""Somebody gives you a ticket: what it is for, until when, and one button."""

import reflex as rx

from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.doorway import doorway
from ticketapp.ui.components.events import event_time
from ticketapp.ui.components.surfaces import message, problem, skeleton
from ticketapp.ui.components.ticket import date_block
from ticketapp.ui.states.bookings.taking import TakingState
from ticketapp.ui.text import t, when

event = TakingState.event


def page() -> rx.Component:
    return rx.match(
        TakingState.access,
        ("open", _offer()),
        ("taken", _taken()),
        ("over", _over()),
        ("missing", _missing()),
        ("failed", _not_loaded()),
        doorway(t("A ticket for you"), skeleton(3)),
    )


def _offer() -> rx.Component:
    return doorway(
        t("{giver} gives you a ticket", giver=TakingState.giver),
        _what_for(),
        rx.el.p(
            t("For {name}, {email}", name=TakingState.name, email=TakingState.email),
            class_name="taking-for",
        ),
        problem(TakingState.problem),
        button(t("Accept the ticket"), kind="primary", on_click=TakingState.accept),
        rx.el.p(
            t(
                "You can accept it until {moment}. It costs nothing and you need no account.",
                moment=when(TakingState.until, style="soon", zone=event["zone"]),
            ),
            class_name="ways-note",
        ),
        rx.cond(
            TakingState.is_theirs,
            rx.el.p(t("It will be among your tickets."), class_name="ways-note"),
        ),
        aside=date_block(event["starts_at"], event["zone"]),
    )


def _taken() -> rx.Component:
    return doorway(
        t("The ticket is yours"),
        _what_for(),
        message(t("The old code is dead. Yours is a new one, and on its way by mail, too."), "go"),
        button_link(t("Show my ticket"), TakingState.way, kind="primary", icon_name="arrow"),
        aside=date_block(event["starts_at"], event["zone"]),
    )


def _over() -> rx.Component:
    why = rx.match(
        TakingState.over,
        (
            "already_transferred",
            t("It was accepted with this link already. The mail about that leads to the ticket."),
        ),
        (
            "transfer_expired",
            t(
                "It could be accepted until {moment}. Ask for the ticket to be offered again.",
                moment=when(TakingState.until, style="soon", zone=event["zone"]),
            ),
        ),
        (
            "already_checked_in",
            t("The ticket has been used at the door."),
        ),
        (
            "transfer_closed",
            t("The event is over or was called off."),
        ),
        t("It was taken back or cancelled. If that surprises you, ask who sent it."),
    )
    title = rx.cond(
        TakingState.over == "already_transferred",
        t("Accepted already"),
        t("This ticket is no longer on offer"),
    )
    return doorway(
        title,
        _what_for(),
        rx.el.p(why),
        button_link(t("To the event"), event["href"], kind="primary", icon_name="arrow"),
        aside=date_block(event["starts_at"], event["zone"]),
    )


def _what_for() -> rx.Component:
    return rx.el.div(
        rx.el.strong(event["name"]),
        rx.el.p(event_time(event)),
        rx.el.p(event["place"]),
        class_name="taking-event",
    )


def _missing() -> rx.Component:
    return doorway(
        t("This link is not complete"),
        rx.el.p(t("Open it from the mail again, or copy all of it into the address line.")),
        button_link(t("See what’s on"), "/", kind="primary", icon_name="arrow"),
    )


def _not_loaded() -> rx.Component:
    return doorway(
        t("This ticket could not be loaded"),
        message(TakingState.problem, "stop"),
        button(t("Try again"), kind="primary", on_click=TakingState.load),
    )
