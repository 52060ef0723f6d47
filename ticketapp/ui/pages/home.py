"""Discover: what is on, found by word, place and day."""

import reflex as rx
from reflex.vars import VarData

from ticketapp.ui.components.address import QueryLink, filters, switch_filter, words_filter
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.events import DayChoices, MoreLink, event_card
from ticketapp.ui.components.surfaces import message
from ticketapp.ui.components.ticket import date_block, ticket
from ticketapp.ui.states.events.discover import DiscoverState
from ticketapp.ui.states.events.shown import EventCard
from ticketapp.ui.text import t, t_plural

_WAITING_CARDS = 6


def page() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(t("What’s on")), class_name="discover-head"),
        _filters(),
        rx.match(
            DiscoverState.access,
            (
                "open",
                rx.cond(
                    DiscoverState.cards,
                    _list(),
                    rx.cond(DiscoverState.filtered, _nothing_found(), _nothing_planned()),
                ),
            ),
            ("failed", _not_loaded()),
            _waiting(),
        ),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        filters(
            t("Find an event"),
            words_filter("q", t("Search"), placeholder=t("Name, place or topic")),
            words_filter("from", t("From"), type="date"),
            words_filter("to", t("Until"), type="date"),
            switch_filter("available", t("Still available")),
        ),
        DayChoices.create(
            label=t("Days"),
            any=t("Any day"),
            today=t("Today"),
            weekend=t("This weekend"),
            week=t("Next 7 days"),
            month=t("Next 30 days"),
        ),
        class_name="discover-filters",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.p(_how_many(), class_name="event-count", role="status"),
        rx.el.ul(
            rx.foreach(DiscoverState.cards, lambda card: rx.el.li(event_card(_as_it_is_now(card)))),
            class_name="event-list",
        ),
        rx.el.p(
            MoreLink.create(
                t("More events"), count=DiscoverState.more, shown=DiscoverState.cards.length()
            ),
            class_name="event-more",
        ),
    )


def _as_it_is_now(card: rx.Var) -> rx.Var:
    """What became of a card since it was listed, where anything has."""
    changed = DiscoverState.changed
    data = VarData.merge(changed._get_all_var_data(), card._get_all_var_data())  # noqa: SLF001 - Reflex's way to carry hooks
    now = f"({changed!s}?.[{card!s}?.id] ?? {card!s})"
    return rx.Var(now, _var_type=EventCard, _var_data=data).guess_type()


def _how_many() -> rx.Var[str]:
    counted = t_plural("{count} event", "{count} events", count=DiscoverState.total)
    return rx.cond(
        DiscoverState.counted_all,
        counted,
        t("More than {count} events", count=DiscoverState.total),
    )


def _waiting() -> rx.Component:
    """The places of the cards to come."""
    return rx.el.div(
        rx.el.p(t("Loading"), class_name="event-count", role="status"),
        rx.el.div(
            *(rx.el.div(class_name="event-card skeleton") for _ in range(_WAITING_CARDS)),
            class_name="event-list",
            aria_hidden="true",
        ),
    )


def _not_loaded() -> rx.Component:
    return rx.el.div(
        message(DiscoverState.problem, "stop"),
        button(t("Try again"), kind="primary", on_click=DiscoverState.load),
        class_name="stack discover-trouble",
    )


def _nothing_found() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("Nothing fits all of this")),
        rx.el.p(t("Try fewer or shorter words, or ask for less.")),
        rx.el.div(
            button_link(t("Show all events"), "/", kind="primary"),
            rx.cond(
                DiscoverState.by_day,
                _without(t("On any day"), "from", "to", "zone"),
            ),
            rx.cond(
                DiscoverState.by_seats,
                _without(t("Sold-out events, too"), "available"),
            ),
            class_name="row",
        ),
        class_name="empty discover-trouble",
    )


def _without(text: rx.Var[str], *filters: str) -> rx.Component:
    """The same search without these filters."""
    return QueryLink.create(
        text, change=dict.fromkeys((*filters, "n"), ""), class_name="button", stay=True
    )


def _nothing_planned() -> rx.Component:
    return rx.fragment(
        ticket(
            rx.el.h2(t("Nothing planned yet")),
            rx.el.p(t("The next event will stand right here as soon as it is published.")),
            stub=date_block(),
        ),
        rx.el.ol(
            _step(t("Pick"), t("Find an event, say how many of you are coming, done.")),
            _step(
                t("Wait, if need be"), t("Sold out? See your place in line move as seats free up.")
            ),
            _step(t("Walk in"), t("Your phone shows the code. The door reads it in a blink.")),
            class_name="strip",
        ),
    )


def _step(title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.li(rx.el.h3(title), rx.el.p(text))
