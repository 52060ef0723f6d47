"""The optional second factor: time-based codes (TOTP) and one-time recovery codes."""

import base64
import hmac
import secrets
from dataclasses import dataclass

from pyotp import random_base32
from pyotp.totp import TOTP

from ticketapp.accounts import repository
from ticketapp.accounts.access import require_account
from ticketapp.accounts.errors import InvalidOtp, WrongPassword
from ticketapp.accounts.rules import presented_password
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import NotFound
from ticketapp.core.ids import digest
from ticketapp.core.limits import Limit
from ticketapp.core.sealing import seal, unseal

PURPOSE = "second-factor"
RECOVERY_CODES = 10
STEP_SECONDS = 30
TRIES = Limit("second-factor", "10/minute;50/hour")
_RECOVERY_BYTES = 10


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs; shown once, until it is confirmed with a code."""

    secret: str
    uri: str


async def begin(ctx: Context, actor: Actor) -> Enrolment:
    """Make a new secret for the actor. Nothing changes for signing in until it is confirmed."""
    user_id = require_account(actor)
    secret = random_base32()
    pending: Document = {
        "sealed": seal(ctx.settings, secret, purpose=PURPOSE, owner=user_id),
        "confirmed_at": None,
        "last_step": 0,
        "recovery": [],
    }

    async def work(session: Session) -> None:
        off = {"second_factor.confirmed_at": None}
        if not await repository.change(
            ctx.db, session, user_id, {"second_factor": pending}, where=off
        ):
            raise NotFound

    await ctx.db.transaction(work)
    uri = TOTP(secret).provisioning_uri(name=actor.email, issuer_name=ctx.settings.site_name)
    return Enrolment(secret, uri)


async def confirm(ctx: Context, actor: Actor, code: str) -> list[str]:
    """Turn the second factor on with a first code; answer the recovery codes, shown only now."""
    user_id = require_account(actor)
    await ctx.limiter.hit(TRIES, user_id)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]

    async def work(session: Session) -> None:
        found = await repository.by_id(ctx.db, user_id, session)
        if found is None or not found["second_factor"] or repository.second_factor_is_on(found):
            raise NotFound
        step = _matching_step(ctx, found, code)
        if step is None:
            raise InvalidOtp
        changes = {
            "second_factor.confirmed_at": ctx.clock.now(),
            "second_factor.last_step": step,
            "second_factor.recovery": [digest(_plain(each)) for each in codes],
        }
        await repository.change(ctx.db, session, user_id, changes)
        target = Target(user_id, actor.email)
        await record(ctx, session, actor, "second_factor.added", target)

    await ctx.db.transaction(work)
    return codes


async def remove(ctx: Context, actor: Actor, password: str) -> None:
    """Turn the second factor off; asks for the password, as a found open browser can't."""
    user_id = require_account(actor)
    await ctx.limiter.hit(TRIES, user_id)
    found = await repository.by_id(ctx.db, user_id)
    if found is None or not await ctx.hasher.verify(
        presented_password(password), found["password_hash"]
    ):
        raise WrongPassword

    async def work(session: Session) -> None:
        await repository.change(ctx.db, session, user_id, {"second_factor": None})
        target = Target(user_id, actor.email)
        await record(ctx, session, actor, "second_factor.removed", target)

    await ctx.db.transaction(work)


def is_right(ctx: Context, found: Document, code: str) -> bool:
    """Whether the code fits now: a fresh time-based one, or an unused recovery code."""
    return _matching_step(ctx, found, code) is not None or _recovery_of(found, code) is not None


async def use_up(ctx: Context, session: Session, user_id: str, code: str) -> None:
    """Spend the code in the caller's transaction, so that nobody signs in with it again."""
    found = await repository.by_id(ctx.db, user_id, session)
    if found is None or not repository.second_factor_is_on(found):
        raise InvalidOtp
    step = _matching_step(ctx, found, code)
    if step is not None:
        changes: dict[str, object] = {"second_factor.last_step": step}
    else:
        spent = _recovery_of(found, code)
        if spent is None:
            raise InvalidOtp
        rest = [each for each in found["second_factor"]["recovery"] if each != spent]
        changes = {"second_factor.recovery": rest}
    await repository.change(ctx.db, session, user_id, changes)


def _matching_step(ctx: Context, found: Document, code: str) -> int | None:
    """The time step of the code, give or take one for drift, if it is newer than the last."""
    factor = found["second_factor"]
    totp = TOTP(unseal(ctx.settings, factor["sealed"], purpose=PURPOSE, owner=found["_id"]))
    present = int(ctx.clock.now().timestamp()) // STEP_SECONDS
    given = _plain(code)
    for step in (present, present - 1, present + 1):
        if step > factor["last_step"] and hmac.compare_digest(
            totp.at(step * STEP_SECONDS).encode(), given.encode()
        ):
            return step
    return None


def _recovery_of(found: Document, code: str) -> str | None:
    given = digest(_plain(code))
    return next((each for each in found["second_factor"]["recovery"] if each == given), None)


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()[:64]
