"""What admins do with other people's accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ticketapp.accounts import repository, session_repository
from ticketapp.accounts.access import require_admin
from ticketapp.accounts.errors import LastAdmin
from ticketapp.accounts.models import PeopleFilter, PeopleOrder, User
from ticketapp.accounts.registration import create_account
from ticketapp.accounts.rules import cleaned_name, search_terms
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Actor, Role
from ticketapp.core.context import Context
from ticketapp.core.db import Document, Session
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import DEFAULT
from ticketapp.core.paging import Page, PageRequest


class Unchanged:
    """Stands for a field that an edit leaves as it is, where None would mean something."""


UNCHANGED = Unchanged()


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What an admin changes about an account. `event_ids` None means staff of every event."""

    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    event_ids: tuple[str, ...] | Unchanged | None = UNCHANGED


async def find_people(
    ctx: Context, actor: Actor, wanted: PeopleFilter, part: PageRequest,
    order: PeopleOrder = PeopleOrder.oldest,
) -> Page[User]:  # fmt: skip
    """Accounts that match, the oldest first unless `order` says otherwise."""
    require_admin(actor)
    return await repository.search(ctx.db, wanted, part, order)


async def get_person(ctx: Context, actor: Actor, user_id: str) -> User:
    require_admin(actor)
    found = await repository.by_id(ctx.db, user_id)
    if found is None:
        raise NotFound
    return repository.user_of(found)


async def names_of(ctx: Context, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """The names of these accounts, by id; those that are gone are left out."""
    require_admin(actor)
    return await repository.names_of(ctx.db, ids)


async def add_person(
    ctx: Context, actor: Actor, email: str, name: str, role: Role,
    event_ids: tuple[str, ...] | None = None,
) -> User:  # fmt: skip
    """Make an account for somebody; they get a password by mail and choose their own."""
    require_admin(actor)
    return await create_account(
        ctx, actor, email, name, role, password=None, locale=DEFAULT, event_ids=event_ids
    )


async def edit_person(ctx: Context, actor: Actor, user_id: str, edit: PersonEdit) -> User:
    """Change an account. Disabling it ends its sessions.

    Refuses (`LastAdmin`) to take the last active admin away, also when two do so at once.
    """
    require_admin(actor)

    async def work(session: Session) -> User:
        found = await repository.by_id(ctx.db, user_id, session)
        if found is None:
            raise NotFound
        changes = _changes(ctx, found, edit)
        if not changes:
            return repository.user_of(found)
        changed = {**found, **changes, "updated_at": ctx.clock.now()}
        await guard_last_admin(ctx, session, found, changed)
        await repository.change(
            ctx.db, session, user_id, {**changes, "updated_at": changed["updated_at"]}
        )
        if changed["disabled_at"] and not found["disabled_at"]:
            await session_repository.end_all(ctx.db, session, user_id)
        target = Target(user_id, found["email"])
        before, after = _shown(found, changes), _shown(changed, changes)
        await record(ctx, session, actor, "account.edited", target, before=before, after=after)
        return repository.user_of(changed)

    return await ctx.db.transaction(work)


async def end_sessions_of(ctx: Context, actor: Actor, user_id: str) -> int:
    """Sign somebody out everywhere; answer how many sessions that ended."""
    require_admin(actor)
    person = await get_person(ctx, actor, user_id)

    async def work(session: Session) -> int:
        ended = await session_repository.end_all(ctx.db, session, user_id)
        target = Target(user_id, person.email)
        await record(ctx, session, actor, "session.ended", target, after={"sessions": ended})
        return ended

    return await ctx.db.transaction(work)


async def guard_last_admin(
    ctx: Context, session: Session, before: Document, after: Document
) -> None:
    """Refuse a change that would leave nobody who can sign in as an admin."""
    steps_down = _is_active_admin(before) and not _is_active_admin(after)
    if steps_down and not await repository.other_active_admins(ctx.db, session, before["_id"]):
        raise LastAdmin


def _is_active_admin(document: Document) -> bool:
    return (
        document["role"] == Role.admin.value
        and not document["disabled_at"]
        and not document["erased_at"]
    )


def _changes(ctx: Context, found: Document, edit: PersonEdit) -> Document:
    wanted: dict[str, Any] = {}
    if edit.name is not None:
        wanted["name"] = cleaned_name(edit.name)
        wanted["terms"] = search_terms(found["email"], wanted["name"])
    if edit.role is not None:
        wanted["role"] = edit.role.value
    if edit.disabled is not None and edit.disabled != bool(found["disabled_at"]):
        wanted["disabled_at"] = ctx.clock.now() if edit.disabled else None
    if not isinstance(edit.event_ids, Unchanged):
        wanted["event_ids"] = list(edit.event_ids) if edit.event_ids is not None else None
    return {name: value for name, value in wanted.items() if found[name] != value}


def _shown(document: Document, changes: Document) -> dict[str, Any]:
    return {name: document[name] for name in changes if name != "terms"}
