"""What the door's page asks for over HTTP: a pass that knows one event only.

The page scans with that pass and not with the session, which never leaves its cookie: a device
that is lost loses one evening's door.
"""

from datetime import timedelta
from typing import Annotated

import segno
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.accounts.access import require_admin, require_user
from ticketapp.core.actor import system
from ticketapp.core.context import Context
from ticketapp.core.errors import Unauthenticated
from ticketapp.core.limits import READS, WRITES
from ticketapp.door.pass_repository import Pass, by_id
from ticketapp.door.passes import GATE_LENGTH, keeper_of_pass, make_pass, pass_link
from ticketapp.events.service import get_event
from ticketapp.web.answers import origin_of
from ticketapp.web.forms import Form, Line, answering, private_json, read, sender

MAKE, TAKE_UP = "/door/events/{event_id}/pass", "/door/pass"
HAND_OUT = "/admin/door-passes"
_LONGEST_LABEL = 60


class PassGiven(Form):
    token: Annotated[str, Field(min_length=1, max_length=200)]


class PassWanted(Form):
    """A pass for a device that is nobody's own."""

    event_id: Line
    label: Annotated[str, Field(max_length=_LONGEST_LABEL)] = ""
    gate: Annotated[str, Field(max_length=GATE_LENGTH)] = ""
    hours: Annotated[int, Field(ge=1, le=24)]


def door_form_routes() -> tuple[Route, ...]:
    return (
        Route(MAKE, answering(_make), methods=["POST"]),
        Route(HAND_OUT, answering(_hand_out), methods=["POST"]),
        Route(TAKE_UP, answering(_take_up), methods=["POST"]),
    )


async def _make(ctx: Context, request: Request) -> Response:
    """A pass for who is signed in, for as long as they are."""
    actor = await sender(ctx, request)
    await ctx.limiter.hit(WRITES, require_user(actor))
    event_id = request.path_params["event_id"]
    made, token = await make_pass(ctx, actor, event_id, actor.name[:_LONGEST_LABEL], own=True)
    return await _answer(ctx, made, token)


async def _hand_out(ctx: Context, request: Request) -> Response:
    """A pass that an admin gives to a device: as an address to scan with its camera, this once."""
    actor = await sender(ctx, request)
    require_admin(actor)
    await ctx.limiter.hit(WRITES, require_user(actor))
    wanted = await read(request, PassWanted)
    made, token = await make_pass(
        ctx,
        actor,
        wanted.event_id,
        wanted.label,
        gate=wanted.gate,
        lasts=timedelta(hours=wanted.hours),
    )
    link = pass_link(ctx.settings, token)
    picture = segno.make(link, error="m").svg_data_uri(border=4, light="#fff", omitsize=True)
    return private_json(
        {
            "label": made.label,
            "gate": made.gate,
            "expires_at": made.expires_at.isoformat(),
            "link": link,
            "picture": picture,
        }
    )


async def _take_up(ctx: Context, request: Request) -> Response:
    """What a pass that came by a link is good for; nobody needs to be signed in."""
    origin = origin_of(request.scope)
    await ctx.limiter.hit(READS, origin.client)
    given = await read(request, PassGiven)
    keeper = await keeper_of_pass(ctx, given.token, origin)
    found = await by_id(ctx.db, keeper.pass_id or "")
    if found is None:
        raise Unauthenticated
    return await _answer(ctx, found, given.token)


async def _answer(ctx: Context, found: Pass, token: str) -> Response:
    event = await get_event(ctx, system("door"), found.event_id)
    return private_json(
        {
            "token": token,
            "expires_at": found.expires_at.isoformat(),
            "gate": found.gate,
            "event": {
                "id": event.id,
                "name": event.name,
                "location": event.location,
                "starts_at": event.starts_at.isoformat(),
                "ends_at": event.ends_at.isoformat(),
                "timezone": event.timezone,
                "reentry": event.reentry,
            },
        }
    )
