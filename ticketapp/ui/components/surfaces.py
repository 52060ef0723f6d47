"""Where things stand, and what is said about them."""

from typing import Any, Literal

import reflex as rx

from ticketapp.ui.components.buttons import button
from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import ModalDialog
from ticketapp.ui.text import t

Tone = Literal["neutral", "go", "wait", "stop"]


def card(*children: rx.Component, **props: Any) -> rx.Component:
    return rx.el.section(*children, class_name="card", **props)


def badge(text: Any, tone: Any = "neutral") -> rx.Component:
    """A status in a word. The colour only repeats it; `tone` may come from a state."""
    return rx.el.span(text, class_name=f"badge {tone}")


def message(text: Any, tone: Tone = "neutral") -> rx.Component:
    """A sentence about what happened, or what has to be known, where it matters."""
    return rx.el.div(
        icon("check" if tone == "go" else "alert"),
        rx.el.span(text),
        class_name=f"message {tone}",
        role="alert" if tone == "stop" else "status",
    )


def problem(text: Any) -> rx.Component:
    """Why an action was refused; nothing while `text` is empty."""
    return rx.cond(text, message(text, "stop"))


def empty(
    title: rx.Var[str], text: rx.Var[str], action: rx.Component | None = None
) -> rx.Component:
    """What stands where a list has nothing to show: why, and what to do about it."""
    return rx.el.div(rx.el.h2(title), rx.el.p(text), action, class_name="empty")


def skeleton(lines: int = 3) -> rx.Component:
    """The place of what is being loaded, so that nothing moves when it comes."""
    return rx.el.div(
        *(rx.el.span(class_name="skeleton", aria_hidden="true") for _ in range(lines)),
        rx.el.span(t("Loading"), class_name="visually-hidden"),
        class_name="stack",
        role="status",
    )


def confirmation(
    name: str,
    *,
    open: Any,  # noqa: A002 - HTML's own name
    title: rx.Var[str],
    consequence: Any,
    confirm: rx.Var[str],
    on_confirm: Any,
    on_dismiss: Any,
) -> rx.Component:
    """Ask once before what can't be undone. `consequence` says what will happen."""
    return ModalDialog.create(
        rx.el.h2(title, id=f"{name}-title"),
        rx.el.p(consequence),
        rx.el.div(
            rx.el.button(
                t("Keep it as it is"), type="button", on_click=on_dismiss, class_name="button"
            ),
            button(confirm, kind="danger", on_click=on_confirm),
            class_name="dialog-actions",
        ),
        open=open,
        labelled_by=f"{name}-title",
        on_dismiss=on_dismiss,
    )
