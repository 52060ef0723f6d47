"""Signing in: password, second factor, and the brakes against guessing."""

from typing import Any

from ticketapp.accounts import repository, second_factor, sessions
from ticketapp.accounts.errors import InvalidCredentials, InvalidOtp, OtpRequired
from ticketapp.accounts.models import SessionKind, SignedIn
from ticketapp.accounts.rules import normalized_email, presented_password
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Origin, anonymous
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import Invalid
from ticketapp.core.limits import Limit

# The longer windows make the delay grow for whoever keeps on guessing.
BY_PAIR = Limit("sign-in-pair", "5/minute;30/hour;100/day")
BY_ADDRESS = Limit("sign-in-address", "30/minute;300/hour")
# Guesses at one account from addresses it never signed in from. Its owner, at a known address,
# is not counted here: a stranger can't lock them out.
BY_ACCOUNT = Limit("sign-in-account", "50/hour;200/day")


async def sign_in(
    ctx: Context,
    origin: Origin,
    kind: SessionKind,
    email: str,
    password: str,
    otp: str | None = None,
) -> SignedIn:
    """Open a session for whoever knows the password and, where it is on, the second factor.

    An unknown address, a wrong password and a disabled account all answer `InvalidCredentials`,
    after the same work.
    """
    email = _known_spelling(email)
    await ctx.limiter.hit(BY_ADDRESS, origin.client)
    await ctx.limiter.hit(BY_PAIR, email, origin.client)
    found = await repository.by_email(ctx.db, email)
    if found is None or origin.client not in found["known_addresses"]:
        await ctx.limiter.hit(BY_ACCOUNT, email)
    stored = found["password_hash"] if found else None
    right = await ctx.hasher.verify(presented_password(password), stored)
    if found is None or not right or found["disabled_at"]:
        await _record_refusal(ctx, origin, found, email)
        raise InvalidCredentials
    if repository.second_factor_is_on(found):
        if not otp:
            raise OtpRequired
        if not second_factor.is_right(ctx, found, otp):
            await _record_refusal(ctx, origin, found, email)
            raise InvalidOtp
    rehashed = None
    if ctx.hasher.is_outdated(found["password_hash"]):
        rehashed = await ctx.hasher.hash(presented_password(password))
    return await _open(ctx, origin, kind, found, otp, rehashed)


async def begin_first_session(ctx: Context, origin: Origin, user_id: str) -> SignedIn:
    """Sign in, in a browser, whoever made their account a moment ago."""
    found = await repository.by_id(ctx.db, user_id)
    if found is None:
        raise InvalidCredentials
    return await _open(ctx, origin, SessionKind.browser, found, None, None)


async def _open(
    ctx: Context, origin: Origin, kind: SessionKind, found: Document, otp: str | None,
    rehashed: str | None,
) -> SignedIn:  # fmt: skip
    user = repository.user_of(found)
    actor = Actor(origin=origin, user_id=user.id, email=user.email, name=user.name, role=user.role)

    async def work(session: Session) -> tuple[str, str]:
        still_so = await repository.remember_sign_in(
            ctx.db, session, user.id, found["password_hash"], origin.client, ctx.clock.now(),
            rehashed,
        )  # fmt: skip
        if not still_so:
            raise InvalidCredentials
        if user.has_second_factor:
            await second_factor.use_up(ctx, session, user.id, otp or "")
        opened = await sessions.begin(ctx, session, user.id, kind, origin)
        facts = {"kind": kind.value}
        await record(
            ctx, session, actor, "session.started", Target(user.id, user.email), after=facts
        )
        return opened

    session_id, secret = await ctx.db.transaction(work)
    return SignedIn(user, session_id, secret)


async def _record_refusal(
    ctx: Context, origin: Origin, found: dict[str, Any] | None, email: str
) -> None:
    target = Target(found["_id"] if found else "", email)
    await record(ctx, None, anonymous(origin), "session.refused", target)


def _known_spelling(email: str) -> str:
    """The address as it would be stored; one that could not be stored can't sign in either."""
    try:
        return normalized_email(email)
    except Invalid:
        raise InvalidCredentials from None
