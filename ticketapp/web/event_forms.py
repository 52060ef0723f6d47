"""What the admins' pages send about an event over HTTP: its picture, which no state may take."""

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.accounts.access import require_admin
from ticketapp.core.context import Context
from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.events.covers import put_cover, remove_cover
from ticketapp.events.models import Event
from ticketapp.events.pictures import LARGEST_UPLOAD
from ticketapp.web.forms import answering, private_json, sender

PATH = "/admin/events/{event_id}/cover"
_AROUND_A_PICTURE = 64 * 1024  # what a form adds to it
LARGER_BODIES = {r"/admin/events/[^/]+/cover": LARGEST_UPLOAD + _AROUND_A_PICTURE}
_NO_PICTURE = N_("Choose a picture.")


def event_form_routes() -> tuple[Route, ...]:
    return (
        Route(PATH, answering(_put), methods=["POST"]),
        Route(f"{PATH}/remove", answering(_remove), methods=["POST"]),
    )


async def _put(ctx: Context, request: Request) -> Response:
    actor = await sender(ctx, request)
    require_admin(actor)  # before a large body is read
    event_id = request.path_params["event_id"]
    return _answer(await put_cover(ctx, actor, event_id, await _picture_in(request)))


async def _remove(ctx: Context, request: Request) -> Response:
    actor = await sender(ctx, request)
    return _answer(await remove_cover(ctx, actor, request.path_params["event_id"]))


async def _picture_in(request: Request) -> bytes:
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            picture = form.get("picture")
            if isinstance(picture, UploadFile):
                return await picture.read()
    except MultiPartException:
        pass
    raise Invalid(FieldError("picture", "required", _NO_PICTURE))


def _answer(event: Event) -> Response:
    return private_json({"cover": event.cover})
