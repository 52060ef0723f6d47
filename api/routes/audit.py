"""The audit trail, for admins."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.auth import NEEDS_ADMIN, Admin
from api.dependencies import Ctx
from api.limits import limited
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS
from api.problems import refusals
from api.schemas import AnswerBody, Moment, PageOf, Time
from ticketapp.administration.trail import find_audit
from ticketapp.audit.models import AuditEntry, AuditFilter
from ticketapp.core.limits import READS

router = APIRouter(prefix="/audit", tags=["Administration"])


def _word(name: str, description: str) -> Any:
    return Query(alias=name, max_length=254, pattern=NO_CONTROL_CHARACTERS, description=description)


class Entry(AnswerBody):
    """Who did what to which object, when and from where."""

    id: str
    at: Time
    action: str
    actor_id: str | None
    actor_name: str
    object_id: str
    object_name: str
    address: str
    request_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    sealed: bool

    @classmethod
    def of(cls, entry: AuditEntry) -> "Entry":
        return Entry(
            id=entry.id,
            at=entry.at,
            action=entry.action,
            actor_id=entry.actor_id,
            actor_name=entry.actor_name,
            object_id=entry.object_id,
            object_name=entry.object_name,
            address=entry.address,
            request_id=entry.request_id,
            before=dict(entry.before),
            after=dict(entry.after),
            sealed=entry.sealed,
        )


@router.get("", responses=refusals(*NEEDS_ADMIN), dependencies=[limited(READS)])
async def list_audit(
    ctx: Ctx,
    actor: Admin,
    wanted: ListQuery,
    by: Annotated[str, _word("actor", "A person's id or e-mail address.")] = "",
    action: Annotated[str, _word("action", "As in `session.started`.")] = "",
    about: Annotated[str, _word("object", "An id, or the name it went by.")] = "",
    since: Moment | None = None,
    until: Moment | None = None,
) -> PageOf[Entry]:
    """What happened, the latest first."""
    fitting = AuditFilter(actor=by, action=action, object=about, since=since, until=until)
    return wanted.answer(await find_audit(ctx, actor, fitting, wanted.part), Entry.of)
