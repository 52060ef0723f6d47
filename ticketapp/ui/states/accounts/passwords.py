"""Passwords that are forgotten, mailed or to be chosen. None of them ever becomes a var."""

from collections.abc import Mapping
from urllib.parse import unquote

import reflex as rx
from pydantic import BaseModel

from ticketapp.accounts.access import require_account
from ticketapp.accounts.credentials import (
    change_password,
    forgot_password,
    is_reset_open,
    reset_password,
)
from ticketapp.accounts.errors import InvalidToken, WrongPassword
from ticketapp.accounts.setup import is_open
from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_
from ticketapp.ui.states.accounts.forms import AccountForm, Line
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import FormState, PageState
from ticketapp.ui.states.viewer import ViewerState
from ticketapp.web.forms import own_path


class AddressForm(BaseModel):
    email: Line


class ChangeForm(BaseModel):
    current_password: Line
    new_password: Line


class ResetForm(BaseModel):
    link: Line
    new_password: Line


class ForgotState(FormState, PageState):
    asked: bool = False

    @action
    async def begin(self) -> None:
        self.asked = False

    @action
    async def ask(self, form: AddressForm) -> None:
        await forgot_password(self._context(), self._origin(), form.email)
        self.asked = True


class LinkState(PageState):
    """Whether the one-time link in the address still works, found out before anybody types."""

    known: bool = False
    usable: bool = False

    @action
    async def look_at_reset(self) -> None:
        self.known, self.usable = False, await is_reset_open(self._context(), self._secret())
        self.known = True

    @action
    async def look_at_setup(self) -> None:
        self.known, self.usable = False, await is_open(self._context(), self._secret())
        self.known = True

    def _secret(self) -> str:
        return unquote(self.router.url.path.rstrip("/").rpartition("/")[2])


class ResetState(FormState, PageState):
    @action
    async def begin(self) -> None:
        """A fresh form."""

    @action
    async def reset_password(self, form: ResetForm):  # noqa: ANN201 - an event, or none
        await reset_password(self._context(), self._origin(), form.link, form.new_password)
        return rx.redirect("/login?reset=1")

    def _refused(self, refusal: Refusal):  # noqa: ANN202
        if refusal.code == InvalidToken.code:  # used up since the page was opened
            return LinkState.look_at_reset
        return super()._refused(refusal)


class ChosenPasswordState(AccountForm, PageState):
    """The mailed password gives way to one's own."""

    @action
    async def begin(self) -> None:
        require_account(await self._actor())

    @action
    async def choose(self, form: ChangeForm):  # noqa: ANN201
        actor = await self._actor()
        await change_password(self._context(), actor, form.current_password, form.new_password)
        self._tell(N_("Your password is set."))
        wanted = self.router.url.query_parameters.get("next", "")
        return [ViewerState.look_up, rx.redirect(own_path(wanted))]

    def _fields_of_refusals(self) -> Mapping[str, str]:
        return {WrongPassword.code: "current_password"}
