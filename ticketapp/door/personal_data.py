"""A person's traces at doors: who worked there is named in the log until they are erased.

Of attendees the log knows tickets alone, so that nothing is left to forget when they go.
"""

from typing import Any

from ticketapp.core.actor import Actor
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.door import pass_repository, repository


class PersonalDoors:
    """The door's part in personal data: a person's own work there, and their passes."""

    name = "door"

    async def export(self, ctx: Context, user_id: str, email: str) -> dict[str, Any]:  # noqa: ARG002
        passes = await pass_repository.of_user(ctx.db, user_id)
        return {
            "scans": [
                {"event_id": each.event_id, "at": each.at, "gate": each.gate,
                 "result": each.result.value}
                async for each in repository.walk_staff(ctx.db, user_id)
            ],
            "passes": [
                {"event_id": each.event_id, "label": each.label, "created_at": each.created_at,
                 "expires_at": each.expires_at}
                for each in passes
            ],
        }  # fmt: skip

    async def erase(
        self,
        ctx: Context,
        session: Session,
        actor: Actor,  # noqa: ARG002
        user_id: str,
        email: str,  # noqa: ARG002
    ) -> None:
        """Forget the name; what was scanned stays, as somebody's. Passes end."""
        await pass_repository.revoke_of(ctx.db, session, user_id, ctx.clock.now())
        await repository.forget_staff(ctx.db, session, user_id)
