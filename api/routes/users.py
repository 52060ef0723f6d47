"""Other people's accounts, for admins."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import NEEDS_ADMIN, Admin
from api.dependencies import Ctx
from api.idempotency import Once, created
from api.limits import limited
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS, ChosenRole, Email, EventIds, Name, Profile
from api.problems import refusals
from api.schemas import Change, PageOf, RequestBody, Time, left_out
from ticketapp.accounts import people
from ticketapp.accounts.errors import EmailTaken, LastAdmin
from ticketapp.accounts.models import PeopleFilter, User
from ticketapp.accounts.people import PersonEdit
from ticketapp.core.actor import Role
from ticketapp.core.errors import IdempotencyKeyReused, Invalid, NotFound
from ticketapp.core.idempotency import Answer, Claim
from ticketapp.core.limits import READS, WRITES

router = APIRouter(prefix="/users", tags=["Administration"])

Words = Annotated[
    str,
    Query(
        max_length=100,
        pattern=NO_CONTROL_CHARACTERS,
        description="Beginnings of words of the name or address; all must fit.",
    ),
]


class PersonIn(RequestBody):
    """Somebody who is to have an account. They get a password by mail."""

    email: Email
    name: Name
    role: ChosenRole = Role.user
    event_ids: EventIds | None = None


class PersonChange(Change):
    """What is left out stays as it is."""

    name: Name = left_out()
    role: ChosenRole = left_out()
    disabled: bool = left_out()
    event_ids: EventIds | None = left_out()


class Person(Profile):
    """An account as admins see it."""

    disabled: bool
    disabled_at: Time | None

    @classmethod
    def of(cls, user: User) -> "Person":
        facts = dict(Profile.of(user))
        return Person(**facts, disabled=not user.is_active, disabled_at=user.disabled_at)


@router.get("", responses=refusals(*NEEDS_ADMIN), dependencies=[limited(READS)])
async def list_users(
    ctx: Ctx,
    actor: Admin,
    wanted: ListQuery,
    *,
    q: Words = "",
    role: Role | None = None,
    disabled: bool | None = None,
) -> PageOf[Person]:
    """All accounts, the oldest first."""
    fitting = PeopleFilter(words=q, role=role, disabled=disabled)
    return wanted.answer(await people.find_people(ctx, actor, fitting, wanted.part), Person.of)


@router.post(
    "",
    status_code=201,
    responses=refusals(*NEEDS_ADMIN, EmailTaken, Invalid, IdempotencyKeyReused),
    dependencies=[limited(WRITES)],
)
async def create_user(ctx: Ctx, actor: Admin, new: PersonIn, once: Once) -> Person:
    """Make an account for somebody. Safe to repeat with the same Idempotency-Key."""

    async def create(_claim: Claim | None) -> Answer:
        event_ids = None if new.event_ids is None else tuple(new.event_ids)
        user = await people.add_person(ctx, actor, new.email, new.name, new.role, event_ids)
        return created(Person.of(user), f"/api/v1/users/{user.id}")

    return await once(create)


@router.get("/{user_id}", responses=refusals(*NEEDS_ADMIN, NotFound), dependencies=[limited(READS)])
async def read_user(ctx: Ctx, actor: Admin, user_id: str) -> Person:
    """One account."""
    return Person.of(await people.get_person(ctx, actor, user_id))


@router.patch(
    "/{user_id}",
    responses=refusals(*NEEDS_ADMIN, NotFound, LastAdmin),
    dependencies=[limited(WRITES)],
)
async def edit_user(ctx: Ctx, actor: Admin, user_id: str, change: PersonChange) -> Person:
    """Change an account. It holds from that person's next request on; disabling signs them out."""
    given = change.given()
    if given.get("event_ids") is not None:
        given["event_ids"] = tuple(given["event_ids"])
    return Person.of(await people.edit_person(ctx, actor, user_id, PersonEdit(**given)))
