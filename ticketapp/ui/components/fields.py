"""What a person fills in: a label, a control, and below it help or what is wrong.

Every control is tied to its help and its error for those who hear the page, and stands under
the name the server knows it by.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from ticketapp.ui.components.icons import icon
from ticketapp.ui.components.local import PasswordInput
from ticketapp.ui.text import t


def text_field(
    name: str,
    label: rx.Var[str],
    *,
    type: str = "text",  # noqa: A002 - HTML's own name
    help: rx.Var[str] | None = None,  # noqa: A002 - what it is
    error: Any = "",
    **props: Any,
) -> rx.Component:
    """A line of text, or with `type` an e-mail address, a number, a date and time."""
    control = rx.el.input(type=type, class_name="input", **_wiring(name, help, error), **props)
    return labelled(name, label, control, help=help, error=error)


def code_field(
    name: str,
    label: rx.Var[str],
    *,
    help: rx.Var[str] | None = None,  # noqa: A002
    error: Any = "",
    **props: Any,
) -> rx.Component:
    """A code that is read out or copied, in the face of codes."""
    control = rx.el.input(class_name="input code", **_wiring(name, help, error), **props)
    return labelled(name, label, control, help=help, error=error)


def password_field(
    name: str,
    label: rx.Var[str],
    *,
    help: rx.Var[str] | None = None,  # noqa: A002
    error: Any = "",
    **props: Any,
) -> rx.Component:
    """A password that can be shown. Say `auto_complete`, so that password managers know which."""
    control = PasswordInput.create(
        show=t("Show"), hide=t("Hide"), **_wiring(name, help, error), **props
    )
    return labelled(name, label, control, help=help, error=error)


def text_area(
    name: str,
    label: rx.Var[str],
    *,
    help: rx.Var[str] | None = None,  # noqa: A002
    error: Any = "",
    **props: Any,
) -> rx.Component:
    control = rx.el.textarea(class_name="input", **_wiring(name, help, error), **props)
    return labelled(name, label, control, help=help, error=error)


def select_field(
    name: str,
    label: rx.Var[str],
    options: Sequence[tuple[str, rx.Var[str]]],
    *,
    help: rx.Var[str] | None = None,  # noqa: A002
    error: Any = "",
    **props: Any,
) -> rx.Component:
    control = rx.el.select(
        *(rx.el.option(text, value=value) for value, text in options),
        class_name="input",
        **_wiring(name, help, error),
        **props,
    )
    return labelled(name, label, control, help=help, error=error)


def checkbox(name: str, label: rx.Var[str], **props: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, **props), rx.el.span(label), class_name="checkbox"
    )


def _wiring(name: str, help: rx.Var[str] | None, error: Any) -> dict[str, Any]:  # noqa: A002
    described_by = f"{name}-help {name}-error" if help is not None else f"{name}-error"
    return {
        "id": name,
        "name": name,
        "aria_describedby": described_by,
        "aria_invalid": rx.cond(error, "true", "false"),
    }


def labelled(
    name: str,
    label: rx.Var[str],
    control: rx.Component,
    *,
    help: rx.Var[str] | None = None,  # noqa: A002
    error: Any = "",
) -> rx.Component:
    """What stands around a control of any kind, which has `name` for its id."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        control,
        rx.el.p(help, id=f"{name}-help", class_name="field-help") if help is not None else None,
        rx.el.div(
            rx.cond(error, rx.el.p(icon("alert"), rx.el.span(error), class_name="field-error")),
            id=f"{name}-error",
            aria_live="polite",
        ),
        class_name="field",
    )
