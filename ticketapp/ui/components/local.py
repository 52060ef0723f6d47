"""The few components of our own script in `assets/js`, as Reflex components."""

from typing import Any

import reflex as rx
from reflex_components_core.el.element import Element


class LanguageChoice(rx.Component):
    library = "$/public/js/preferences.js"
    tag = "LanguageChoice"

    label: rx.Var[str]
    languages: rx.Var[list[tuple[str, str]]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ThemeChoice(rx.Component):
    library = "$/public/js/preferences.js"
    tag = "ThemeChoice"

    label: rx.Var[str]
    themes: rx.Var[list[tuple[str, str]]]


class PageSignals(rx.Component):
    library = "$/public/js/page-signals.js"
    tag = "PageSignals"

    live: rx.Var[bool]


class ConnectionNotice(rx.Component):
    library = "$/public/js/connection.js"
    tag = "ConnectionNotice"

    lost: rx.Var[str]
    offline: rx.Var[str]
    restored: rx.Var[str]


class Notices(rx.Component):
    library = "$/public/js/notices.js"
    tag = "Notices"

    notice: rx.Var[dict[str, Any]]
    dismiss: rx.Var[str]


class Floating(rx.Component):
    library = "$/public/js/floating.js"
    tag = "Floating"


class Tabs(rx.Component):
    library = "$/public/js/tabs.js"
    tag = "Tabs"


class ActionButton(rx.Component):
    library = "$/public/js/button.js"
    tag = "ActionButton"

    type: rx.Var[str]
    finished: rx.Var[int]


class ModalDialog(rx.Component):
    library = "$/public/js/dialog.js"
    tag = "ModalDialog"

    open: rx.Var[bool]
    labelled_by: rx.Var[str]
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]


class PasswordInput(rx.Component):
    library = "$/public/js/password-input.js"
    tag = "PasswordInput"

    id: rx.Var[str]
    name: rx.Var[str]
    auto_complete: rx.Var[str]
    required: rx.Var[bool]
    auto_focus: rx.Var[bool]
    show: rx.Var[str]
    hide: rx.Var[str]


class SentForm(rx.Component):
    library = "$/public/js/sent-form.js"
    tag = "SentForm"

    action: rx.Var[str]
    beside: rx.Var[dict[str, str]]
    steps: rx.Var[list[str]]
    needed: rx.Var[str]
    unreachable: rx.Var[str]


class Outcomes(rx.Component):
    library = "$/public/js/sent-form.js"
    tag = "Outcomes"

    actions: rx.Var[list[str]]


class ForgetButton(rx.Component):
    library = "$/public/js/sent-form.js"
    tag = "ForgetButton"

    actions: rx.Var[list[str]]


class CopyButton(rx.Component):
    library = "$/public/js/keep-codes.js"
    tag = "CopyButton"

    text: rx.Var[str]
    copied: rx.Var[str]


class PrintButton(rx.Component):
    library = "$/public/js/keep-codes.js"
    tag = "PrintButton"


class Arrival(rx.Component):
    library = "$/public/js/arrival.js"
    tag = "Arrival"


class WrongField(rx.Component):
    library = "$/public/js/wrong-field.js"
    tag = "WrongField"

    errors: rx.Var[dict[str, str]]


class SessionNotice(rx.Component):
    library = "$/public/js/session.js"
    tag = "SessionNotice"

    begun: rx.Var[str]
    ended: rx.Var[str]
    reload: rx.Var[str]


class DateBlock(rx.Component):
    library = "$/public/js/date-block.js"
    tag = "DateBlock"

    moment: rx.Var[str]
    zone: rx.Var[str]
    brief: rx.Var[bool]


class PlainLink(Element):
    """A link that the browser follows itself: to a place on the page, a file, another app."""

    tag = "a"

    href: rx.Var[str]
