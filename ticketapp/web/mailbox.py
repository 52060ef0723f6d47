"""The developer's mailbox over HTTP: the messages' HTML and files, each closed off from the site.

Nobody signs in to it, and its mails carry passwords and links that open accounts. So it is there
only while mail is caught, and only for somebody at this very machine: see `open_mailbox`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ticketapp.core.actor import Origin
from ticketapp.core.context import get_context
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.core.settings import Settings
from ticketapp.outbox.mailbox import OpenedMail, read_mail
from ticketapp.web.answers import origin_of, page
from ticketapp.web.head import Head, HeadProvider

MAILBOX = "/dev/mailbox"
# Scripts, forms and requests of a mail's own never run; its links open in a tab of their own.
FRAME_RIGHTS = "allow-popups allow-popups-to-escape-sandbox"
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_SHOWN = f"{_NOTHING}; img-src data:; style-src 'unsafe-inline'; sandbox {FRAME_RIGHTS}"
_KEPT_APART = f"{_NOTHING}; sandbox"


def open_mailbox(settings: Settings, address: str, host: str) -> Path:
    """The folder of caught mails, for a client at `address` that calls us `host`; or `NotFound`.

    Both must be this machine's own. The address keeps other machines out; the name keeps out
    the visitors of a proxy on this machine, and foreign pages whose name was made to point here.
    """
    if not (settings.catches_mail and _is_loopback(address) and _is_loopback(_name_in(host))):
        raise NotFound
    return settings.mailbox


def mailbox_head(settings: Settings) -> HeadProvider:
    """What the mailbox's pages are outside the embedded mode: not there."""

    async def head_for(path: str, _origin: Origin) -> Head | None:
        if path == MAILBOX or path.startswith(f"{MAILBOX}/"):
            return Head(indexed=False, found=settings.catches_mail)
        return None

    return head_for


def mailbox_routes() -> tuple[Route, ...]:
    return (
        Route(f"{MAILBOX}/{{mail_id}}/html", _answering(_html)),
        Route(f"{MAILBOX}/{{mail_id}}/files/{{number:int}}", _answering(_file)),
    )


async def _html(mail: OpenedMail, _request: Request) -> Response:
    """The mail as a document for a sandboxed frame; its pictures are within it."""
    content = mail.html.replace("<head>", '<head><base target="_blank">', 1)
    return HTMLResponse(content, headers={"Content-Security-Policy": _SHOWN})


async def _file(mail: OpenedMail, request: Request) -> Response:
    """An attachment, to be saved whatever it says it is."""
    number: int = request.path_params["number"]
    if number >= len(mail.attachments):
        raise NotFound
    file = mail.attachments[number]
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.filename or 'file')}",
        "Content-Security-Policy": _KEPT_APART,
    }
    return Response(file.content, media_type="application/octet-stream", headers=headers)


def _answering(
    show: Callable[[OpenedMail, Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        origin = origin_of(request.scope)
        try:
            folder = open_mailbox(
                get_context().settings, origin.address, request.headers.get("host", "")
            )
            mail = await asyncio.to_thread(read_mail, folder, request.path_params["mail_id"])
            response = await show(mail, request)
        except Refusal as refusal:
            return page(refusal, origin)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _name_in(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
