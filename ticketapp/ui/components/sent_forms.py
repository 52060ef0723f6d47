"""Forms that the server answers over HTTP, and what came of them.

Signing in and out, because only HTTP sets cookies; and what answers with a secret, which then
stays in the page that shows it and reaches no state. Everything else is an `action`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from ticketapp.ui.components.buttons import Kind, button
from ticketapp.ui.components.local import ForgetButton, Outcomes, SentForm
from ticketapp.ui.components.surfaces import problem
from ticketapp.ui.text import t


class Outcome:
    """What came of the form that is sent to `action`, as the page has it now."""

    def __init__(self, action: str) -> None:
        self.action = action
        name = "outcome" + action.title().translate({ord(sign): None for sign in "/-"})
        hook = f'const {name} = useOutcome("{action}");'
        imports = {"$/public/js/sent-form.js": [ImportVar(tag="useOutcome")]}
        found = rx.Var(name, _var_data=VarData(imports=imports, hooks={hook: None})).to(
            dict[str, Any]
        )
        self.problem: rx.Var[str] = found["problem"].to(str)
        self.answer: rx.Var[dict[str, Any]] = found["answer"].to(dict[str, Any])
        self.finished: rx.Var[int] = found["finished"].to(int)
        self._steps = found["steps"].to(dict[str, bool])
        self._errors = found["errors"].to(dict[str, str])

    def error(self, field: str) -> rx.Var[str]:
        """What is wrong with a field; empty if nothing is."""
        return self._errors[field]

    def asked_for(self, code: str) -> rx.Var[bool]:
        """Whether the server wanted to know more, by the refusal's code."""
        return self._steps[code]


def sent_form(
    outcome: Outcome,
    *children: rx.Component,
    beside: Mapping[str, str] | None = None,
    steps: Sequence[str] = (),
    class_name: str = "form",
) -> rx.Component:
    """`beside` names the field that a refusal is about, by the refusal's code.

    `steps` are the codes of refusals that only ask for more (see `Outcome.asked_for`).
    """
    return SentForm.create(
        *children,
        action=outcome.action,
        beside=dict(beside or {}),
        steps=list(steps),
        needed=t("This is needed."),
        unreachable=t("The server can’t be reached right now. Try again in a moment."),
        class_name=class_name,
    )


def send_button(outcome: Outcome, text: rx.Var[str], *, kind: Kind = "primary") -> rx.Component:
    """Sends the form it stands in."""
    return button(text, kind=kind, submits=True, finished=outcome.finished)


SIGN_OUT = Outcome("/logout")


def sign_out_button() -> rx.Component:
    return sent_form(
        SIGN_OUT,
        send_button(SIGN_OUT, t("Sign out"), kind="secondary"),
        problem(SIGN_OUT.problem),
        class_name="inline-form",
    )


def outcomes(*children: rx.Component, of: tuple[Outcome, ...]) -> rx.Component:
    """Stands around all that shows these outcomes: they are forgotten when it leaves the page."""
    return Outcomes.create(*children, actions=[outcome.action for outcome in of])


def forget_button(text: rx.Var[str], *, of: tuple[Outcome, ...], **props: Any) -> rx.Component:
    """Goes back to before these forms were sent."""
    return ForgetButton.create(
        text, actions=[outcome.action for outcome in of], class_name="text-button", **props
    )
