"""A small domain with routes that use every frame of the API, as a real one would."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.auth import CurrentActor
from api.dependencies import Ctx
from api.etags import BasedOn, entity
from api.idempotency import Once, created
from api.limits import limited
from api.lists import ListQuery
from api.problems import refusals
from api.schemas import AnswerBody, PageOf, RequestBody, Time
from ticketapp.core.context import Context
from ticketapp.core.db import Document
from ticketapp.core.errors import IfMatchRequired, NotFound, Refusal, Stale
from ticketapp.core.idempotency import Answer, Claim
from ticketapp.core.limits import Limit
from ticketapp.core.paging import find_page

NAME = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Size = Annotated[int, Field(ge=0, le=1000)]


class NameTaken(Refusal):
    code = "name_taken"
    status = 409
    text = "There is a thing of that name."


class ThingIn(RequestBody):
    name: NAME
    size: Size = 0


class ThingPatch(RequestBody):
    size: Size


class ThingOut(AnswerBody):
    id: str
    name: str
    size: int
    version: int
    made_at: Time

    @classmethod
    def of(cls, thing: Document) -> Self:
        return cls(
            id=thing["_id"],
            name=thing["name"],
            size=thing["size"],
            version=thing["version"],
            made_at=thing["made_at"],
        )


async def put_thing(ctx: Context, name: str, size: int = 0, at: datetime | None = None) -> Document:
    thing: dict[str, Any] = {
        "_id": ctx.ids.new(),
        "name": name,
        "size": size,
        "version": 1,
        "made_at": at or ctx.clock.now(),
    }
    if await ctx.db.things.find_one({"name": name}):
        raise NameTaken
    await ctx.db.things.insert_one(thing)
    return thing


def things_router(limit: Limit) -> APIRouter:
    router = APIRouter(prefix="/api/v1/things")

    @router.get("")
    async def list_things(
        ctx: Ctx,
        wanted: ListQuery,
        size: Annotated[int | None, Query(ge=0, le=1000)] = None,
        sort: Literal["name", "-name", "made_at"] = "name",
    ) -> PageOf[ThingOut]:
        """All things, by name."""
        query = {} if size is None else {"size": size}
        page = await find_page(ctx.db.things, query, [sort], wanted.part)
        return wanted.answer(page, ThingOut.of)

    @router.get("/{thing_id}", responses=refusals(NotFound) | {304: {"description": "As known."}})
    async def read_thing(ctx: Ctx, request: Request, thing_id: str) -> ThingOut:
        """One thing."""
        thing = await _find(ctx, thing_id)
        return entity(request, ThingOut.of(thing), thing["version"])

    @router.patch("/{thing_id}", responses=refusals(NotFound, Stale, IfMatchRequired))
    async def change_thing(
        ctx: Ctx, request: Request, thing_id: str, change: ThingPatch, based_on: BasedOn
    ) -> ThingOut:
        """Change its size."""
        thing = await _find(ctx, thing_id)
        version = based_on.version() or thing["version"]
        changed = await ctx.db.things.find_one_and_update(
            {"_id": thing_id, "version": version},
            {"$set": {"size": change.size}, "$inc": {"version": 1}},
            return_document=True,
        )
        if changed is None:
            raise Stale
        return entity(request, ThingOut.of(changed), changed["version"])

    @router.post("", status_code=201, responses=refusals(NameTaken), dependencies=[limited(limit)])
    async def create_thing(ctx: Ctx, new: ThingIn, once: Once) -> ThingOut:
        """Make a thing; names are unique."""

        async def create(_claim: Claim | None) -> Answer:
            thing = await put_thing(ctx, new.name, new.size)
            return created(ThingOut.of(thing), f"/api/v1/things/{thing['_id']}")

        return await once(create)

    @router.delete("/{thing_id}", status_code=204, responses=refusals(NotFound))
    async def delete_thing(ctx: Ctx, _actor: CurrentActor, thing_id: str) -> Response:
        """Throw it away."""
        thing = await _find(ctx, thing_id)
        await ctx.db.things.delete_one({"_id": thing["_id"]})
        return Response(status_code=204)

    return router


async def _find(ctx: Context, thing_id: str) -> Document:
    thing = await ctx.db.things.find_one({"_id": {"$eq": thing_id}})
    if thing is None:
        raise NotFound
    return thing
