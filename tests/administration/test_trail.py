import pytest

from tests.builders.people import a_user, actor_for, an_admin
from ticketapp.administration.trail import find_audit, get_audit_entry, last_seal
from ticketapp.audit import service as audit
from ticketapp.audit.models import AuditFilter
from ticketapp.core.actor import Role, anonymous
from ticketapp.core.errors import Forbidden, NotFound, Unauthenticated
from ticketapp.core.paging import PageRequest

FIRST = PageRequest()


@pytest.mark.parametrize(
    "use",
    [
        lambda ctx, actor: find_audit(ctx, actor, AuditFilter(), FIRST),
        lambda ctx, actor: get_audit_entry(ctx, actor, "entry"),
        last_seal,
    ],
    ids=["find", "get", "last seal"],
)
async def test_only_admins_read_the_trail(ctx, use):
    with pytest.raises(Unauthenticated):
        await use(ctx, anonymous())
    for role in (Role.user, Role.staff):
        with pytest.raises(Forbidden):
            await use(ctx, await actor_for(ctx, await a_user(ctx, role=role)))


async def test_an_actor_is_found_by_address_as_well_as_by_id(ctx):
    admin = await an_admin(ctx)
    robin = await a_user(ctx, email="robin@example.org")
    await actor_for(ctx, robin)
    by_address = await find_audit(ctx, admin, AuditFilter(actor=" Robin@Example.org"), FIRST)
    by_id = await find_audit(ctx, admin, AuditFilter(actor=robin.id), FIRST)
    assert [entry.action for entry in by_address.items] == ["session.started"]
    assert by_address.items == by_id.items
    assert not (await find_audit(ctx, admin, AuditFilter(actor="no@example.org"), FIRST)).items


async def test_an_object_is_found_by_its_name_as_well_as_by_its_id(ctx):
    admin = await an_admin(ctx)
    robin = await a_user(ctx, email="robin@example.org")
    by_name = await find_audit(ctx, admin, AuditFilter(object="robin@example.org"), FIRST)
    by_id = await find_audit(ctx, admin, AuditFilter(object=robin.id), FIRST)
    assert [entry.action for entry in by_name.items] == ["account.registered"]
    assert by_name.items == by_id.items


async def test_one_entry_is_read_by_its_id(ctx):
    admin = await an_admin(ctx)
    [newest, *_] = (await find_audit(ctx, admin, AuditFilter(), FIRST)).items
    assert await get_audit_entry(ctx, admin, newest.id) == newest
    with pytest.raises(NotFound):
        await get_audit_entry(ctx, admin, "no such entry")


async def test_the_last_seal_is_the_newest_batch(ctx):
    admin = await an_admin(ctx)
    assert await last_seal(ctx, admin) is None
    sealed = await audit.seal(ctx)
    seal = await last_seal(ctx, admin)
    assert (seal.number, seal.count, seal.sealed_at) == (1, sealed, ctx.clock.now())
    assert len(seal.digest) == 64
