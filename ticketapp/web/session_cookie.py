"""The browser's session cookie: an opaque value that no script can read."""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

from ticketapp.accounts.sessions import SESSION_LIFETIME, actor_of_cookie
from ticketapp.core.actor import Actor, Origin
from ticketapp.core.context import Context
from ticketapp.core.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Behind https the name itself makes browsers insist on this very host and on https."""
    return "__Host-session" if settings.secure_cookies else "session"


def session_in(settings: Settings, cookie_header: str) -> str:
    """The session's value in a Cookie header; empty without one."""
    try:
        morsel = SimpleCookie(cookie_header).get(cookie_name(settings))
    except CookieError:
        return ""
    return morsel.value if morsel else ""


async def actor_in(ctx: Context, cookie_header: str, origin: Origin) -> Actor:
    """Who sent this Cookie header, looked up in the database."""
    value = session_in(ctx.settings, cookie_header)
    return await actor_of_cookie(ctx, value, origin)


def keep_session(response: Response, settings: Settings, value: str) -> None:
    response.set_cookie(
        cookie_name(settings),
        value,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def drop_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings), secure=settings.secure_cookies, httponly=True, samesite="lax"
    )
