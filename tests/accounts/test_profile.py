import pytest

from tests.builders.people import HOME, PASSWORD, a_user, actor_for, an_admin, signed_in
from ticketapp.accounts.errors import InvalidCredentials, PasswordChangeRequired, WrongPassword
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.profile import edit_profile, erase_account, export_data
from ticketapp.accounts.registration import register
from ticketapp.accounts.sessions import actor_of_cookie
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.actor import anonymous
from ticketapp.core.sealing import unseal
from ticketapp.outbox.service import SEALED_FOR


async def test_name_and_language_change_and_are_on_record(ctx):
    actor = await actor_for(ctx, await a_user(ctx, name="Robin"))
    user = await edit_profile(ctx, actor, name="Robin Kim", locale="de")
    assert (user.name, user.locale) == ("Robin Kim", "de")
    entry = await ctx.db.audit.find_one({"action": "account.edited"})
    assert entry["after"] == {"name": "Robin Kim", "locale": "de"}


async def test_an_erased_account_leaves_nobody_behind(ctx):
    user = await a_user(ctx, email="robin@example.org", name="Robin Unmistakable")
    await register(ctx, anonymous(HOME), "other@example.org", "Other")
    actor, second = await actor_for(ctx, user), await signed_in(ctx, user)
    await erase_account(ctx, actor, PASSWORD)
    assert (await actor_of_cookie(ctx, second, HOME)).is_anonymous
    with pytest.raises(InvalidCredentials):
        await sign_in(ctx, HOME, SessionKind.browser, user.email, PASSWORD)
    for collection in ("users", "sessions", "links", "outbox"):
        kept = await ctx.db.raw[collection].find({}).to_list(None)
        assert "Unmistakable" not in str(kept)
        assert "robin@example.org" not in str(kept)
    assert await ctx.db.users.count_documents({}) == 2
    await register(ctx, anonymous(HOME), "robin@example.org", "Robin again", PASSWORD)


async def test_erasing_asks_for_the_password(ctx):
    actor = await actor_for(ctx, await a_user(ctx))
    with pytest.raises(WrongPassword):
        await erase_account(ctx, actor, "not it at all")


async def test_an_export_holds_profile_sessions_and_mails(ctx):
    await an_admin(ctx)
    user = await a_user(ctx)
    data = await export_data(ctx, await actor_for(ctx, user))
    assert data["profile"]["email"] == user.email
    assert [each["address"] for each in data["sessions"]] == [HOME.address]


async def test_a_mailed_password_opens_nothing_but_the_change_of_it(ctx):
    user = await register(ctx, anonymous(HOME), "robin@example.org", "Robin")
    mail = await ctx.db.outbox.find_one({"recipient": user.email})
    mailed = unseal(ctx.settings, mail["secret"], purpose=SEALED_FOR, owner=mail["_id"])
    opened = await sign_in(ctx, HOME, SessionKind.browser, user.email, mailed)
    actor = await actor_of_cookie(ctx, opened.secret, HOME)
    with pytest.raises(PasswordChangeRequired):
        await edit_profile(ctx, actor, name="Robin Kim")
