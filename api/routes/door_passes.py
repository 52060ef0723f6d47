"""Door passes: made and ended by staff and admins; with one, a device is signed in at a door."""

from datetime import timedelta

from fastapi import APIRouter, Response

from api.auth import NEEDS_ADMIN, SignedIn
from api.dependencies import Ctx
from api.door import DoorPass, NewDoorPass, PassIn
from api.doorkeepers import NEEDS_DOORKEEPER, InPerson
from api.idempotency import Once, created
from api.limits import limited
from api.lists import ListQuery
from api.problems import refusals
from api.schemas import PageOf
from ticketapp.core.errors import IdempotencyKeyReused, Invalid, NotFound
from ticketapp.core.idempotency import Answer, Claim
from ticketapp.core.limits import READS, WRITES
from ticketapp.door import passes
from ticketapp.tickets import qr

router = APIRouter(tags=["Door"])


@router.post(
    "/events/{event_id}/door-passes",
    status_code=201,
    responses=refusals(*NEEDS_DOORKEEPER, Invalid, IdempotencyKeyReused),
    dependencies=[limited(WRITES)],
)
async def create_door_pass(ctx: Ctx, post: InPerson, new: PassIn, once: Once) -> NewDoorPass:
    """A pass for a scanning device. Its token is shown this once; with it only calls about this
    event's doors are allowed, as far as its maker may work there.
    """

    async def create(_claim: Claim | None) -> Answer:
        made, token = await passes.make_pass(
            ctx,
            post.keeper.actor,
            post.event_id,
            new.label,
            gate=new.gate,
            lasts=timedelta(hours=new.hours),
        )
        link = passes.pass_link(ctx.settings, token)
        body = NewDoorPass(
            **dict(DoorPass.of(made)), token=token, link=link, qr_svg=qr.svg_of(link).decode()
        )
        return created(body, f"/api/v1/door-passes/{made.id}")

    return await once(create)


@router.get(
    "/events/{event_id}/door-passes",
    responses=refusals(*NEEDS_DOORKEEPER),
    dependencies=[limited(READS)],
)
async def list_door_passes(ctx: Ctx, post: InPerson, wanted: ListQuery) -> PageOf[DoorPass]:
    """An event's passes, the newest first: all of them for admins, staff see their own."""
    page = await passes.find_passes(ctx, post.keeper.actor, post.event_id, wanted.part)
    return wanted.answer(page, DoorPass.of)


@router.delete(
    "/door-passes/{pass_id}",
    status_code=204,
    responses=refusals(*NEEDS_ADMIN, NotFound),
    dependencies=[limited(WRITES)],
)
async def revoke_door_pass(ctx: Ctx, actor: SignedIn, pass_id: str) -> Response:
    """End a pass at once: one's own, or as an admin any."""
    await passes.revoke_pass(ctx, actor, pass_id)
    return Response(status_code=204)
