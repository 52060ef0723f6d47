"""Every page of the app, in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from ticketapp.ui.app import page_frame
from ticketapp.ui.components.shell import shell
from ticketapp.ui.pages import door, home, mailbox, not_found
from ticketapp.ui.pages.accounts import (
    account,
    forgot,
    goodbye,
    login,
    register,
    reset,
    set_password,
    setup,
)
from ticketapp.ui.pages.admin import audit, mail, overview, people
from ticketapp.ui.pages.admin.events import (
    attendees,
    history,
    new,
    programme,
    settings,
    waiting,
)
from ticketapp.ui.pages.admin.events import door as event_door
from ticketapp.ui.pages.admin.events import frame as managed_event
from ticketapp.ui.pages.admin.events import overview as event_overview
from ticketapp.ui.pages.bookings import booking, own, taking
from ticketapp.ui.pages.events import event
from ticketapp.ui.site import site_name
from ticketapp.ui.states.accounts.account import AccountState
from ticketapp.ui.states.accounts.passwords import (
    ChosenPasswordState,
    ForgotState,
    LinkState,
    ResetState,
)
from ticketapp.ui.states.admin.audit import AuditState
from ticketapp.ui.states.admin.events.attendees import AttendeesState
from ticketapp.ui.states.admin.events.booking import BookingSheetState
from ticketapp.ui.states.admin.events.by_hand import BookByHandState
from ticketapp.ui.states.admin.events.door import DoorTabState
from ticketapp.ui.states.admin.events.door_log import DoorLogState
from ticketapp.ui.states.admin.events.door_passes import DoorPassesState
from ticketapp.ui.states.admin.events.editor import EventFormState
from ticketapp.ui.states.admin.events.history import EventHistoryState
from ticketapp.ui.states.admin.events.managed import ManagedEventState
from ticketapp.ui.states.admin.events.programme import EventListState
from ticketapp.ui.states.admin.events.waiting import WaitingListState
from ticketapp.ui.states.admin.mail import OutboxState
from ticketapp.ui.states.admin.overview import OverviewState
from ticketapp.ui.states.admin.people import PeopleState
from ticketapp.ui.states.admin.staff_events import StaffEventsState
from ticketapp.ui.states.bookings.booking import TicketsState
from ticketapp.ui.states.bookings.own import BookingsState
from ticketapp.ui.states.bookings.taking import TakingState
from ticketapp.ui.states.door.programme import DoorState
from ticketapp.ui.states.events.discover import DiscoverState
from ticketapp.ui.states.events.event import EventState
from ticketapp.ui.states.events.order import OrderState
from ticketapp.ui.states.mailbox import MailboxState
from ticketapp.ui.states.viewer import ViewerState
from ticketapp.ui.text import t
from ticketapp.web.mailbox import MAILBOX


@dataclass(frozen=True)
class Page:
    """A page: where it is, what it shows, what it is called, and what loads it."""

    route: str
    content: Callable[[], rx.Component]
    title: rx.Var[str]
    description: rx.Var[str] | None = None
    on_load: tuple[Any, ...] = ()


PAGES: tuple[Page, ...] = (
    Page(
        "/",
        home.page,
        title=t("What’s on"),
        description=t("Find an event, book your tickets, and walk in with a code on your phone."),
        on_load=(DiscoverState.load, DiscoverState.follow),
    ),
    Page(
        "/events/[slug]",
        event.page,
        title=event.title(),
        on_load=(OrderState.begin, EventState.load, EventState.follow),
    ),
    Page("/login", login.page, title=t("Sign in")),
    Page("/register", register.page, title=t("Make an account")),
    Page(
        "/forgot",
        forgot.page,
        title=t("Forgot your password?"),
        on_load=(ForgotState.begin,),
    ),
    Page(
        "/reset/[link]",
        reset.page,
        title=t("Choose a new password"),
        on_load=(ResetState.begin, LinkState.look_at_reset),
    ),
    Page(
        "/set-password",
        set_password.page,
        title=t("Choose a password of your own"),
        on_load=(ChosenPasswordState.begin,),
    ),
    Page(
        "/setup/[link]",
        setup.page,
        title=t("Make the first admin"),
        on_load=(LinkState.look_at_setup,),
    ),
    Page(
        "/me",
        own.page,
        title=t("My tickets"),
        on_load=(BookingsState.load, BookingsState.follow),
    ),
    Page(
        "/me/bookings/[booking]",
        booking.page,
        title=booking.title(),
        on_load=(TicketsState.load, TicketsState.follow),
    ),
    Page(
        "/manage/[manage_link]",
        booking.page,
        title=booking.title(),
        on_load=(TicketsState.load, TicketsState.follow),
    ),
    Page(
        "/transfer/[transfer_link]",
        taking.page,
        title=t("A ticket for you"),
        on_load=(TakingState.load,),
    ),
    Page("/me/account", account.page, title=t("Account"), on_load=(AccountState.load,)),
    Page("/goodbye", goodbye.page, title=t("Goodbye")),
    Page("/admin", overview.page, title=t("Overview"), on_load=(OverviewState.load,)),
    Page("/admin/events", programme.page, title=t("Events"), on_load=(EventListState.load,)),
    Page("/admin/events/new", new.page, title=t("New event"), on_load=(EventFormState.begin,)),
    Page(
        "/admin/events/[managed_event]",
        event_overview.page,
        title=managed_event.title(),
        on_load=(ManagedEventState.load, ManagedEventState.follow),
    ),
    Page(
        "/admin/events/[managed_event]/attendees",
        attendees.page,
        title=t("{event}: attendees", event=managed_event.title()),
        on_load=(
            ManagedEventState.load,
            AttendeesState.load,
            BookingSheetState.load,
            BookByHandState.load,
            ManagedEventState.follow,
        ),
    ),
    Page(
        "/admin/events/[managed_event]/waiting",
        waiting.page,
        title=t("{event}: waiting list", event=managed_event.title()),
        on_load=(
            ManagedEventState.load,
            WaitingListState.load,
            BookingSheetState.load,
            ManagedEventState.follow,
        ),
    ),
    Page(
        "/admin/events/[managed_event]/door",
        event_door.page,
        title=t("{event}: door", event=managed_event.title()),
        on_load=(
            ManagedEventState.load,
            DoorTabState.load,
            DoorPassesState.load,
            DoorLogState.load,
            ManagedEventState.follow,
            DoorTabState.follow,
        ),
    ),
    Page(
        "/admin/events/[managed_event]/settings",
        settings.page,
        title=t("{event}: settings", event=managed_event.title()),
        on_load=(ManagedEventState.load, EventFormState.load, ManagedEventState.follow),
    ),
    Page(
        "/admin/events/[managed_event]/history",
        history.page,
        title=t("{event}: history", event=managed_event.title()),
        on_load=(ManagedEventState.load, EventHistoryState.load, ManagedEventState.follow),
    ),
    Page(
        "/admin/people",
        people.page,
        title=t("People"),
        on_load=(PeopleState.load, StaffEventsState.load),
    ),
    Page("/admin/mail", mail.page, title=t("Mail"), on_load=(OutboxState.load,)),
    Page("/admin/audit", audit.page, title=t("Audit"), on_load=(AuditState.load,)),
    Page("/door", door.page, title=t("Door"), on_load=(DoorState.load,)),
    Page(MAILBOX, mailbox.list_page, title=t("Mailbox"), on_load=(MailboxState.load,)),
    Page(
        f"{MAILBOX}/[caught_mail]",
        mailbox.mail_page,
        title=t("Mailbox"),
        on_load=(MailboxState.load_mail,),
    ),
    Page("404", not_found.page, title=t("No such page")),
)


def make_pages(api_transformer: Any) -> rx.App:
    """The pages, with `api_transformer` around what Reflex serves."""
    app = page_frame(api_transformer)
    for page in PAGES:
        app.add_page(
            lambda page=page: shell(page.content()),
            route=page.route,
            title=t("{page} · {site}", page=page.title, site=site_name()),
            description=page.description,
            image="/share.png",
            on_load=[ViewerState.look_up, *page.on_load],
        )
    return app
