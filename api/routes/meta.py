"""What this server is."""

from fastapi import APIRouter

from api.dependencies import Ctx
from api.schemas import AnswerBody, Time
from ticketapp.core.i18n import LOCALES
from ticketapp.version import VERSION

router = APIRouter(tags=["Server"])


class Meta(AnswerBody):
    """The server's name and what a client may want to know before it starts."""

    name: str
    version: str
    languages: list[str]
    server_time: Time


@router.get("/meta")
async def read_meta(ctx: Ctx) -> Meta:
    """Name, version, languages and clock of this server."""
    return Meta(
        name=ctx.settings.site_name,
        version=VERSION,
        languages=list(LOCALES),
        server_time=ctx.clock.now(),
    )
