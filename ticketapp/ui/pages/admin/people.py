"""People: everybody with an account, found by words, and what an admin does about one of them."""

import reflex as rx

from ticketapp.core.actor import Role
from ticketapp.ui.components.address import (
    QueryLink,
    choice_filter,
    filters,
    row_link,
    side_panel,
    words_filter,
)
from ticketapp.ui.components.buttons import button, button_link
from ticketapp.ui.components.fields import select_field, text_field
from ticketapp.ui.components.surfaces import badge, confirmation, empty, problem
from ticketapp.ui.components.tables import Column, pagination, table
from ticketapp.ui.pages.admin.frame import admin_screen, facts, how_many, nothing_there
from ticketapp.ui.pages.admin.staff_events import staff_events
from ticketapp.ui.states.admin.people import NEW, PeopleState
from ticketapp.ui.text import said, t, t_plural, when
from ticketapp.ui.words import ROLES

_ROLES = tuple((role, said(rx.Var.create(name))) for role, name in ROLES.items())
_PERSON = PeopleState.person


def page() -> rx.Component:
    return admin_screen(
        PeopleState,
        t("People"),
        filters(
            t("Find people"),
            words_filter("q", t("Search"), placeholder=t("Name or e-mail")),
            choice_filter("role", t("Role"), t("Every role"), _ROLES),
            choice_filter(
                "status",
                t("Account"),
                t("Every account"),
                (("active", t("Active")), ("disabled", t("Disabled"))),
            ),
        ),
        rx.el.p(
            how_many(
                PeopleState,
                t_plural("{count} person", "{count} people", count=PeopleState.total),
            ),
            class_name="tally",
            role="status",
        ),
        rx.cond(PeopleState.rows, _list(), _nobody()),
        side_panel("person", t("Person"), _panel(), shown=PeopleState.person["id"]),
        action=QueryLink.create(
            t("Add a person"), change={"person": NEW}, stay=True, class_name="button primary"
        ),
    )


def _list() -> rx.Component:
    columns = (
        Column(t("Person"), _who, sort="email"),
        Column(t("Role"), lambda row: _role(row["role"])),
        Column(t("Account"), _account),
        Column(t("Last signed in"), lambda row: _moment(row["last_sign_in"], t("Never"))),
        Column(t("Joined"), lambda row: when(row["joined"], style="short date"), sort="joined"),
    )
    return rx.fragment(
        table(t("People"), columns, PeopleState.rows, sorted_by=PeopleState.sort),
        pagination(
            previous=PeopleState.previous_cursor,
            following=PeopleState.next_cursor,
            place=t("Page {page}", page=PeopleState.page_number),
        ),
    )


def _who(row: rx.Var) -> rx.Component:
    return rx.fragment(
        row_link(row["name"], person=row["id"]), rx.el.span(row["email"], class_name="aside")
    )


def _role(role: rx.Var) -> rx.Component:
    return rx.match(role, *_ROLES, role)


def _account(row: rx.Var) -> rx.Component:
    return rx.cond(row["disabled"], badge(t("Disabled"), "stop"), t("Active"))


def _moment(moment: rx.Var, otherwise: rx.Var[str]) -> rx.Component:
    return rx.cond(moment, when(moment), rx.el.span(otherwise, class_name="soft"))


def _nobody() -> rx.Component:
    return empty(
        t("Nobody fits"),
        t("Words are matched from their beginning. Try fewer of them, or another filter."),
        button_link(t("Show everybody"), "/admin/people"),
    )


def _panel() -> rx.Component:
    return rx.cond(
        PeopleState.missing,
        nothing_there(t("This account is not there any more.")),
        rx.cond(PeopleState.person["id"] == NEW, _new_person(), _one_person()),
    )


def _one_person() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.h2(_PERSON["name"]),
            rx.el.p(_PERSON["email"], class_name="soft"),
            rx.el.div(
                badge(_role(_PERSON["role"])),
                rx.cond(_PERSON["disabled"], badge(t("Disabled"), "stop")),
                rx.cond(_PERSON["is_self"], badge(t("This is you"))),
                class_name="row",
            ),
            class_name="panel-head",
        ),
        rx.cond(PeopleState.place == "", problem(PeopleState.problem)),
        _profile(),
        rx.cond(_PERSON["role"] == Role.staff.value, staff_events()),
        _sign_in(),
        rx.el.section(
            rx.el.h3(t("On record")),
            facts(
                (t("Joined"), when(_PERSON["joined"])),
                (t("Last signed in"), _moment(_PERSON["last_sign_in"], t("Never"))),
                (t("Address"), rx.cond(_PERSON["confirmed"], t("Confirmed"), t("Not confirmed"))),
                (t("Second factor"), rx.cond(_PERSON["second_factor"], t("On"), t("Off"))),
                (t("Id"), rx.el.code(_PERSON["id"])),
            ),
            rx.el.ul(
                _way(t("What they did"), "/admin/audit?actor=", _PERSON["id"]),
                _way(t("What was done to their account"), "/admin/audit?object=", _PERSON["id"]),
                _way(t("Their mails"), "/admin/mail?to=", _PERSON["email"]),
                class_name="ways",
            ),
        ),
        class_name="panel-body",
        key=_PERSON["id"],
    )


def _way(text: rx.Var[str], path: str, value: rx.Var) -> rx.Component:
    """A link to another list, filtered for `value`."""
    encoded = rx.Var(f"encodeURIComponent({value})", _var_data=value._get_all_var_data()).to(str)  # noqa: SLF001
    return rx.el.li(rx.el.a(text, href=path + encoded))


def _profile() -> rx.Component:
    return rx.el.section(
        rx.el.form(
            rx.cond(PeopleState.place == "profile", problem(PeopleState.problem)),
            text_field(
                "name",
                t("Name"),
                default_value=_PERSON["name"],
                error=PeopleState.errors["name"],
                auto_complete="off",
            ),
            select_field(
                "role",
                t("Role"),
                _ROLES,
                default_value=_PERSON["role"],
                error=PeopleState.errors["role"],
                help=t("Staff work at the door. Admins run everything, this screen included."),
            ),
            button(t("Save"), submits=True),
            on_submit=PeopleState.save_profile,
            class_name="form",
        ),
    )


def _sign_in() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("Signing in")),
        rx.cond(PeopleState.place == "sign-in", problem(PeopleState.problem)),
        rx.cond(
            _PERSON["disabled"],
            rx.fragment(
                rx.el.p(
                    t("Disabled since {when}.", when=when(_PERSON["disabled_since"])),
                    class_name="soft",
                ),
                button(t("Let them sign in again"), on_click=PeopleState.enable),
            ),
            rx.el.div(
                button(t("Sign out everywhere"), on_click=PeopleState.ask("end_sessions")),
                button(t("Disable the account"), on_click=PeopleState.ask("disable")),
                class_name="row",
            ),
        ),
        confirmation(
            "disable",
            open=PeopleState.asking == "disable",
            title=t("Disable this account?"),
            consequence=t(
                "{name} is signed out everywhere at once and can’t sign in until an admin allows "
                "it again. Nothing of theirs is deleted.",
                name=_PERSON["name"],
            ),
            confirm=t("Disable the account"),
            on_confirm=PeopleState.disable,
            on_dismiss=PeopleState.dismiss,
        ),
        confirmation(
            "end-sessions",
            open=PeopleState.asking == "end_sessions",
            title=t("Sign them out everywhere?"),
            consequence=t(
                "Every browser and program of {name} has to sign in again.", name=_PERSON["name"]
            ),
            confirm=t("Sign out everywhere"),
            on_confirm=PeopleState.end_sessions,
            on_dismiss=PeopleState.dismiss,
        ),
    )


def _new_person() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.h2(t("Add a person")),
            rx.el.p(
                t("They get a first password by mail and choose their own when they sign in."),
                class_name="soft",
            ),
            class_name="panel-head",
        ),
        rx.el.form(
            problem(PeopleState.problem),
            text_field(
                "email",
                t("E-mail"),
                type="email",
                error=PeopleState.errors["email"],
                required=True,
                auto_complete="off",
            ),
            text_field(
                "name",
                t("Name"),
                error=PeopleState.errors["name"],
                required=True,
                auto_complete="off",
            ),
            select_field(
                "role",
                t("Role"),
                _ROLES,
                error=PeopleState.errors["role"],
                help=t("Staff work at the door. Admins run everything, this screen included."),
            ),
            button(t("Add and mail a password"), kind="primary", submits=True),
            on_submit=PeopleState.add,
            class_name="form",
        ),
        class_name="panel-body",
    )
