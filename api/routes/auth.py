"""Getting in, staying in, getting out, and getting back in without the password.

What signs in does not look at an access token that comes along: clients that send theirs with
everything must be able to replace one that has run out.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBasicCredentials

from api.auth import NEEDS_ACCOUNT, CurrentActor, SignedIn
from api.basic import basic
from api.dependencies import Ctx
from api.idempotency import Once, created
from api.limits import limited_by_address
from api.problems import refusals
from api.routes.auth_bodies import (
    ChangeIn,
    ForgotIn,
    FormExpected,
    LoginIn,
    RefreshIn,
    Registered,
    RegistrationIn,
    ResetIn,
    TokenForm,
    Tokens,
    token_form,
)
from ticketapp.accounts import credentials, registration, sessions, sign_in
from ticketapp.accounts.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidOtp,
    InvalidRefreshToken,
    InvalidToken,
    OtpRequired,
    WrongPassword,
)
from ticketapp.accounts.models import SessionKind
from ticketapp.core.context import Context
from ticketapp.core.errors import FieldError, IdempotencyKeyReused, Invalid
from ticketapp.core.i18n import N_
from ticketapp.core.idempotency import Answer, Claim
from ticketapp.core.limits import Limit
from ticketapp.web.answers import origin_of

router = APIRouter(prefix="/auth", tags=["Accounts"])

# Signing in, registering, resetting and changing passwords are limited by their services, by
# person and by address. On top of that the limit on writes would only blur what they say.
REFRESHES = Limit("refresh", "60/minute;1000/hour")
_WRONG = (InvalidCredentials, OtpRequired, InvalidOtp)
_MISSING = N_("This is needed.")


@router.post(
    "/register", status_code=201, responses=refusals(EmailTaken, Invalid, IdempotencyKeyReused)
)
async def register(ctx: Ctx, actor: CurrentActor, new: RegistrationIn, once: Once) -> Registered:
    """Make an account. Safe to repeat with the same Idempotency-Key."""

    async def create(_claim: Claim | None) -> Answer:
        user = await registration.register(ctx, actor, new.email, new.name, new.password)
        return created(Registered.of(user), "/api/v1/me")

    return await once(create)


@router.post("/login", responses=refusals(*_WRONG))
async def login(ctx: Ctx, request: Request, presented: LoginIn) -> Tokens:
    """Sign in with address and password, and the second factor's code where it is on."""
    return await _sign_in(ctx, request, presented.email, presented.password, presented.otp)


@router.post(
    "/token",
    responses=refusals(*_WRONG, FormExpected),
    openapi_extra={"security": [{}]},  # the form stands in for the header
)
async def issue_token(
    ctx: Ctx,
    request: Request,
    form: Annotated[TokenForm, Depends(token_form)],
    header: Annotated[HTTPBasicCredentials | None, Depends(basic)],
) -> Tokens:
    """Sign in with the form of OAuth2's password grant, or with HTTP Basic.

    The form comes first: clients of OAuth2 put their own id into the header.
    """
    if form.username is not None and form.password is not None:
        return await _sign_in(ctx, request, form.username, form.password, form.otp)
    if header is not None:
        return await _sign_in(ctx, request, header.username, header.password, form.otp)
    given = {"username": form.username, "password": form.password}
    missing = [name for name, value in given.items() if value is None]
    raise Invalid(*(FieldError(name, "missing", _MISSING) for name in missing))


@router.post(
    "/refresh",
    responses=refusals(InvalidRefreshToken),
    dependencies=[limited_by_address(REFRESHES)],
)
async def refresh(ctx: Ctx, request: Request, presented: RefreshIn) -> Tokens:
    """Exchange a refresh token for a new pair. The old one is spent.

    One that comes again after 2 seconds ends the whole sign-in, for it has been copied.
    """
    origin = origin_of(request.scope)
    return Tokens.of(await sessions.refresh(ctx, presented.refresh_token, origin))


@router.post("/logout", status_code=204, dependencies=[limited_by_address(REFRESHES)])
async def logout(ctx: Ctx, request: Request, presented: RefreshIn) -> Response:
    """End the sign-in that the refresh token belongs to; its access tokens end with it."""
    await sessions.sign_out(ctx, presented.refresh_token, origin_of(request.scope))
    return Response(status_code=204)


@router.post("/password/forgot", status_code=202, response_class=Response)
async def forgot_password(ctx: Ctx, request: Request, account: ForgotIn) -> Response:
    """Have a link mailed, if there is such an account. The answer never tells."""
    await credentials.forgot_password(ctx, origin_of(request.scope), account.email)
    return Response(status_code=202)


@router.post("/password/reset", status_code=204, responses=refusals(InvalidToken))
async def reset_password(ctx: Ctx, request: Request, new: ResetIn) -> Response:
    """Set a new password with what was mailed. All sign-ins end."""
    origin = origin_of(request.scope)
    await credentials.reset_password(ctx, origin, new.token, new.new_password)
    return Response(status_code=204)


@router.post("/password/change", status_code=204, responses=refusals(*NEEDS_ACCOUNT, WrongPassword))
async def change_password(ctx: Ctx, actor: SignedIn, change: ChangeIn) -> Response:
    """Set a new password with the current one. All other sign-ins end."""
    await credentials.change_password(ctx, actor, change.current_password, change.new_password)
    return Response(status_code=204)


async def _sign_in(
    ctx: Context, request: Request, email: str, password: str, otp: str | None
) -> Tokens:
    origin = origin_of(request.scope)
    opened = await sign_in.sign_in(ctx, origin, SessionKind.api, email, password, otp)
    pair = sessions.token_pair(ctx, opened.user, opened.session_id, opened.secret)
    return Tokens.of(pair)
