"""The own account: what it holds, and what its owner changes about it."""

from collections.abc import Mapping
from typing import Any, TypedDict

from pydantic import BaseModel

from ticketapp.accounts import second_factor
from ticketapp.accounts.credentials import change_password
from ticketapp.accounts.errors import (
    PasswordChangeRequired,
    SecondFactorRequired,
    WrongPassword,
)
from ticketapp.accounts.models import SessionKind, SignedInSession, User
from ticketapp.accounts.profile import edit_profile, get_profile
from ticketapp.accounts.sessions import end_other_sessions, end_session, sessions_of
from ticketapp.core.actor import Actor
from ticketapp.core.errors import Refusal, Unauthenticated
from ticketapp.core.i18n import N_, Locale
from ticketapp.ui.states.accounts.devices import browser_in, system_in
from ticketapp.ui.states.accounts.forms import AccountForm, Line
from ticketapp.ui.states.accounts.loading import LoadingState
from ticketapp.ui.states.accounts.passwords import ChangeForm
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState
from ticketapp.ui.states.viewer import ViewerState


class Device(TypedDict):
    """One line of the list of sessions."""

    id: str
    browser: str
    system: str
    program: bool
    address: str
    begun: str
    seen: str
    here: bool


class ProfileForm(BaseModel):
    name: Line


class PasswordForm(BaseModel):
    factor_password: Line


class AccountState(LoadingState, PageState):
    """What the page shows."""

    name: str = ""
    email: str = ""
    language: Locale = "en"
    since: str = ""
    second_factor: bool = False
    owes_second_factor: bool = False
    devices: list[Device] = []  # noqa: RUF012 - Reflex copies it for each state

    @action
    async def load(self) -> None:
        actor = await self._actor()
        if actor.is_anonymous:
            self.reset()
            raise Unauthenticated
        if actor.must_change_password:
            raise PasswordChangeRequired
        ctx = self._context()
        self._show(actor, await get_profile(ctx, actor), await sessions_of(ctx, actor))

    @action
    async def end_session(self, session_id: Line) -> Any:
        await end_session(self._context(), await self._actor(), session_id)
        self._tell(N_("That device is signed out."))
        return AccountState.load

    @action
    async def end_other_sessions(self) -> Any:
        await end_other_sessions(self._context(), await self._actor())
        self._tell(N_("Every other device is signed out."))
        return AccountState.load

    def _show(self, actor: Actor, user: User, sessions: list[SignedInSession]) -> None:
        self.name, self.email, self.language = user.name, user.email, user.locale
        self.since = user.created_at.isoformat()
        self.second_factor = user.has_second_factor
        self.owes_second_factor = actor.must_add_second_factor
        self.devices = sorted(
            (_device(session, actor) for session in sessions), key=lambda each: not each["here"]
        )
        self._loaded()


class ProfileState(AccountForm, PageState):
    @action
    async def save(self, form: ProfileForm) -> Any:
        await edit_profile(self._context(), await self._actor(), name=form.name)
        self._tell(N_("Your name is saved."))
        return [AccountState.load, ViewerState.look_up]

    @action
    async def keep_language(self, language: Locale) -> Any:
        """The language of the mails, and of the pages on every device signed in from now on."""
        await edit_profile(self._context(), await self._actor(), locale=language)
        return AccountState.load

    def _refused(self, refusal: Refusal) -> Any:
        if refusal.code == SecondFactorRequired.code:  # the way to it is on this very page
            self.problem = refusal.message(self._locale())
            return None
        return super()._refused(refusal)


class PasswordState(AccountForm, PageState):
    """`changes` counts the successes: each empties the form."""

    changes: int = 0

    @action
    async def change_password(self, form: ChangeForm) -> Any:
        actor = await self._actor()
        await change_password(self._context(), actor, form.current_password, form.new_password)
        self.changes += 1
        self._tell(N_("Your password is changed, and every other device is signed out."))
        return AccountState.load

    def _fields_of_refusals(self) -> Mapping[str, str]:
        return {WrongPassword.code: "current_password"}


class SecondFactorState(AccountForm, PageState):
    """Turning it off. Turning it on shows secrets, so the page does that without a state."""

    @action
    async def remove(self, form: PasswordForm) -> Any:
        await second_factor.remove(self._context(), await self._actor(), form.factor_password)
        self._tell(N_("The second factor is off."))
        return AccountState.load

    def _fields_of_refusals(self) -> Mapping[str, str]:
        return {WrongPassword.code: "factor_password"}


class ErasureState(PageState):
    """Whether the last question before the end is being asked."""

    asking: bool = False

    @action
    async def ask(self) -> None:
        self.asking = True

    @action
    async def keep(self) -> None:
        self.asking = False


def _device(session: SignedInSession, actor: Actor) -> Device:
    return Device(
        id=session.id,
        browser=browser_in(session.user_agent),
        system=system_in(session.user_agent),
        program=session.kind is SessionKind.api,
        address=session.address,
        begun=session.created_at.isoformat(),
        seen=session.last_seen_at.isoformat(),
        here=session.id == actor.session_id,
    )
