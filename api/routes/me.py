"""The own account."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from api.auth import NEEDS_ACCOUNT, NEEDS_USER, SignedIn
from api.dependencies import Ctx
from api.limits import limited
from api.lists import ListQuery
from api.people import Name, Profile
from api.problems import refusals
from api.schemas import AnswerBody, Change, PageOf, Time, left_out
from ticketapp.accounts import profile, sessions
from ticketapp.accounts.errors import LastAdmin
from ticketapp.accounts.models import SessionKind, SignedInSession
from ticketapp.core.actor import Actor
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import Locale
from ticketapp.core.limits import READS, WRITES, Limit

router = APIRouter(prefix="/me", tags=["Accounts"])

EXPORTS = Limit("export", "5/minute;30/hour")


class ProfileChange(Change):
    """What is left out stays as it is."""

    name: Name = left_out()
    locale: Locale = left_out()


class SignIn(AnswerBody):
    """One sign-in on one device, until it ends or runs out."""

    id: str
    kind: SessionKind
    current: bool = Field(description="Whether this very request comes from it.")
    created_at: Time
    last_seen_at: Time
    expires_at: Time
    address: str
    user_agent: str


@router.get("", responses=refusals(*NEEDS_ACCOUNT), dependencies=[limited(READS)])
async def read_me(ctx: Ctx, actor: SignedIn) -> Profile:
    """Who I am here."""
    return Profile.of(await profile.get_profile(ctx, actor))


@router.patch("", responses=refusals(*NEEDS_USER), dependencies=[limited(WRITES)])
async def edit_me(ctx: Ctx, actor: SignedIn, change: ProfileChange) -> Profile:
    """Change the own name or language."""
    return Profile.of(await profile.edit_profile(ctx, actor, **change.given()))


@router.delete("", status_code=204, responses=refusals(*NEEDS_ACCOUNT, LastAdmin))
async def erase_me(ctx: Ctx, actor: SignedIn) -> Response:
    """Erase the own account and what is kept about me. There is no way back."""
    await profile.erase_account(ctx, actor, password=None)
    return Response(status_code=204)


@router.get("/export", responses=refusals(*NEEDS_ACCOUNT), dependencies=[limited(EXPORTS)])
async def export_me(ctx: Ctx, actor: SignedIn, response: Response) -> dict[str, Any]:
    """All that is kept about me, domain by domain, as a file."""
    response.headers["Content-Disposition"] = f'attachment; filename="{actor.user_id}.json"'
    return await profile.export_data(ctx, actor)


@router.get("/sessions", responses=refusals(*NEEDS_ACCOUNT), dependencies=[limited(READS)])
async def list_my_sessions(ctx: Ctx, actor: SignedIn, wanted: ListQuery) -> PageOf[SignIn]:
    """Where I am signed in, in browsers and with programs, the last seen first."""
    page = await sessions.find_sessions(ctx, actor, wanted.part)
    return wanted.answer(page, lambda each: _shown(each, actor))


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    responses=refusals(*NEEDS_ACCOUNT, NotFound),
    dependencies=[limited(WRITES)],
)
async def end_my_session(ctx: Ctx, actor: SignedIn, session_id: str) -> Response:
    """Sign out there. Its tokens are refused from the next request on."""
    await sessions.end_session(ctx, actor, session_id)
    return Response(status_code=204)


def _shown(session: SignedInSession, actor: Actor) -> SignIn:
    return SignIn(
        id=session.id,
        kind=session.kind,
        current=session.id == actor.session_id,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        address=session.address,
        user_agent=session.user_agent,
    )
