import asyncio
import time
from statistics import median

import pytest

from tests.builders import mails
from tests.builders.outcomes import outcomes_of
from tests.builders.people import HOME, PASSWORD, a_user, actor_for, signed_in
from ticketapp.accounts.credentials import (
    FORGOT_SECONDS,
    change_password,
    forgot_password,
    reset_password,
)
from ticketapp.accounts.errors import InvalidToken, WrongPassword
from ticketapp.accounts.letters import PASSWORD_CHANGED, RESET
from ticketapp.accounts.sessions import actor_of_cookie
from ticketapp.core.errors import Invalid, RateLimited

NEW = "quite another phrase"


async def mailed_secret(ctx, user):
    return await mails.mailed_secret(ctx, user.email, RESET)


async def test_a_mailed_link_sets_a_new_password_once_and_ends_all_sessions(ctx):
    user = await a_user(ctx)
    cookie = await signed_in(ctx, user)
    await forgot_password(ctx, HOME, user.email)
    secret = await mailed_secret(ctx, user)
    await reset_password(ctx, HOME, secret, NEW)
    assert (await actor_of_cookie(ctx, cookie, HOME)).is_anonymous
    with pytest.raises(InvalidToken):
        await reset_password(ctx, HOME, secret, "yet another phrase")
    assert await ctx.db.outbox.count_documents({"kind": PASSWORD_CHANGED}) == 1


async def test_a_link_is_good_for_30_minutes(ctx, clock):
    user = await a_user(ctx)
    await forgot_password(ctx, HOME, user.email)
    secret = await mailed_secret(ctx, user)
    clock.advance(minutes=30)
    with pytest.raises(InvalidToken):
        await reset_password(ctx, HOME, secret, NEW)


async def test_a_used_link_takes_its_siblings_with_it(ctx):
    user = await a_user(ctx)
    await forgot_password(ctx, HOME, user.email)
    first = await mailed_secret(ctx, user)
    await forgot_password(ctx, HOME, user.email)
    await reset_password(ctx, HOME, await mailed_secret(ctx, user), NEW)
    with pytest.raises(InvalidToken):
        await reset_password(ctx, HOME, first, "yet another phrase")


async def test_of_many_uses_of_one_link_at_once_one_counts(ctx, without_limits):
    """Fails when the link is looked up and deleted in two steps without the transaction."""
    user = await a_user(ctx)
    await forgot_password(ctx, HOME, user.email)
    secret = await mailed_secret(ctx, user)
    calls = (reset_password(without_limits, HOME, secret, f"{NEW} {n}") for n in range(10))
    assert await outcomes_of(calls) == {"NoneType": 1, "InvalidToken": 9}


async def test_a_bad_new_password_does_not_use_the_link_up(ctx):
    user = await a_user(ctx)
    await forgot_password(ctx, HOME, user.email)
    secret = await mailed_secret(ctx, user)
    with pytest.raises(Invalid):
        await reset_password(ctx, HOME, secret, "short")
    await reset_password(ctx, HOME, secret, NEW)


async def test_forgetting_takes_equally_long_for_known_and_unknown_addresses(ctx, without_limits):
    user = await a_user(ctx)

    async def seconds(email):
        begun = time.monotonic()
        await forgot_password(without_limits, HOME, email)
        return time.monotonic() - begun

    known = await asyncio.gather(*(seconds(user.email) for _ in range(5)))
    unknown = await asyncio.gather(*(seconds(f"nobody{n}@example.org") for n in range(5)))
    assert min(*known, *unknown) >= FORGOT_SECONDS
    assert abs(median(known) - median(unknown)) < 0.05


async def test_nobody_is_flooded_with_reset_mails(ctx):
    user = await a_user(ctx)
    for _ in range(3):
        await forgot_password(ctx, HOME, user.email)
    with pytest.raises(RateLimited):
        await forgot_password(ctx, HOME, user.email)


async def test_changing_asks_for_the_present_password(ctx):
    actor = await actor_for(ctx, await a_user(ctx))
    with pytest.raises(WrongPassword):
        await change_password(ctx, actor, "not it at all", NEW)
    await change_password(ctx, actor, PASSWORD, NEW)


async def test_of_two_changes_at_once_one_counts(ctx, without_limits):
    """Fails (two winners) when the update does not insist on the password that was checked."""
    actor = await actor_for(ctx, await a_user(ctx))
    calls = (change_password(without_limits, actor, PASSWORD, f"{NEW} {n}") for n in range(5))
    assert await outcomes_of(calls) == {"NoneType": 1, "WrongPassword": 4}
