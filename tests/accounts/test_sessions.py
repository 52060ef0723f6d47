import asyncio

import jwt
import pytest

from tests.builders.people import HOME, PASSWORD, a_user, actor_for, an_admin, signed_in
from ticketapp.accounts import sessions
from ticketapp.accounts.credentials import change_password
from ticketapp.accounts.errors import InvalidRefreshToken
from ticketapp.accounts.models import SessionKind
from ticketapp.accounts.people import PersonEdit, edit_person, end_sessions_of
from ticketapp.accounts.sessions import actor_of_cookie, actor_of_token, refresh
from ticketapp.accounts.sign_in import sign_in
from ticketapp.core.actor import Role
from ticketapp.core.errors import NotFound, Unauthenticated


async def a_pair(ctx, user):
    opened = await sign_in(ctx, HOME, SessionKind.api, user.email, PASSWORD)
    return sessions.token_pair(ctx, opened.user, opened.session_id, opened.secret)


async def test_an_access_token_names_its_owner_for_15_minutes(ctx, clock):
    user = await a_user(ctx)
    pair = await a_pair(ctx, user)
    assert (await actor_of_token(ctx, pair.access_token, HOME)).user_id == user.id
    clock.advance(minutes=15)
    with pytest.raises(Unauthenticated):
        await actor_of_token(ctx, pair.access_token, HOME)


def forged(ctx, token, *, algorithm="HS256", key=None, **claims):
    content = jwt.decode(token, options={"verify_signature": False}) | claims
    content = {name: value for name, value in content.items() if value is not None}
    key = key if key is not None else ctx.settings.jwt_secret.get_secret_value()
    return jwt.encode(content, key or None, algorithm)


async def test_tokens_that_this_app_did_not_issue_are_refused(ctx):
    token = (await a_pair(ctx, await a_user(ctx))).access_token
    head, body, signature = token.split(".")
    assert await actor_of_token(ctx, forged(ctx, token), HOME)
    for bad in [
        "",
        "x.y.z",
        f"{head}.{body}.",
        f"{head}.{body}x.{signature}",
        forged(ctx, token, algorithm="none", key=""),
        forged(ctx, token, key="x" * 32),
        forged(ctx, token, algorithm="HS512"),
        forged(ctx, token, aud="another"),
        forged(ctx, token, iss="http://elsewhere.test"),
        forged(ctx, token, sub="somebody-else"),
        forged(ctx, token, sid="some-session"),
        forged(ctx, token, exp=None),
        forged(ctx, token, exp=10**30),
        forged(ctx, token, jti=None),
    ]:
        with pytest.raises(Unauthenticated):
            await actor_of_token(ctx, bad, HOME)


async def test_a_cookie_is_no_refresh_token_and_the_other_way_round(ctx):
    user = await a_user(ctx)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, await signed_in(ctx, user), HOME)
    program = await signed_in(ctx, user, SessionKind.api)
    assert (await actor_of_cookie(ctx, program, HOME)).is_anonymous


async def test_a_spent_refresh_token_ends_the_session_it_was_copied_from(ctx, clock):
    first = await a_pair(ctx, await a_user(ctx))
    second = await refresh(ctx, first.refresh_token, HOME)
    clock.advance(seconds=3)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, first.refresh_token, HOME)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, second.refresh_token, HOME)
    with pytest.raises(Unauthenticated):
        await actor_of_token(ctx, second.access_token, HOME)


async def test_two_that_race_for_one_rotation_both_go_on(ctx, clock):
    """Fails when the successor is random: the slower one's next refresh ends the session."""
    pair = await a_pair(ctx, await a_user(ctx))
    racers = await asyncio.gather(*(refresh(ctx, pair.refresh_token, HOME) for _ in range(20)))
    assert len({racer.refresh_token for racer in racers}) == 1
    for _ in range(3):
        clock.advance(minutes=15)
        pair = await refresh(ctx, racers[0].refresh_token if _ == 0 else pair.refresh_token, HOME)
    assert await actor_of_token(ctx, pair.access_token, HOME)


async def test_an_older_token_than_the_last_is_a_copy_even_within_the_grace(ctx):
    first = await a_pair(ctx, await a_user(ctx))
    second = await refresh(ctx, first.refresh_token, HOME)
    await refresh(ctx, second.refresh_token, HOME)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, first.refresh_token, HOME)


async def test_the_oldest_token_of_a_long_session_still_tells_of_a_copy(ctx, clock):
    pair = first = await a_pair(ctx, await a_user(ctx))
    for _ in range(20):
        pair = await refresh(ctx, pair.refresh_token, HOME)
        clock.advance(minutes=15)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, first.refresh_token, HOME)
    with pytest.raises(InvalidRefreshToken):
        await refresh(ctx, pair.refresh_token, HOME)


async def test_who_merely_knows_a_sessions_id_cannot_end_it(ctx, clock):
    """The id is no secret: access tokens, exports and the list of devices show it."""
    pair, foreign = await a_pair(ctx, await a_user(ctx)), await a_pair(ctx, await a_user(ctx))
    session_id, chance, signature = pair.refresh_token.split(".")
    for made_up in [
        session_id,
        f"{session_id}.",
        f"{session_id}..",
        f"{session_id}.garbage",
        f"{session_id}.{chance}",
        f"{session_id}.{chance}.{signature[::-1]}",
        f"{session_id}.{chance[::-1]}.{signature}",
        f"{session_id}.{foreign.refresh_token.partition('.')[2]}",
        f"{session_id}.ungültig.{signature}",
    ]:
        clock.advance(seconds=3)
        with pytest.raises(InvalidRefreshToken):
            await refresh(ctx, made_up, HOME)
    assert await refresh(ctx, pair.refresh_token, HOME)


@pytest.mark.parametrize("edit", [PersonEdit(disabled=True), PersonEdit(role=Role.staff)])
async def test_an_admins_edit_bites_on_the_very_next_request(ctx, edit):
    admin, user = await an_admin(ctx), await a_user(ctx)
    pair, cookie = await a_pair(ctx, user), await signed_in(ctx, user)
    await edit_person(ctx, admin, user.id, edit)
    by_cookie = await actor_of_cookie(ctx, cookie, HOME)
    if edit.disabled:
        assert by_cookie.is_anonymous
        with pytest.raises(Unauthenticated):
            await actor_of_token(ctx, pair.access_token, HOME)
        with pytest.raises(InvalidRefreshToken):
            await refresh(ctx, pair.refresh_token, HOME)
    else:
        assert by_cookie.role is Role.staff
        assert (await actor_of_token(ctx, pair.access_token, HOME)).role is Role.staff


async def test_a_new_password_ends_every_other_session(ctx):
    user = await a_user(ctx)
    other, pair = await signed_in(ctx, user), await a_pair(ctx, user)
    mine = await signed_in(ctx, user)
    actor = await actor_of_cookie(ctx, mine, HOME)
    await change_password(ctx, actor, PASSWORD, "quite another phrase")
    assert not (await actor_of_cookie(ctx, mine, HOME)).is_anonymous
    assert (await actor_of_cookie(ctx, other, HOME)).is_anonymous
    with pytest.raises(Unauthenticated):
        await actor_of_token(ctx, pair.access_token, HOME)


async def test_people_end_their_own_sessions_and_nobody_elses(ctx):
    user, neighbour = await a_user(ctx), await a_user(ctx)
    actor, foreign = await actor_for(ctx, user), await actor_for(ctx, neighbour)
    other = await signed_in(ctx, user)
    assert len(await sessions.sessions_of(ctx, actor)) == 2
    with pytest.raises(NotFound):
        await sessions.end_session(ctx, actor, foreign.session_id)
    await sessions.end_session(ctx, actor, other.partition(".")[0])
    assert (await actor_of_cookie(ctx, other, HOME)).is_anonymous
    assert [each.id for each in await sessions.sessions_of(ctx, actor)] == [actor.session_id]


async def test_an_admin_signs_somebody_out_everywhere(ctx):
    admin, user = await an_admin(ctx), await a_user(ctx)
    cookie = await signed_in(ctx, user)
    assert await end_sessions_of(ctx, admin, user.id) == 1
    assert (await actor_of_cookie(ctx, cookie, HOME)).is_anonymous


async def test_signing_out_ends_that_session_alone(ctx):
    user = await a_user(ctx)
    one, two = await signed_in(ctx, user), await signed_in(ctx, user)
    await sessions.sign_out(ctx, one, HOME)
    await sessions.sign_out(ctx, "nonsense", HOME)
    assert (await actor_of_cookie(ctx, one, HOME)).is_anonymous
    assert not (await actor_of_cookie(ctx, two, HOME)).is_anonymous


async def test_in_a_crowd_everybody_is_who_they_are_and_who_signed_out_is_nobody(ctx):
    users = [await a_user(ctx) for _ in range(20)]
    pairs = [await a_pair(ctx, user) for user in users]
    gone = sessions.read_access_token(ctx.settings, ctx.clock, pairs[7].access_token)
    leaver = await actor_of_token(ctx, pairs[7].access_token, HOME)
    crowd = [asyncio.create_task(actor_of_token(ctx, each.access_token, HOME)) for each in pairs]
    assert [(await each).user_id for each in crowd] == [user.id for user in users]
    await sessions.end_session(ctx, leaver, gone.session_id)
    found = await asyncio.gather(
        *(actor_of_token(ctx, each.access_token, HOME) for each in pairs), return_exceptions=True
    )
    assert isinstance(found.pop(7), Unauthenticated)
    assert [actor.user_id for actor in found] == [u.id for u in users if u.id != leaver.user_id]


async def test_whoever_signed_out_is_nobody_at_once_though_the_session_is_being_read(ctx):
    token = (await a_pair(ctx, await a_user(ctx))).access_token
    actor = await actor_of_token(ctx, token, HOME)
    over = asyncio.Event()

    async def ask_until_over():
        while not over.is_set():
            await asyncio.gather(actor_of_token(ctx, token, HOME), return_exceptions=True)

    asking = [asyncio.create_task(ask_until_over()) for _ in range(5)]
    await sessions.end_session(ctx, actor, actor.session_id)
    with pytest.raises(Unauthenticated):  # an answer kept from before the end would let them in
        await actor_of_token(ctx, token, HOME)
    over.set()
    await asyncio.gather(*asking)
