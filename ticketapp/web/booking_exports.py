"""An event's bookings as a file, for the admin who asks for it in a browser."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ticketapp.bookings.export import MEDIA_TYPES, Format, export_bookings
from ticketapp.core.context import Context
from ticketapp.core.errors import Forbidden, MethodNotAllowed, NotFound
from ticketapp.web.forms import answering, sender

_FROM_HERE = {"same-origin", "none"}  # our own pages, and an address that somebody typed


def booking_export_routes() -> tuple[Route, ...]:
    path = "/admin/events/{event_id}/bookings.{form}"
    return (Route(path, answering(_export), methods=["GET"]),)


async def _export(ctx: Context, request: Request) -> Response:
    """No other site's page makes a browser take the bookings along, and put that on record."""
    if request.headers.get("sec-fetch-site", "none") not in _FROM_HERE:
        raise Forbidden
    if request.method != "GET":  # a look at the headers would be on record as an export
        raise MethodNotAllowed(allow="GET")
    form = _format_of(request.path_params["form"])
    actor = await sender(ctx, request)
    event, pieces = await export_bookings(ctx, actor, request.path_params["event_id"], form)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{event.slug}-bookings.{form.value}"',
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[form], headers=headers)


def _format_of(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise NotFound from None
