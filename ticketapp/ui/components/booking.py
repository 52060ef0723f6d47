"""What one does about an event's tickets: choose how many, and the one button that is true now.

See `assets/js/booking.js`.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from ticketapp.events.sale import SaleState
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.events import Ticking, opening
from ticketapp.ui.components.fields import text_field
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import WrongField
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.states.events.order import OrderState
from ticketapp.ui.text import ordinal, t, t_plural

_SCRIPT = "$/public/js/booking.js"
_ORDER = rx.event.passthrough_event_spec(dict[str, Any])


class Stepper(rx.Component):
    library = _SCRIPT
    tag = "Stepper"

    count: rx.Var[int]
    most: rx.Var[int]
    label: rx.Var[str]
    fewer: rx.Var[str]
    more: rx.Var[str]


class BookButton(rx.Component):
    library = _SCRIPT
    tag = "BookButton"

    order: rx.Var[dict[str, Any]]
    held: rx.Var[int]
    fulfilled: rx.Var[str]
    finished: rx.Var[int]
    on_book: rx.EventHandler[_ORDER]


class GuestBooking(rx.Component):
    library = _SCRIPT
    tag = "GuestBooking"

    order: rx.Var[dict[str, Any]]
    fulfilled: rx.Var[str]
    words: rx.Var[str]
    labelled_by: rx.Var[str]
    close: rx.Var[str]
    on_book: rx.EventHandler[_ORDER]


@dataclass(frozen=True)
class _Offer:
    """What `offerOf` answers."""

    kind: rx.Var[str]
    quantity: rx.Var[int]
    most: rx.Var[int]


def booking_way(event: Any, own: Any) -> tuple[rx.Component, ...]:
    """What the person has already, and what they can do now."""
    offer = _offer(event, own)
    return (
        rx.cond(own["tickets"] > 0, _held(own)),
        rx.match(
            offer.kind,
            ("wait", _in_line(own)),
            ("enough", _enough()),
            ("shut", _shut(event)),
            _choice(event, own, offer),
        ),
    )


def _choice(event: Any, own: Any, offer: _Offer) -> rx.Component:
    """Book or join the line: the same button all along, so that it can't vanish under a finger."""
    return rx.el.div(
        rx.cond(
            (event["sale"]["state"] == SaleState.open.value) & (offer.kind != "book"),
            rx.el.p(
                t_plural(
                    "Only {count} ticket is left.",
                    "Only {count} tickets are left.",
                    count=event["sale"]["left"],
                ),
                class_name="sale-short",
                role="status",
            ),
        ),
        rx.cond(OrderState.wanted == offer.quantity, problem(OrderState.problem)),
        rx.cond(
            offer.most > 1,
            Stepper.create(
                count=offer.quantity,
                most=offer.most,
                label=t("How many tickets"),
                fewer=t("One ticket fewer"),
                more=t("One ticket more"),
            ),
        ),
        rx.cond(
            offer.kind == "fewer",
            _idle(t("Choose fewer tickets")),
            _button(event, own, offer),
        ),
        class_name="booking-choice",
    )


def _button(event: Any, own: Any, offer: _Offer) -> rx.Component:
    words, order = _words(own, offer), _order(event, offer)
    way_in = _call("wayIn", offer.quantity).to(str)
    return rx.cond(
        own["signed_in"],
        BookButton.create(
            words,
            order=order,
            held=own["tickets"],
            fulfilled=OrderState.fulfilled,
            finished=OrderState.answers,
            on_book=OrderState.book,
            class_name="button primary",
        ),
        rx.cond(
            event["terms"]["guests"],
            rx.fragment(
                _as_guest(words, order),
                rx.el.p(
                    t("Have an account?"),
                    " ",
                    rx.el.a(t("Sign in"), href=way_in),
                    class_name="sale-note",
                ),
            ),
            rx.fragment(
                button_link(words, way_in, kind="primary"),
                rx.el.p(t("You sign in first. Your choice is kept."), class_name="sale-note"),
            ),
        ),
    )


def _as_guest(words: rx.Var[str], order: rx.Var[dict[str, Any]]) -> rx.Component:
    return GuestBooking.create(
        rx.el.h2(t("Who are the tickets for?"), id="guest-title"),
        problem(OrderState.problem),
        text_field(
            "first_name",
            t("First name"),
            error=OrderState.errors["first_name"],
            auto_complete="given-name",
        ),
        text_field(
            "last_name",
            t("Last name"),
            error=OrderState.errors["last_name"],
            auto_complete="family-name",
        ),
        text_field(
            "email",
            t("E-mail address"),
            type="email",
            help=t("Your tickets are mailed there."),
            error=OrderState.errors["email"],
            auto_complete="email",
            auto_capitalize="none",
            spell_check=False,
        ),
        WrongField.create(errors=OrderState.errors),
        button(words, kind="primary", submits=True, finished=OrderState.answers),
        order=order,
        fulfilled=OrderState.fulfilled,
        words=words,
        labelled_by="guest-title",
        close=t("Not now"),
        on_book=OrderState.book,
    )


def _words(own: Any, offer: _Offer) -> rx.Var[str]:
    count = offer.quantity
    return rx.cond(
        offer.kind == "line",
        t("Join the waiting list"),
        rx.cond(
            own["tickets"] > 0,
            t_plural("Book {count} more ticket", "Book {count} more tickets", count=count),
            t_plural("Book {count} ticket", "Book {count} tickets", count=count),
        ),
    ).to(str)


def _held(own: Any) -> rx.Component:
    return rx.el.a(
        icon("ticket"),
        rx.el.span(
            t_plural("You have {count} ticket", "You have {count} tickets", count=own["tickets"])
        ),
        href=own["tickets_href"],
        class_name="sale-own",
    )


def _in_line(own: Any) -> rx.Component:
    place = t("You are {place} of {line} in line", place=ordinal(own["place"]), line=own["line"])
    return rx.el.div(
        rx.el.a(Ticking.create(text=place), href=own["entry_href"], class_name="button"),
        rx.el.p(
            t_plural(
                "You wait for {count} ticket, and get it as soon as it is free.",
                "You wait for {count} tickets, and get them as soon as they are free together.",
                count=own["wanted"],
            ),
            class_name="sale-note",
        ),
        class_name="booking-choice",
    )


def _enough() -> rx.Component:
    return rx.el.p(t("That is as many as one person may have."), class_name="sale-note")


def _shut(event: Any) -> rx.Component:
    return rx.match(
        event["sale"]["state"],
        (SaleState.not_open.value, _idle(t("Opens {moment}", moment=opening(event)))),
        (SaleState.closed.value, _idle(t("Closed"))),
        rx.fragment(),
    )


def _idle(words: rx.Var[str]) -> rx.Component:
    """A button that does nothing now, and says why."""
    return rx.el.button(
        words, type="button", class_name="button primary", custom_attrs={"aria-disabled": "true"}
    )


def _order(event: Any, offer: _Offer) -> rx.Var[dict[str, Any]]:
    return rx.Var.create(
        {
            "event_id": event["id"],
            "quantity": offer.quantity,
            "line": offer.kind == "line",
        }
    )


def _offer(event: Any, own: Any) -> _Offer:
    hook = {"const chosen = useChosen();": None}
    imports = {_SCRIPT: [ImportVar(tag="useChosen")]}
    chosen = rx.Var("chosen", _var_data=VarData(imports=imports, hooks=hook)).to(int)
    found = _call("offerOf", event["sale"], event["terms"], own, chosen).to(dict[str, Any])
    return _Offer(found["kind"].to(str), found["quantity"].to(int), found["most"].to(int))


def _call(function: str, *arguments: Any) -> rx.Var[Any]:
    data = VarData.merge(
        VarData(imports={_SCRIPT: [ImportVar(tag=function)]}),
        *(argument._get_all_var_data() for argument in arguments),  # noqa: SLF001 - as in `text`
    )
    return rx.Var(f"{function}({', '.join(map(str, arguments))})", _var_data=data)
