"""The mails that the system owes, for admins."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import NEEDS_ADMIN, Admin
from api.dependencies import Ctx
from api.limits import limited
from api.lists import ListQuery
from api.people import NO_CONTROL_CHARACTERS
from api.problems import refusals
from api.schemas import AnswerBody, PageOf, Time
from ticketapp.administration import mail as mails
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import Locale
from ticketapp.core.limits import READS, WRITES
from ticketapp.outbox.errors import MailNotWaiting
from ticketapp.outbox.models import Failure, MailFilter, MailState, QueuedMail, Reason

router = APIRouter(prefix="/outbox", tags=["Administration"])


class FailedTry(AnswerBody):
    """Why the last try failed; `detail` is the mail server's own words."""

    reason: Reason
    detail: str

    @classmethod
    def of(cls, failure: Failure | None) -> "FailedTry | None":
        return FailedTry(reason=failure.reason, detail=failure.detail) if failure else None


class Mail(AnswerBody):
    """One mail and how far it has come. What it says is not part of it."""

    id: str
    kind: str
    status: MailState
    recipient: str
    recipient_name: str
    locale: Locale
    object_id: str
    version: int
    tries: int
    failure: FailedTry | None
    created_at: Time
    due_at: Time
    sent_at: Time | None

    @classmethod
    def of(cls, mail: QueuedMail) -> "Mail":
        return Mail(
            id=mail.id,
            kind=mail.kind,
            status=mail.state,
            recipient=mail.recipient,
            recipient_name=mail.recipient_name,
            locale=mail.locale,
            object_id=mail.object_id,
            version=mail.version,
            tries=mail.tries,
            failure=FailedTry.of(mail.failure),
            created_at=mail.created_at,
            due_at=mail.due_at,
            sent_at=mail.sent_at,
        )


@router.get("", responses=refusals(*NEEDS_ADMIN), dependencies=[limited(READS)])
async def list_outbox(
    ctx: Ctx,
    actor: Admin,
    wanted: ListQuery,
    status: MailState | None = None,
    kind: Annotated[str | None, Query(max_length=100, pattern=NO_CONTROL_CHARACTERS)] = None,
    recipient: Annotated[
        str | None,
        Query(
            max_length=254, pattern=NO_CONTROL_CHARACTERS, description="The address's beginning."
        ),
    ] = None,
) -> PageOf[Mail]:
    """The mails, the newest first."""
    fitting = MailFilter(state=status, kind=kind, recipient=recipient)
    return wanted.answer(await mails.find_mails(ctx, actor, fitting, wanted.part), Mail.of)


@router.post(
    "/{mail_id}/retry",
    responses=refusals(*NEEDS_ADMIN, NotFound, MailNotWaiting),
    dependencies=[limited(WRITES)],
)
async def retry_mail(ctx: Ctx, actor: Admin, mail_id: str) -> Mail:
    """Send a parked or waiting mail now, its tries counted from the start."""
    return Mail.of(await mails.resend_mail(ctx, actor, mail_id))
