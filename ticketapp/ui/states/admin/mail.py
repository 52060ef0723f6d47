"""The mail screen: every mail the system owes, and what to do about those that are stuck."""

from datetime import datetime, timedelta
from typing import Annotated, TypedDict

from pydantic import BaseModel, Field

from ticketapp.administration import mail as administration
from ticketapp.administration.mail import MailHealth
from ticketapp.core.errors import NotFound
from ticketapp.core.i18n import N_
from ticketapp.outbox.models import MailFilter, MailState, QueuedMail
from ticketapp.outbox.texts import sentence
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.screen import AdminList, AdminScreen
from ticketapp.ui.states.base import PageState
from ticketapp.ui.words import MAIL_KINDS, named

TOO_LONG = timedelta(minutes=5)
Line = Annotated[str, Field(max_length=300)]


class MailFilters(BaseModel):
    state: MailState | None = None
    kind: Line = ""
    to: Line = ""

    @property
    def wanted(self) -> MailFilter:
        return MailFilter(self.state, self.kind or None, self.to.strip().lower() or None)


class MailQuery(MailFilters):
    """What the address says: which part of the list, and which mail is open."""

    cursor: str = ""
    mail: Line = ""

    @property
    def filters(self) -> MailFilters:
        return MailFilters.model_validate(self.model_dump())


class MailRow(TypedDict):
    id: str
    kind: str
    recipient: str
    state: str
    why: str
    queued: str


class MailShown(MailRow):
    """The open mail: facts about it, never what it carries."""

    recipient_name: str
    language: str
    tries: int
    detail: str
    due: str
    sent: str
    can_be_resent: bool


_NONE = MailShown(
    id="", kind="", recipient="", state="", why="", queued="", recipient_name="", language="",
    tries=0, detail="", due="", sent="", can_be_resent=False,
)  # fmt: skip


class OutboxState(AdminScreen, AdminList, PageState):
    rows: list[MailRow] = []  # noqa: RUF012
    counts: dict[str, int] = {}  # noqa: RUF012
    waiting_since: str = ""
    filtered: bool = False
    state_wanted: str = ""
    mail: MailShown = _NONE
    missing: str = ""
    asking: bool = False
    mailbox_here: bool = False

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._actor(), self._asked(MailQuery)
        filters = asked.filters
        part = self._part(asked.cursor, filters)
        page = await administration.find_mails(ctx, actor, filters.wanted, part)
        self._walk_on_from(page, filters)
        self.rows = [_row(mail) for mail in page.items]
        self.filtered = filters.wanted != MailFilter()
        self.state_wanted = filters.state.value if filters.state else ""
        self.mailbox_here = ctx.settings.catches_mail
        self.asking = False
        await self._look_after()
        await self._open(asked.mail)
        self.access = "open"

    @action
    async def resend(self) -> None:
        """Send the open mail with the next flush."""
        self.place = "mail"
        mail = await administration.resend_mail(
            self._context(), await self._actor(), self.mail["id"]
        )
        self._put(mail)
        await self._look_after()
        self._tell(N_("This mail goes out again within seconds."))

    @action
    async def ask(self) -> None:
        """Ask once before all parked mails are sent again."""
        self.asking = True

    @action
    async def dismiss(self) -> None:
        self.asking = False

    @action
    async def resend_parked(self) -> None:
        self.place, self.asking = "parked", False
        ctx, actor = self._context(), await self._actor()
        await administration.resend_parked(ctx, actor)
        await self._look_after()
        for row in self.rows:
            if row["state"] == MailState.parked.value:
                self._put(await administration.get_mail(ctx, actor, row["id"]))
        self._tell(N_("All parked mails go out again within seconds."))

    async def _look_after(self) -> None:
        health = await administration.mail_health(self._context(), await self._actor())
        self.counts = {state.value: count for state, count in health.counts.items()}
        self.waiting_since = waiting_too_long(health, self._context().clock.now())

    async def _open(self, mail_id: str) -> None:
        """Show beside the list what the address asks for."""
        self.missing = ""
        self.mail = MailShown(**{**_NONE, "id": mail_id})
        if not mail_id:
            return
        try:
            mail = await administration.get_mail(self._context(), await self._actor(), mail_id)
        except NotFound:
            self.missing = mail_id
        else:
            self.mail = _shown(mail)

    def _put(self, mail: QueuedMail) -> None:
        """Show the mail as it is now, wherever it stands on the page."""
        self.rows = [_row(mail) if row["id"] == mail.id else row for row in self.rows]
        if self.mail["id"] == mail.id:
            self.mail = _shown(mail)


def waiting_too_long(health: MailHealth, now: datetime) -> str:
    """Since when the oldest mail waits, if that is longer than it should; else nothing."""
    since = health.oldest_waiting
    return since.isoformat() if since and now - since > TOO_LONG else ""


def _row(mail: QueuedMail) -> MailRow:
    return MailRow(
        id=mail.id,
        kind=named(MAIL_KINDS, mail.kind),
        recipient=mail.recipient,
        state=mail.state.value,
        why=sentence(mail.failure) if mail.failure else "",
        queued=mail.created_at.isoformat(),
    )


def _shown(mail: QueuedMail) -> MailShown:
    waits = mail.state is MailState.queued
    return MailShown(
        **_row(mail),
        recipient_name=mail.recipient_name,
        language=mail.locale,
        tries=mail.tries,
        detail=mail.failure.detail if mail.failure else "",
        due=mail.due_at.isoformat() if waits else "",
        sent=mail.sent_at.isoformat() if mail.sent_at else "",
        can_be_resent=waits or mail.state is MailState.parked,
    )
