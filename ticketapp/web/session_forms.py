"""The forms that begin or end a browser's session: native posts, because only HTTP sets cookies."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.accounts import registration, sessions, setup, sign_in
from ticketapp.accounts.models import SessionKind, SignedIn
from ticketapp.core.actor import anonymous
from ticketapp.core.context import Context
from ticketapp.web.answers import origin_of
from ticketapp.web.forms import Form, Line, answering, lead_to, own_path, read
from ticketapp.web.session_cookie import drop_session, keep_session, session_in

_YEAR = 365 * 24 * 3600


class SignInForm(Form):
    email: Line
    password: Line
    otp: Line = ""
    recovery_code: Line = ""


class RegistrationForm(Form):
    email: Line
    name: Line
    password: Line = ""


class SetupForm(Form):
    link: Line
    email: Line
    name: Line
    password: Line


def session_routes() -> tuple[Route, ...]:
    return (
        Route("/login", answering(_sign_in), methods=["POST"]),
        Route("/register", answering(_register), methods=["POST"]),
        Route("/setup", answering(_set_up), methods=["POST"]),
        Route("/logout", answering(_sign_out), methods=["POST"]),
    )


async def _sign_in(ctx: Context, request: Request) -> Response:
    form = await read(request, SignInForm)
    code = form.otp or form.recovery_code or None
    opened = await sign_in.sign_in(
        ctx, origin_of(request.scope), SessionKind.browser, form.email, form.password, code
    )
    return await _enter(ctx, request, opened, form.next)


async def _register(ctx: Context, request: Request) -> Response:
    """With a password the person is signed in at once; without one they look into their mail."""
    form = await read(request, RegistrationForm)
    who = anonymous(origin_of(request.scope))
    user = await registration.register(ctx, who, form.email, form.name, form.password or None)
    if form.password:
        opened = await sign_in.begin_first_session(ctx, who.origin, user.id)
        return await _enter(ctx, request, opened, form.next)
    return lead_to(request, f"/login?mailed=1&next={quote(own_path(form.next))}")


async def _set_up(ctx: Context, request: Request) -> Response:
    form = await read(request, SetupForm)
    origin = origin_of(request.scope)
    user = await setup.set_up_first_admin(
        ctx, origin, form.link, form.email, form.name, form.password
    )
    opened = await sign_in.begin_first_session(ctx, origin, user.id)
    return await _enter(ctx, request, opened, form.next or "/admin")


async def _sign_out(ctx: Context, request: Request) -> Response:
    value = session_in(ctx.settings, request.headers.get("cookie", ""))
    await sessions.sign_out(ctx, value, origin_of(request.scope))
    response = lead_to(request, "/", session="ended")
    drop_session(response, ctx.settings)
    return response


async def _enter(ctx: Context, request: Request, opened: SignedIn, next_: str) -> Response:
    """Hand the browser its new session; the one it had before ends."""
    before = session_in(ctx.settings, request.headers.get("cookie", ""))
    await sessions.sign_out(ctx, before, origin_of(request.scope))
    path = own_path(next_)
    if opened.user.must_change_password:
        path = f"/set-password?next={quote(path)}"
    response = lead_to(request, path, session="begun")
    keep_session(response, ctx.settings, opened.secret)
    response.set_cookie("lang", opened.user.locale, max_age=_YEAR, samesite="lax")
    return response
