import pytest

from tests.builders.outcomes import outcomes_of
from tests.builders.people import HOME, PASSWORD, an_admin
from ticketapp.accounts.credentials import reset_password
from ticketapp.accounts.errors import AdminExists, EmailTaken, InvalidToken
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.setup import (
    create_admin,
    has_admin,
    issue_setup_link,
    set_up_first_admin,
)
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.actor import Role


async def a_secret(ctx):
    return (await issue_setup_link(ctx)).rpartition("/")[2]


async def test_the_link_makes_the_first_admin_once(ctx):
    secret = await a_secret(ctx)
    user = await set_up_first_admin(ctx, HOME, secret, "ada@example.org", "Ada", PASSWORD)
    assert user.role is Role.admin
    assert await has_admin(ctx)
    with pytest.raises(InvalidToken):
        await set_up_first_admin(ctx, HOME, secret, "eve@example.org", "Eve", PASSWORD)


async def test_ten_uses_at_once_make_one_admin(ctx):
    """Fails with several admins when the link is not used up inside the transaction."""
    secret = await a_secret(ctx)
    calls = (
        set_up_first_admin(ctx, HOME, secret, f"admin{n}@example.org", "Ada", PASSWORD)
        for n in range(10)
    )
    outcomes = await outcomes_of(calls)
    assert outcomes == {"User": 1, "InvalidToken": 9}


async def test_a_newer_link_makes_the_older_one_useless(ctx):
    older, newer = await a_secret(ctx), await a_secret(ctx)
    with pytest.raises(InvalidToken):
        await set_up_first_admin(ctx, HOME, older, "eve@example.org", "Eve", PASSWORD)
    await set_up_first_admin(ctx, HOME, newer, "ada@example.org", "Ada", PASSWORD)


async def test_a_link_lasts_a_day_and_not_past_the_first_admin(ctx, clock):
    secret = await a_secret(ctx)
    await an_admin(ctx)
    with pytest.raises(AdminExists):
        await set_up_first_admin(ctx, HOME, secret, "eve@example.org", "Eve", PASSWORD)
    clock.advance(days=1)
    with pytest.raises(InvalidToken):
        await set_up_first_admin(ctx, HOME, secret, "eve@example.org", "Eve", PASSWORD)


async def test_the_command_makes_an_admin_with_a_password(ctx):
    assert await create_admin(ctx, "ada@example.org", "Ada", PASSWORD) is None
    await sign_in(ctx, HOME, SessionKind.browser, "ada@example.org", PASSWORD)
    with pytest.raises(EmailTaken):
        await create_admin(ctx, "ada@example.org", "Ada", PASSWORD)


async def test_without_a_password_the_command_answers_a_link_to_choose_one(ctx):
    link = await create_admin(ctx, "ada@example.org", "Ada", None)
    await reset_password(ctx, HOME, link.rpartition("/")[2], PASSWORD)
    await sign_in(ctx, HOME, SessionKind.browser, "ada@example.org", PASSWORD)
