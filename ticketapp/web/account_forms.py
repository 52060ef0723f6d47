"""What a page asks about the own account over HTTP: files, secrets, and the end of the cookie.

Secrets for the second factor come this way because no state of a page may keep them.
"""

from urllib.parse import quote

import segno
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticketapp.accounts import second_factor
from ticketapp.accounts.profile import erase_account, export_data
from ticketapp.core.context import Context
from ticketapp.web.forms import (
    PRIVATE,
    Form,
    Line,
    answering,
    lead_to,
    private_json,
    read,
    sender,
)
from ticketapp.web.session_cookie import drop_session


class ErasureForm(Form):
    password: Line


class ConfirmationForm(Form):
    code: Line


def account_routes() -> tuple[Route, ...]:
    return (
        Route("/me/erase", answering(_erase), methods=["POST"]),
        Route("/me/export.json", answering(_export), methods=["GET"]),
        Route("/me/second-factor", answering(_begin_second_factor), methods=["POST"]),
        Route("/me/second-factor/confirm", answering(_confirm_second_factor), methods=["POST"]),
    )


async def _erase(ctx: Context, request: Request) -> Response:
    form = await read(request, ErasureForm)
    await erase_account(ctx, await sender(ctx, request), form.password)
    response = lead_to(request, "/goodbye", session="ended")
    drop_session(response, ctx.settings)
    return response


async def _export(ctx: Context, request: Request) -> Response:
    actor = await sender(ctx, request)
    data = await export_data(ctx, actor)
    name = f"{ctx.settings.site_name}-{actor.user_id}.json"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"} | PRIVATE
    return Response(to_json(data, indent=2), media_type="application/json", headers=headers)


async def _begin_second_factor(ctx: Context, request: Request) -> Response:
    """What an authenticator app needs, to scan and to type."""
    enrolment = await second_factor.begin(ctx, await sender(ctx, request))
    code = segno.make(enrolment.uri, error="m")
    picture = code.svg_data_uri(border=4, light="#fff", omitsize=True)
    return private_json({"secret": enrolment.secret, "uri": enrolment.uri, "picture": picture})


async def _confirm_second_factor(ctx: Context, request: Request) -> Response:
    form = await read(request, ConfirmationForm)
    codes = await second_factor.confirm(ctx, await sender(ctx, request), form.code)
    return private_json({"codes": codes})
