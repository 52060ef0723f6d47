"""What every page's state builds on: who asks, in which language, and what they are told."""

from http.cookies import CookieError, SimpleCookie
from typing import Any, TypedDict
from urllib.parse import quote

import reflex as rx

from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.core.actor import Actor, Origin
from ticketapp.core.context import Context, get_context
from ticketapp.core.errors import Refusal, Unauthenticated
from ticketapp.core.i18n import Locale, as_locale, preferred_locale, translate, variety_of
from ticketapp.core.ids import RandomIds
from ticketapp.ui.states.actions import action
from ticketapp.web.session_cookie import actor_in

LANGUAGE_COOKIE = "lang"
_LONGEST_USER_AGENT = 300
_WAYS = {
    Unauthenticated.code: "/login",
    PasswordChangeRequired.code: "/set-password",
    SecondFactorRequired.code: "/me/account",
}
_ids = RandomIds()


class Notice(TypedDict):
    """A short message shown once, above whatever page is open; `stays` until it is closed."""

    id: str
    text: str
    stays: bool


NO_NOTICE = Notice(id="", text="", stays=False)


class PageState(rx.State):
    """The parent of all states. Vars can be seen by the browser and lost at any time."""

    notice: Notice = NO_NOTICE
    finished: int = 0
    _language_here: Locale | None = None
    _language_since: str = ""

    @action
    async def speak(self, language: Locale) -> None:
        """Answer in `language` from now on: the open connection still carries the old cookie."""
        self._language_here = language
        self._language_since = self.router.session.session_id

    def _context(self) -> Context:
        return get_context()

    def _locale(self) -> Locale:
        if self._language_here and self._language_since == self.router.session.session_id:
            return self._language_here
        chosen = as_locale(self._cookie(LANGUAGE_COOKIE))
        return chosen or preferred_locale(self.router.headers.accept_language)

    def _cookie(self, name: str) -> str | None:
        """A cookie as it was when the connection was made."""
        try:
            morsel = SimpleCookie(self.router.headers.cookie).get(name)
        except CookieError:
            return None
        return morsel.value if morsel else None

    def _origin(self) -> Origin:
        """Where this event came from; each has a request id of its own."""
        locale = self._locale()
        return Origin(
            address=self.router.session.client_ip,
            request_id=_ids.new(),
            user_agent=self.router.headers.user_agent[:_LONGEST_USER_AGENT],
            locale=locale,
            variety=variety_of(locale, self.router.headers.accept_language),
        )

    async def _actor(self) -> Actor:
        """Who this connection's session belongs to, looked up now: rights may have just changed."""
        return await actor_in(get_context(), self.router.headers.cookie, self._origin())

    def _tell(self, text: str, *, stays: bool = False, **facts: object) -> None:
        """Show a notice in the person's language; `text` is marked with ``N_`` where it stands."""
        self._announce(translate(text, self._locale(), **facts), stays=stays)

    def _announce(self, text: str, *, stays: bool = False) -> None:
        """Show a notice that is in the person's language already."""
        self.notice = Notice(id=_ids.new(), text=text, stays=stays)

    def _begin(self) -> None:
        """An action begins."""

    def _refused(self, refusal: Refusal) -> Any:
        """An action ended in a refusal: said as a notice unless a state has a better place.

        Where signing in or a password of one's own is what is missing, the answer leads there
        and back.
        """
        way = _WAYS.get(refusal.code)
        if way is not None:
            here = self.router.url.path
            if query := self.router.url.query:
                here = f"{here}?{query}"
            return rx.redirect(f"{way}?next={quote(here, safe='/')}")
        self._announce(refusal.message(self._locale()))
        return None


class FormState(rx.State, mixin=True):
    """For states with one form: refusals are shown in it, those of a field beside the field.

    Mix in before `PageState`: ``class SignInState(FormState, PageState)``.
    """

    problem: str = ""
    errors: dict[str, str] = {}  # noqa: RUF012 - Reflex copies it for each state

    def _begin(self) -> None:
        self.problem = ""
        self.errors = {}

    def _refused(self, refusal: Refusal) -> Any:
        locale = self._locale()
        self.errors = {
            error.field: translate(error.message, locale) for error in refusal.fields if error.field
        }
        if self.errors:
            return None
        if refusal.code in _WAYS:
            return super()._refused(refusal)
        self.problem = refusal.message(locale)
        return None
