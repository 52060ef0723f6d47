"""What a person presses."""

from typing import Any, Literal

import reflex as rx

from ticketapp.ui.components.icons import IconName, icon
from ticketapp.ui.components.local import ActionButton
from ticketapp.ui.states.base import PageState

Kind = Literal["primary", "secondary", "quiet", "danger"]


def button(
    text: rx.Var[str],
    *,
    kind: Kind = "secondary",
    submits: bool = False,
    finished: Any = None,
    **props: Any,
) -> rx.Component:
    """A button for an `action`: it shows that it works and can't be pressed twice.

    With `submits` it sends the form it stands in. Its work is over when `finished` changes, which
    counts the finished actions of the page unless the form is one that the server answers.
    """
    return ActionButton.create(
        text,
        type="submit" if submits else "button",
        class_name=f"button {kind}",
        finished=PageState.finished if finished is None else finished,
        **props,
    )


def button_link(
    text: rx.Var[str], href: Any, *, kind: Kind = "secondary", icon_name: IconName | None = None
) -> rx.Component:
    """A link that looks like the button it is the answer to."""
    extra = (icon(icon_name),) if icon_name else ()
    return rx.el.a(text, *extra, href=href, class_name=f"button {kind}")
