"""What admins read in the audit trail."""

from dataclasses import replace

from ticketapp.accounts import repository as accounts
from ticketapp.accounts.access import require_admin
from ticketapp.audit import service as audit
from ticketapp.audit.models import AuditEntry, AuditFilter, Seal
from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.paging import Page, PageRequest


async def find_audit(
    ctx: Context, actor: Actor, wanted: AuditFilter, part: PageRequest
) -> Page[AuditEntry]:
    """The entries that match, the newest first. The actor may be given as an address."""
    require_admin(actor)
    by_id = replace(wanted, actor=await _id_of(ctx, wanted.actor))
    return await audit.find_entries(ctx, by_id, part)


async def get_audit_entry(ctx: Context, actor: Actor, entry_id: str) -> AuditEntry:
    require_admin(actor)
    return await audit.get_entry(ctx, entry_id)


async def last_seal(ctx: Context, actor: Actor) -> Seal | None:
    """The newest sealed batch: noted elsewhere, its digest proves that no tail was cut off."""
    require_admin(actor)
    return await audit.last_seal(ctx)


async def _id_of(ctx: Context, person: str) -> str:
    """People act under their ids, which nobody knows by heart: their address does as well."""
    if "@" not in person:
        return person
    found = await accounts.by_email(ctx.db, person.strip().lower())
    return found["_id"] if found else person
