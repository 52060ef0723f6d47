"""Every handler that any client can call, against everybody who might: nothing is left out.

A new handler fails `test_every_handler_is_in_the_table` until `ALLOWED` says who may use it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest
import reflex as rx

from tests.builders.people import PASSWORD, a_user, signed_in
from tests.drivers.tab import Tab
from tests.ui.conftest import tab_of
from ticketapp.core.actor import Role
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden
from ticketapp.ui.states.base import PageState


class For(Enum):
    """Who may use a handler; what each kind of person gets when they call it."""

    everybody = "in", "in", "in", "in"
    members = "to sign in", "in", "in", "in"
    # Nobody is led away from a door: a device may scan with a pass alone.
    doorkeepers = "in", "forbidden", "in", "in"
    admins = "to sign in", "forbidden", "forbidden", "in"

    @property
    def outcomes(self) -> dict[str, str]:
        return dict(zip(("anonymous", "user", "staff", "admin"), self.value, strict=True))


@dataclass(frozen=True)
class Call:
    """How a test calls a handler: from which page, with which arguments."""

    who: For
    arguments: Mapping[str, Any] = field(default_factory=dict)
    path: str = "/"


NAME = {"form": {"name": "Somebody Else"}}
PASSWORDS = {"form": {"current_password": PASSWORD, "new_password": "another fine morning"}}
# One whose capacity nobody could want, so that no nonsense elsewhere in it makes an event.
EVENT = {
    "name": "Made by a stranger", "location": "Nowhere", "description": "", "timezone": "UTC",
    "starts_at": "2027-06-18T20:00", "ends_at": "2027-06-18T22:00", "capacity": "0",
    "waitlist": True, "status": "upcoming", "version": 1, "speaker_name": ["X"],
    "speaker_role": [""], "tags": "a, b", "rest": "{}", "second": [],
}  # fmt: skip
PERSON = {"form": {"email": "new@example.org", "name": "Nina New", "role": "admin"}}
ORDER = {"event_id": "nonsense", "quantity": 1, "line": True, "key": "0" * 32}
BY_HAND = {"first_name": "Carla", "last_name": "Caller", "email": "carla@example.org",
           "quantity": "2", "in_line": "on", "mailed": "on"}  # fmt: skip

ALLOWED: Mapping[str, Call] = {
    "PageState.speak": Call(For.everybody, {"language": "de"}),
    "ViewerState.look_up": Call(For.everybody),
    # What is on
    "DiscoverState.load": Call(For.everybody),
    "DiscoverState.follow": Call(For.everybody),
    "EventState.load": Call(For.everybody, path="/events/nonsense"),
    "EventState.follow": Call(For.everybody, path="/events/nonsense"),
    # Guests, too, where the event takes them: tests/ui/events/test_booking.py
    "OrderState.begin": Call(For.everybody),
    "OrderState.book": Call(For.everybody, {"order": ORDER}),
    # Signing in, and getting back in
    "ForgotState.begin": Call(For.everybody),
    "ForgotState.ask": Call(For.everybody, {"form": {"email": "nobody@example.org"}}),
    "LinkState.look_at_reset": Call(For.everybody, path="/reset/nonsense"),
    "LinkState.look_at_setup": Call(For.everybody, path="/setup/nonsense"),
    "ResetState.begin": Call(For.everybody),
    "ResetState.reset_password": Call(
        For.everybody, {"form": {"link": "nonsense", "new_password": "another fine morning"}}
    ),
    "ChosenPasswordState.begin": Call(For.members),
    "ChosenPasswordState.choose": Call(For.members, PASSWORDS),
    # The own account
    "AccountState.load": Call(For.members),
    "AccountState.end_session": Call(For.members, {"session_id": "no such session"}),
    "AccountState.end_other_sessions": Call(For.members),
    "ProfileState.save": Call(For.members, NAME),
    "ProfileState.keep_language": Call(For.members, {"language": "de"}),
    "PasswordState.change_password": Call(For.members, PASSWORDS),
    "SecondFactorState.remove": Call(For.members, {"form": {"factor_password": PASSWORD}}),
    "ErasureState.ask": Call(For.everybody),
    "ErasureState.keep": Call(For.everybody),
    "BookingsState.load": Call(For.members),
    "BookingsState.follow": Call(For.everybody),
    # Whoever has an account, or a guest's key: tests/ui/bookings
    "TicketsState.load": Call(For.members, path="/me/bookings/nonsense"),
    "TicketsState.follow": Call(For.everybody, path="/me/bookings/nonsense"),
    "TicketsState.ask": Call(For.everybody, path="/me/bookings/nonsense"),
    "TicketsState.choose": Call(For.everybody, {"ticket_id": "nonsense"}),
    "TicketsState.dismiss": Call(For.everybody),
    "TicketsState.cancel": Call(For.everybody),
    "TicketsState.leave": Call(For.everybody, path="/me/bookings/nonsense"),
    # Tickets on their way to somebody else; whose they are decides when they are offered
    "TransferringState.ask": Call(For.everybody, {"ticket_id": "nonsense"}),
    "TransferringState.dismiss": Call(For.everybody),
    "TransferringState.offer": Call(
        For.everybody,
        {"form": {"recipient_name": "Tina", "recipient_email": "tina@example.org"}},
        path="/me/bookings/nonsense",
    ),
    "TakingBackState.take_back": Call(
        For.everybody, {"ticket_id": "nonsense"}, path="/me/bookings/nonsense"
    ),
    "TakingState.load": Call(For.everybody, path="/transfer/nonsense"),
    "TakingState.accept": Call(For.everybody, path="/transfer/nonsense"),
    # Administration; `ask` and `dismiss` only open and close a question
    "OverviewState.load": Call(For.admins, path="/admin"),
    "EventListState.load": Call(For.admins, path="/admin/events"),
    "ManagedEventState.load": Call(For.admins, path="/admin/events/nonsense"),
    "ManagedEventState.ask": Call(For.admins, {"act": "cancel"}, path="/admin/events/nonsense"),
    "ManagedEventState.dismiss": Call(For.everybody),
    "ManagedEventState.publish": Call(For.admins),
    "ManagedEventState.take_back": Call(For.admins),
    "ManagedEventState.duplicate": Call(
        For.admins, {"form": {"copy_starts_at": "2027-06-18T20:00", "second": False}}
    ),
    "ManagedEventState.cancel": Call(For.admins, {"form": {"reason": "No reason"}}),
    "ManagedEventState.delete": Call(For.admins),
    "ManagedEventState.follow": Call(For.everybody),  # it ends at once where nothing is open
    "AttendeesState.load": Call(For.admins, path="/admin/events/nonsense/attendees"),
    "WaitingListState.load": Call(For.admins, path="/admin/events/nonsense/waiting"),
    "DoorTabState.load": Call(For.admins, path="/admin/events/nonsense/door"),
    "DoorTabState.follow": Call(For.everybody),  # it ends at once where nothing is open
    "DoorLogState.load": Call(For.admins, path="/admin/events/nonsense/door?result=ok&q=x"),
    "DoorPassesState.load": Call(For.admins, path="/admin/events/nonsense/door?device=new"),
    "DoorPassesState.ask": Call(For.admins, {"pass_id": "nonsense"}),
    "DoorPassesState.dismiss": Call(For.everybody),
    "DoorPassesState.revoke": Call(For.admins),
    "BookingSheetState.load": Call(
        For.admins, path="/admin/events/nonsense/attendees?booking=nonsense"
    ),
    "BookingSheetState.ask_all": Call(For.admins),
    "BookingSheetState.ask_some": Call(For.admins, {"form": {"no such ticket": "on"}}),
    "BookingSheetState.dismiss": Call(For.everybody),
    "BookingSheetState.cancel": Call(For.admins),
    "BookingSheetState.send_again": Call(For.admins),
    "BookByHandState.load": Call(For.admins, path="/admin/events/nonsense/attendees?booking=new"),
    "BookByHandState.book": Call(
        For.admins, {"form": BY_HAND}, path="/admin/events/nonsense/attendees"
    ),
    "EventFormState.begin": Call(For.admins, path="/admin/events/new"),
    "EventFormState.load": Call(For.admins, path="/admin/events/nonsense/settings"),
    "EventFormState.look": Call(For.admins, {"form": EVENT, "touched": ["name"]}),
    "EventFormState.create": Call(For.admins, {"form": EVENT}),
    "EventFormState.save": Call(For.admins, {"form": {"id": "nonsense", **EVENT}}),
    "EventFormState.settle": Call(For.admins, {"choices": {"name": "mine"}}),
    "EventFormState.discard": Call(For.admins),
    "EventFormState.look_at_picture": Call(For.admins),
    "EventHistoryState.load": Call(For.admins, path="/admin/events/nonsense/history"),
    "PeopleState.load": Call(For.admins, path="/admin/people"),
    "PeopleState.save_profile": Call(For.admins, {"form": {"name": "X", "role": "admin"}}),
    "PeopleState.ask": Call(For.everybody, {"act": "disable"}),
    "PeopleState.dismiss": Call(For.everybody),
    "PeopleState.disable": Call(For.admins),
    "PeopleState.enable": Call(For.admins),
    "PeopleState.end_sessions": Call(For.admins),
    "PeopleState.add": Call(For.admins, PERSON),
    "StaffEventsState.load": Call(For.admins, path="/admin/people?person=nonsense"),
    "StaffEventsState.find": Call(For.admins, {"form": {"words": "concert"}}),
    "StaffEventsState.add": Call(For.admins, {"event_id": "nonsense"}),
    "StaffEventsState.remove": Call(For.admins, {"event_id": "nonsense"}),
    "StaffEventsState.open_all": Call(For.admins),
    "OutboxState.load": Call(For.admins, path="/admin/mail"),
    "OutboxState.resend": Call(For.admins),
    "OutboxState.ask": Call(For.everybody),
    "OutboxState.dismiss": Call(For.everybody),
    "OutboxState.resend_parked": Call(For.admins),
    "AuditState.load": Call(For.admins, path="/admin/audit"),
    "DoorState.load": Call(For.doorkeepers, path="/door"),
    # For whoever sits at this machine: tests/ui/test_mailbox.py
    "MailboxState.load": Call(For.everybody, path="/dev/mailbox"),
    "MailboxState.load_mail": Call(For.everybody, path="/dev/mailbox/nonsense"),
}
NONSENSE = (None, {"$ne": None}, ["x"], "\x00", "x" * 100_000, 1e308)
# Reflex gives it to each state; it sets a var that has a setter, and none has.
EVERYWHERE = "setvar"


def ours(state: type[rx.State] = PageState) -> Iterable[type[rx.State]]:
    """Every state of the app; those that tests define are not part of it."""
    if state.__module__.startswith("ticketapp."):
        yield state
    for below in state.get_substates():
        yield from ours(below)


STATES = sorted(ours(), key=lambda state: state.__name__)
HANDLERS = {
    f"{state.__name__}.{name}": handler
    for state in STATES
    for name, handler in state.event_handlers.items()
    if name != EVERYWHERE
}


def test_every_handler_is_in_the_table():
    assert set(HANDLERS) == set(ALLOWED)


@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_handler_lets_in_those_whom_the_table_names(without_limits: Context, name: str):
    ctx, call = without_limits, ALLOWED[name]
    await a_user(ctx, role=Role.admin)  # so that no admin below is the last
    outcomes = {}
    for who in call.who.outcomes:
        user = None if who == "anonymous" else await a_user(ctx, role=Role(who))
        async with tab_of(ctx, user) as tab:
            outcomes[who] = await outcome_of(ctx, tab, name, call)
    assert outcomes == call.who.outcomes


async def outcome_of(ctx: Context, tab: Tab, name: str, call: Call) -> str:
    """What somebody gets; whoever is turned away must have changed nothing."""
    before = await everything_stored(ctx)
    tab.path = call.path
    await tab.call(HANDLERS[name], **call.arguments)
    if any(way.startswith("/login") for way in tab.redirects):
        outcome = "to sign in"
    elif Forbidden.text in await said_to(tab, name) or await is_shut(tab, name):
        outcome = "forbidden"
    else:
        return "in"
    assert await everything_stored(ctx) == before
    return outcome


async def test_a_member_can_not_end_the_session_of_another(ctx: Context):
    user, other = await a_user(ctx), await a_user(ctx)
    await signed_in(ctx, other)
    theirs = await ctx.db.sessions.find_one({"user_id": other.id})
    async with tab_of(ctx, user) as tab:
        await tab.call(HANDLERS["AccountState.end_session"], session_id=theirs["_id"])
    assert await ctx.db.sessions.find_one({"_id": theirs["_id"]}) is not None


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_client_can_set_a_var(state: type[rx.State]):
    """`setvar` calls what is named like a setter; only Reflex's own, for its own, is there."""
    assert {name for name in dir(state) if name.startswith("set_")} <= {"set_is_hydrated"}


@pytest.mark.parametrize("name", sorted(name for name, call in ALLOWED.items() if call.arguments))
async def test_nonsense_for_an_argument_changes_nothing_and_breaks_nothing(
    without_limits: Context, admin_tab: Tab, name: str
):
    before = await everything_stored(without_limits)
    for nonsense in NONSENSE:
        for argument, value in ALLOWED[name].arguments.items():
            await admin_tab.call(HANDLERS[name], **{argument: nonsense})
            for part in value if isinstance(value, Mapping) else ():
                await admin_tab.call(HANDLERS[name], **{argument: {**value, part: nonsense}})
    assert await everything_stored(without_limits) == before


async def everything_stored(ctx: Context) -> dict[str, list[str]]:
    """All documents as text, without the note of when a session was last seen."""
    names = sorted(await ctx.db.raw.list_collection_names())
    contents = await asyncio.gather(*(ctx.db.raw[name].find({}).to_list(None) for name in names))
    return {
        name: sorted(
            str({key: value for key, value in document.items() if key != "last_seen_at"})
            for document in documents
        )
        for name, documents in zip(names, contents, strict=True)
        if documents
    }


async def said_to(tab: Tab, name: str) -> str:
    """What the handler's state, or the page as a whole, told the person."""
    state = await tab.state(HANDLERS[name].state)
    return f"{state.notice['text']} {getattr(state, 'problem', '')}"


async def is_shut(tab: Tab, name: str) -> bool:
    state = await tab.state(HANDLERS[name].state)
    return getattr(state, "access", "") == "forbidden"
