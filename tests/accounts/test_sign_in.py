from dataclasses import replace

import pytest

from tests.builders.people import HOME, PASSWORD, a_user, actor_for, an_admin, document_of
from ticketapp.accounts.errors import InvalidCredentials
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.people import PersonEdit, edit_person
from ticketapp.accounts.sessions import actor_of_cookie
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.errors import RateLimited
from ticketapp.core.passwords import PasswordHasher, argon2id

BROWSER = SessionKind.browser
STRANGER = replace(HOME, address="203.0.113.66")


async def test_the_right_password_opens_a_session(ctx):
    user = await a_user(ctx)
    opened = await sign_in(ctx, HOME, BROWSER, user.email.upper(), PASSWORD)
    actor = await actor_of_cookie(ctx, opened.secret, HOME)
    assert (actor.user_id, actor.role) == (user.id, user.role)


async def test_unknown_wrong_and_disabled_answer_the_same(ctx):
    admin, user = await an_admin(ctx), await a_user(ctx)
    await edit_person(ctx, admin, user.id, PersonEdit(disabled=True))
    for email, password in [
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        (user.email, "something else"),
        (user.email, PASSWORD),
    ]:
        with pytest.raises(InvalidCredentials):
            await sign_in(ctx, HOME, BROWSER, email, password)


async def test_only_the_secrets_hash_is_stored(ctx):
    opened = await sign_in(ctx, HOME, BROWSER, (await a_user(ctx)).email, PASSWORD)
    stored = await ctx.db.sessions.find_one({"_id": opened.session_id})
    assert opened.secret.partition(".")[2] not in str(stored)


async def test_a_made_up_or_altered_cookie_is_nobody(ctx):
    opened = await sign_in(ctx, HOME, BROWSER, (await a_user(ctx)).email, PASSWORD)
    for value in ["", "x", ".", f"{opened.session_id}.", opened.secret[:-1], opened.secret + "x"]:
        assert (await actor_of_cookie(ctx, value, HOME)).is_anonymous


async def test_a_session_runs_out_after_14_days_without_use(ctx, clock):
    opened = await sign_in(ctx, HOME, BROWSER, (await a_user(ctx)).email, PASSWORD)
    clock.advance(days=13)
    assert not (await actor_of_cookie(ctx, opened.secret, HOME)).is_anonymous
    clock.advance(days=13)
    assert not (await actor_of_cookie(ctx, opened.secret, HOME)).is_anonymous
    clock.advance(days=14)
    assert (await actor_of_cookie(ctx, opened.secret, HOME)).is_anonymous


async def test_a_hash_with_grown_parameters_is_renewed_on_sign_in(ctx):
    user = await a_user(ctx)
    before = await document_of(ctx, user)
    grown = replace(ctx, hasher=PasswordHasher(argon2id(memory_kib=2048, passes=2, lanes=1)))
    await sign_in(grown, HOME, BROWSER, user.email, PASSWORD)
    after = await document_of(ctx, user)
    assert before["password_hash"] != after["password_hash"]
    await sign_in(grown, HOME, BROWSER, user.email, PASSWORD)
    assert (await document_of(ctx, user))["password_hash"] == after["password_hash"]


async def test_guessing_is_slowed_down_per_account_and_address(ctx):
    user = await a_user(ctx)
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            await sign_in(ctx, STRANGER, BROWSER, user.email, "wrong guess")
    with pytest.raises(RateLimited):
        await sign_in(ctx, STRANGER, BROWSER, user.email, PASSWORD)


async def test_a_stranger_can_not_lock_the_owner_out(ctx):
    """Fails when guesses from anywhere count against the account for everybody."""
    user = await a_user(ctx)
    await actor_for(ctx, user)
    refused = 0
    for number in range(60):
        guesser = replace(HOME, address=f"203.0.113.{number}")
        try:
            await sign_in(ctx, guesser, BROWSER, user.email, "wrong guess")
        except RateLimited:
            refused += 1
        except InvalidCredentials:
            pass
    assert refused == 11  # 50 an hour, one of which was the owner's first from a new address
    assert await actor_for(ctx, user)


async def test_refused_and_accepted_sign_ins_are_on_record(ctx):
    user = await a_user(ctx)
    with pytest.raises(InvalidCredentials):
        await sign_in(ctx, STRANGER, BROWSER, user.email, "wrong guess")
    await sign_in(ctx, HOME, BROWSER, user.email, PASSWORD)
    entries = await ctx.db.audit.find({"object_id": user.id}).sort("_id", 1).to_list(None)
    assert [(entry["action"], entry["address"]) for entry in entries[1:]] == [
        ("session.refused", STRANGER.address),
        ("session.started", HOME.address),
    ]


async def test_one_ipv6_client_is_one_guesser_under_all_its_addresses(ctx):
    """Fails when each of the 2^64 addresses that a client has to itself starts at zero."""
    user = await a_user(ctx)
    for number in range(5):
        guesser = replace(HOME, address=f"2001:db8:0:7:{number:x}::1")
        with pytest.raises(InvalidCredentials):
            await sign_in(ctx, guesser, BROWSER, user.email, "wrong guess")
    with pytest.raises(RateLimited):
        await sign_in(
            ctx, replace(HOME, address="2001:db8:0:7::ffff"), BROWSER, user.email, PASSWORD
        )
    elsewhere = replace(HOME, address="2001:db8:0:8::1")
    assert await sign_in(ctx, elsewhere, BROWSER, user.email, PASSWORD)


async def test_an_owner_is_known_again_under_a_new_address_of_the_same_ipv6_net(ctx):
    """Browsers change the lower half of theirs every day."""
    user = await a_user(ctx)
    await sign_in(ctx, replace(HOME, address="2001:db8:0:7::1"), BROWSER, user.email, PASSWORD)
    for number in range(60):
        guesser = replace(HOME, address=f"203.0.113.{number}")
        with pytest.raises((InvalidCredentials, RateLimited)):
            await sign_in(ctx, guesser, BROWSER, user.email, "wrong guess")
    tomorrow = replace(HOME, address="2001:db8:0:7:89ab::2")
    assert await sign_in(ctx, tomorrow, BROWSER, user.email, PASSWORD)
