"""The forms that begin or end a browser's session: native posts, because only HTTP sets cookies.

A page sends them with `fetch` and reads ``{"next": "/…", "session": "begun"}`` or a problem
document; a browser without scripts posts them itself and is redirected, or reads a plain page.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from urllib.parse import quote

import segno
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ticketapp.accounts import registration, second_factor, sessions, setup, sign_in
from ticketapp.accounts.models import SessionKind, SignedIn
from ticketapp.accounts.profile import erase_account, export_data
from ticketapp.core.actor import Actor, anonymous
from ticketapp.core.context import Context, get_context
from ticketapp.core.db import refusal_for
from ticketapp.core.errors import Invalid, Refusal
from ticketapp.core.field_errors import describe
from ticketapp.web.answers import origin_of, page, problem
from ticketapp.web.session_cookie import actor_in, drop_session, keep_session, session_in

HOME = "/me"
_YEAR = 365 * 24 * 3600

Line = Annotated[str, Field(max_length=300)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore")

    next: Annotated[str, Field(max_length=2000)] = ""


class SignInForm(_Form):
    email: Line
    password: Line
    otp: Line = ""
    recovery_code: Line = ""


class RegistrationForm(_Form):
    email: Line
    name: Line
    password: Line = ""


class ErasureForm(_Form):
    password: Line


class ConfirmationForm(_Form):
    code: Line


class SetupForm(_Form):
    link: Line
    email: Line
    name: Line
    password: Line


FormType = TypeVar("FormType", bound=_Form)


def own_path(path: str, otherwise: str = HOME) -> str:
    """`path` if it leads into this site and nowhere else."""
    leads_here = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if leads_here and path.isprintable() else otherwise


def form_routes() -> tuple[Route, ...]:
    return (
        Route("/login", _answering(_sign_in), methods=["POST"]),
        Route("/register", _answering(_register), methods=["POST"]),
        Route("/setup", _answering(_set_up), methods=["POST"]),
        Route("/logout", _answering(_sign_out), methods=["POST"]),
        Route("/me/erase", _answering(_erase), methods=["POST"]),
        Route("/me/export.json", _answering(_export), methods=["GET"]),
        Route("/me/second-factor", _answering(_begin_second_factor), methods=["POST"]),
        Route("/me/second-factor/confirm", _answering(_confirm_second_factor), methods=["POST"]),
    )


async def _sign_in(ctx: Context, request: Request) -> Response:
    form = await _read(request, SignInForm)
    origin = origin_of(request.scope)
    opened = await sign_in.sign_in(
        ctx,
        origin,
        SessionKind.browser,
        form.email,
        form.password,
        form.otp or form.recovery_code or None,
    )
    return await _enter(ctx, request, opened, form.next)


async def _register(ctx: Context, request: Request) -> Response:
    """With a password the person is signed in at once; without one they look into their mail."""
    form = await _read(request, RegistrationForm)
    who = anonymous(origin_of(request.scope))
    user = await registration.register(ctx, who, form.email, form.name, form.password or None)
    if form.password:
        opened = await sign_in.begin_first_session(ctx, who.origin, user.id)
        return await _enter(ctx, request, opened, form.next)
    return _go_on(request, f"/login?mailed=1&next={quote(own_path(form.next))}")


async def _set_up(ctx: Context, request: Request) -> Response:
    form = await _read(request, SetupForm)
    origin = origin_of(request.scope)
    user = await setup.set_up_first_admin(
        ctx, origin, form.link, form.email, form.name, form.password
    )
    opened = await sign_in.begin_first_session(ctx, origin, user.id)
    return await _enter(ctx, request, opened, form.next)


async def _sign_out(ctx: Context, request: Request) -> Response:
    value = session_in(ctx.settings, request.headers.get("cookie", ""))
    await sessions.sign_out(ctx, value, origin_of(request.scope))
    response = _go_on(request, "/", session="ended")
    drop_session(response, ctx.settings)
    return response


async def _erase(ctx: Context, request: Request) -> Response:
    form = await _read(request, ErasureForm)
    await erase_account(ctx, await _actor(ctx, request), form.password)
    response = _go_on(request, "/goodbye", session="ended")
    drop_session(response, ctx.settings)
    return response


async def _begin_second_factor(ctx: Context, request: Request) -> Response:
    """What an authenticator app needs. A page keeps no secret in its state, so it comes here."""
    enrolment = await second_factor.begin(ctx, await _actor(ctx, request))
    picture = segno.make(enrolment.uri, error="m").svg_data_uri(
        border=4, light="#fff", omitsize=True
    )
    return _private({"secret": enrolment.secret, "uri": enrolment.uri, "picture": picture})


async def _confirm_second_factor(ctx: Context, request: Request) -> Response:
    form = await _read(request, ConfirmationForm)
    return _private(
        {"codes": await second_factor.confirm(ctx, await _actor(ctx, request), form.code)}
    )


async def _export(ctx: Context, request: Request) -> Response:
    actor = await _actor(ctx, request)
    data = await export_data(ctx, actor)
    name = f"{ctx.settings.site_name}-{actor.user_id}.json"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(to_json(data, indent=2), media_type="application/json", headers=headers)


async def _actor(ctx: Context, request: Request) -> Actor:
    return await actor_in(ctx, request.headers.get("cookie", ""), origin_of(request.scope))


async def _enter(ctx: Context, request: Request, opened: SignedIn, next_: str) -> Response:
    """Hand the browser its new session; the one it had before ends."""
    before = session_in(ctx.settings, request.headers.get("cookie", ""))
    await sessions.sign_out(ctx, before, origin_of(request.scope))
    path = own_path(next_)
    if opened.user.must_change_password:
        path = f"/set-password?next={quote(path)}"
    response = _go_on(request, path, session="begun")
    keep_session(response, ctx.settings, opened.secret)
    response.set_cookie("lang", opened.user.locale, max_age=_YEAR, samesite="lax")
    return response


def _answering(
    handler: Callable[[Context, Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await handler(get_context(), request)
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else refusal_for(error)
            if refusal is None:
                raise
            form = problem if _wants_json(request) else page
            return form(refusal, origin_of(request.scope))

    return answer


async def _read(request: Request, model: type[FormType]) -> FormType:
    async with request.form(max_files=0, max_fields=20) as form:
        fields = dict(form.items())
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        locale = origin_of(request.scope).locale
        raise Invalid(*describe(error.errors(), locale)) from None


def _go_on(request: Request, path: str, session: str = "") -> Response:
    """Lead to `path`; `session` says what became of the one the browser had."""
    if _wants_json(request):
        answer = {"next": path, "session": session}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def _private(answer: dict[str, object]) -> Response:
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
