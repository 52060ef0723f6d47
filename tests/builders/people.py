"""People with accounts, naming only what a test is about."""

from itertools import count

from pyotp.totp import TOTP

from tests.builders.clock import SettableClock
from ticketapp.accounts import repository, second_factor, sessions
from ticketapp.accounts.models import SessionKind, User
from ticketapp.accounts.registration import create_account
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.actor import Actor, Origin, Role, system
from ticketapp.core.context import Context

PASSWORD = "plain sailing tonight"
HOME = Origin(address="198.51.100.7", request_id="test", user_agent="Test/1.0")
_numbers = count(1)


async def a_user(
    ctx: Context, *, email: str = "", role: Role = Role.user, name: str = "Robin Meyer", **fields
) -> User:
    """An account that signs in with `PASSWORD`."""
    email = email or f"person{next(_numbers)}@example.org"
    user = await create_account(
        ctx, system("test"), email, name, role, password=PASSWORD, locale="en", **fields
    )
    await ctx.db.outbox.delete_many({"object_id": user.id})
    return user


async def signed_in(ctx: Context, user: User, kind: SessionKind = SessionKind.browser) -> str:
    """What a browser or program of this person keeps after signing in."""
    return (await sign_in(ctx, HOME, kind, user.email, PASSWORD)).secret


async def actor_for(ctx: Context, user: User) -> Actor:
    """The person, signed in in a browser."""
    return await sessions.actor_of_cookie(ctx, await signed_in(ctx, user), HOME)


async def an_admin(ctx: Context) -> Actor:
    return await actor_for(ctx, await a_user(ctx, role=Role.admin, name="Ada Admin"))


async def enrolled(ctx: Context, clock: SettableClock, user: User) -> tuple[TOTP, list[str]]:
    """Turn the second factor on; answer its code generator and the recovery codes."""
    actor = await actor_for(ctx, user)
    enrolment = await second_factor.begin(ctx, actor)
    totp = TOTP(enrolment.secret)
    codes = await second_factor.confirm(ctx, actor, totp.at(clock.now()))
    clock.advance(seconds=60)
    return totp, codes


async def document_of(ctx: Context, user: User):
    """The account as it stands in the database."""
    return await repository.by_id(ctx.db, user.id)
