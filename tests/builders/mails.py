"""Mails to queue and ways to send them, naming only what the test is about."""

from collections.abc import Mapping
from typing import Any

from ticketapp.core.context import Context
from ticketapp.core.sealing import unseal
from ticketapp.core.settings import Settings
from ticketapp.outbox import service
from ticketapp.outbox.letter import Brief, Button, Code, Composers, Letter, Paragraph
from ticketapp.outbox.models import NewMail, QueuedMail
from ticketapp.outbox.smtp import SmtpTransport, Timeouts

IMPATIENT = Timeouts(connect=2, answer=2, message=5)


def a_mail(**given: Any) -> NewMail:
    facts: Mapping[str, Any] = {
        "kind": "greeting",
        "recipient": "ada@example.org",
        "recipient_name": "Ada Lovelace",
        "object_id": "object",
    }
    return NewMail(**{**facts, **given})


def mails_to(*names: str) -> list[NewMail]:
    return [a_mail(recipient=f"{name}@example.org", recipient_name=name) for name in names]


def greet(brief: Brief) -> Letter:
    """A composer that uses the secret twice, as real ones do: in a link and to read."""
    blocks: list[Any] = [Paragraph(f"Hello {brief.recipient_name}.")]
    if brief.secret is not None:
        link = f"{brief.settings.public_url}/reset/{brief.secret}"
        blocks += [Button("Choose a password", link), Code(brief.secret)]
    return Letter(f"Hello {brief.recipient_name}", blocks)


GREETINGS: Composers = {"greeting": greet}


def a_transport(settings: Settings, port: int, **given: Any) -> SmtpTransport:
    """A transport that gives up soon and does not rest, unless the test says so."""
    server = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": port})
    return SmtpTransport(server, **{"timeouts": IMPATIENT, "first_rest": 0.0, **given})


async def queue(ctx: Context, *mails: NewMail) -> str:
    """Queue in a transaction of their own; the first one's id."""
    ids = await ctx.db.transaction(lambda session: service.enqueue_many(ctx, session, mails))
    return ids[0]


async def mailed_secret(ctx: Context, recipient: str, kind: str) -> str:
    """What the last mail of this kind to somebody carries: a password, or a link's token."""
    theirs = {"kind": kind, "recipient": recipient}
    mail = await ctx.db.outbox.find_one(theirs, sort=[("_id", -1)])
    assert mail is not None
    return unseal(ctx.settings, mail["secret"], purpose=service.SEALED_FOR, owner=mail["_id"])


async def stored(ctx: Context, name: str) -> QueuedMail:
    """The one mail to ``name@example.org``."""
    [mail] = await service.mails_of(ctx, f"{name}@example.org")
    return mail
