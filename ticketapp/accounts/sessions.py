"""Sessions: from what a client presents to the actor it is, and the ways a session ends.

What a client keeps is ``<session id>.<secret>``: a browser in a cookie, a program as its refresh
token. The database holds the secret's hash. The secret is ``<chance>.<signature>``: one that nobody
could make up, so that whoever presents it was given it, or has it from somebody who was.
"""

import base64
import hmac
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from ticketapp.accounts import repository, session_repository
from ticketapp.accounts.access import require_account
from ticketapp.accounts.errors import InvalidRefreshToken
from ticketapp.accounts.models import SessionKind, SignedInSession, TokenPair, User
from ticketapp.accounts.tokens import LIFETIME, issue_access_token, read_access_token
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Origin, Role, anonymous
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import NotFound, Unauthenticated
from ticketapp.core.ids import digest
from ticketapp.core.keys import derive_key
from ticketapp.core.paging import Page, PageRequest
from ticketapp.core.settings import Switch

SESSION_LIFETIME = timedelta(days=14)
RACE_GRACE = timedelta(seconds=2)
_SEEN_EVERY = timedelta(minutes=5)
_LONGEST = 200
_LANE = ("sessions",)


async def begin(
    ctx: Context, session: Session, user_id: str, kind: SessionKind, origin: Origin
) -> tuple[str, str]:
    """Open a session in the caller's transaction; answer its id and what the client keeps."""
    session_id, now = ctx.ids.new(), ctx.clock.now()
    secret = _signed(ctx, session_id, ctx.ids.secret())
    await session_repository.insert(
        ctx.db,
        session,
        {
            "_id": session_id,
            "kind": kind.value,
            "user_id": user_id,
            "digest": digest(secret),
            "previous_digest": "",
            "rotated_at": now,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + SESSION_LIFETIME,
            "address": origin.address,
            "user_agent": origin.user_agent[:300],
        },
    )
    return session_id, f"{session_id}.{secret}"


async def actor_of_cookie(ctx: Context, value: str, origin: Origin) -> Actor:
    """Who a browser is, by its session cookie; anonymous when that is not a live session."""
    session_id, secret = _parts(value)
    found = await _live_session(ctx, session_id, SessionKind.browser) if secret else None
    if found is None or not hmac.compare_digest(found["digest"], digest(secret)):
        return anonymous(origin)
    now = ctx.clock.now()
    if now - found["last_seen_at"] > _SEEN_EVERY:
        await session_repository.touch(ctx.db, session_id, now, now + SESSION_LIFETIME)
    return _actor(ctx, found, origin)


async def actor_of_token(ctx: Context, access_token: str, origin: Origin) -> Actor:
    """Who a program is, by its access token; refuses (`Unauthenticated`) any that is not live.

    The account is read each time, so that ending a session, disabling an account or changing a
    role bites on the very next request.
    """
    claims = read_access_token(ctx.settings, ctx.clock, access_token)
    found = await _live_session(ctx, claims.session_id, SessionKind.api)
    if found is None or found["user_id"] != claims.user_id:
        raise Unauthenticated
    return _actor(ctx, found, origin)


def token_pair(ctx: Context, user: User, session_id: str, refresh_token: str) -> TokenPair:
    access = issue_access_token(ctx.settings, ctx.clock, ctx.ids, user.id, session_id)
    lifetime = int(LIFETIME.total_seconds())
    return TokenPair(access, refresh_token, lifetime, user.must_change_password)


async def refresh(ctx: Context, refresh_token: str, origin: Origin) -> TokenPair:
    """Exchange a refresh token for a new pair; the old one is spent.

    A spent token that comes again ends the whole session, for it has been copied. Within 2 s it
    may be an honest race or a lost answer: both then get the same successor, because it is
    derived from its predecessor (docs/adr/0006). A token that never was one ends nothing.
    """
    session_id, secret = _parts(refresh_token)
    is_ours = hmac.compare_digest(
        _signed(ctx, session_id, secret.rpartition(".")[0]).encode(), secret.encode()
    )
    found = await _live_session(ctx, session_id, SessionKind.api) if is_ours else None
    if found is None:
        raise InvalidRefreshToken
    successor = _successor(ctx, session_id, secret)
    presented, now = digest(secret), ctx.clock.now()
    if hmac.compare_digest(found["digest"], presented):
        changes: dict[str, Any] = {
            "digest": digest(successor),
            "previous_digest": presented,
            "rotated_at": now,
            "last_seen_at": now,
            "expires_at": now + SESSION_LIFETIME,
            "address": origin.address,
        }
        if not await session_repository.rotate(ctx.db, session_id, presented, changes):
            return await refresh(ctx, refresh_token, origin)
    elif not _is_a_race(found, presented, now - found["rotated_at"]):
        await _end_replayed(ctx, found, origin)
        raise InvalidRefreshToken
    user = repository.user_of(found["user"])
    return token_pair(ctx, user, session_id, f"{session_id}.{successor}")


async def sessions_of(ctx: Context, actor: Actor) -> list[SignedInSession]:
    """Where the actor is signed in, the latest first."""
    return await session_repository.of_user(ctx.db, require_account(actor), ctx.clock.now())


async def find_sessions(ctx: Context, actor: Actor, part: PageRequest) -> Page[SignedInSession]:
    """As `sessions_of`, in pages."""
    user_id = require_account(actor)
    return await session_repository.page_of_user(ctx.db, user_id, ctx.clock.now(), part)


async def end_session(ctx: Context, actor: Actor, session_id: str) -> None:
    """End one of the actor's own sessions, at once; another's is `NotFound`."""
    user_id = require_account(actor)

    async def work(session: Session) -> None:
        if not await session_repository.end(ctx.db, session_id, user_id, session):
            raise NotFound
        await record(ctx, session, actor, "session.ended", Target(user_id, actor.email))

    await ctx.db.transaction(work)


async def end_other_sessions(ctx: Context, actor: Actor) -> int:
    """End all sessions of the actor but the present one; answer how many those were."""
    user_id = require_account(actor)

    async def work(session: Session) -> int:
        ended = await session_repository.end_all(ctx.db, session, user_id, keep=actor.session_id)
        if ended:
            target = Target(user_id, actor.email)
            await record(ctx, session, actor, "session.ended", target, after={"sessions": ended})
        return ended

    return await ctx.db.transaction(work)


async def sign_out(ctx: Context, value: str, origin: Origin) -> None:
    """End the session that a cookie or refresh token stands for; silent when there is none."""
    session_id, secret = _parts(value)
    found = await _with_user(ctx, session_id) if secret else None
    if found and hmac.compare_digest(found["digest"], digest(secret)):
        with suppress(NotFound):  # another sign-out was faster
            await end_session(ctx, _actor(ctx, found, origin), session_id)


async def _live_session(ctx: Context, session_id: str, kind: SessionKind) -> Document | None:
    found = await _with_user(ctx, session_id)
    if found is None or found["kind"] != kind or found["expires_at"] <= ctx.clock.now():
        return None
    if found["user"]["disabled_at"] or found["user"]["erased_at"]:
        return None
    return found


async def _with_user(ctx: Context, session_id: str) -> Document | None:
    """A session and its user, as of now; in a crowd, by a read begun after all of it had asked."""

    async def read(ids: Sequence[str]) -> Sequence[Document | None]:
        found = await session_repository.with_users(ctx.db, set(ids))
        return [found.get(each) for each in ids]

    return await ctx.lanes.submit(_LANE, "sessions", session_id, read)


def _actor(ctx: Context, found: Document, origin: Origin) -> Actor:
    user = repository.user_of(found["user"])
    enforced = ctx.settings.second_factor_required is Switch.on and user.role is not Role.user
    return Actor(
        origin=origin,
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        event_ids=user.event_ids,
        session_id=found["_id"],
        must_change_password=user.must_change_password,
        must_add_second_factor=enforced and not user.has_second_factor,
    )


def _is_a_race(found: Document, presented: str, age: timedelta) -> bool:
    return hmac.compare_digest(found["previous_digest"], presented) and age <= RACE_GRACE


async def _end_replayed(ctx: Context, found: Document, origin: Origin) -> None:
    user = repository.user_of(found["user"])

    async def work(session: Session) -> None:
        await session_repository.end(ctx.db, found["_id"], user.id, session)
        target = Target(user.id, user.email)
        await record(ctx, session, anonymous(origin), "session.replayed", target)

    await ctx.db.transaction(work)


def _successor(ctx: Context, session_id: str, secret: str) -> str:
    return _signed(ctx, session_id, _mac(ctx, "refresh-token", f"{session_id}.{secret}"))


def _signed(ctx: Context, session_id: str, chance: str) -> str:
    return f"{chance}.{_mac(ctx, 'session-secret', f'{session_id}.{chance}')}"


def _mac(ctx: Context, purpose: str, text: str) -> str:
    key = derive_key(ctx.settings.jwt_secret.get_secret_value(), purpose)
    mac = hmac.digest(key, text.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _parts(value: str) -> tuple[str, str]:
    session_id, _, secret = value[:_LONGEST].partition(".")
    return session_id, secret
