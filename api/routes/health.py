"""Whether the process lives, whether it can serve, and what it counts."""

import asyncio
from collections.abc import Awaitable
from typing import Literal

from fastapi import APIRouter, Response

from api.dependencies import Ctx
from api.schemas import AnswerBody
from ticketapp.core import metrics
from ticketapp.core.logs import get_logger

log = get_logger(__name__)
router = APIRouter(tags=["Server"])

PART_DEADLINE = 2.0
State = Literal["up", "down"]


class Alive(AnswerBody):
    status: Literal["alive"] = "alive"


class Readiness(AnswerBody):
    """Which of the parts that requests need answer."""

    status: Literal["ready", "unready"]
    parts: dict[str, State]


@router.get("/livez")
async def livez() -> Alive:
    """Answers as long as the process is alive. Looks at nothing else."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(ctx: Ctx, response: Response) -> Readiness:
    """The process can serve. 503 names the part that is down."""
    probes = {"database": ctx.db.ping()}
    if ctx.settings.redis_url:
        probes["redis"] = ctx.limiter.ping()
    states = await asyncio.gather(*(_probe(part, probe) for part, probe in probes.items()))
    ready = all(state == "up" for state in states)
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return Readiness(
        status="ready" if ready else "unready", parts=dict(zip(probes, states, strict=True))
    )


async def _probe(part: str, probe: Awaitable[None]) -> State:
    try:
        async with asyncio.timeout(PART_DEADLINE):
            await probe
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not answer
        log.warning("dependency down", part=part, error=type(error).__name__)
        metrics.up.labels(part).set(0)
        return "down"
    metrics.up.labels(part).set(1)
    return "up"


@router.get("/metrics", response_class=Response, include_in_schema=False)
async def read_metrics() -> Response:
    """Figures in Prometheus form; the reverse proxy keeps them private."""
    body, content_type = metrics.exposition()
    return Response(body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
