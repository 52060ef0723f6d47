"""The Idempotency-Key header on routes that create.

@router.post("/things", status_code=201)
async def create_thing(ctx: Ctx, actor: CurrentActor, new: ThingIn, once: Once) -> ThingOut:
    async def create(claim: Claim | None) -> Answer:
        thing = await things.create(ctx, actor, new.name)
        return created(ThingOut.of(thing), f"/api/v1/things/{thing.id}")
    return await once(create)
"""

import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.responses import Response

from api.auth import CurrentActor
from api.dependencies import Ctx
from api.schemas import AnswerBody
from ticketapp.bookings.engine import Repeatable
from ticketapp.core.context import Context
from ticketapp.core.errors import Refusal
from ticketapp.core.idempotency import Answer, Call, Claim, fingerprint, once
from ticketapp.web.answers import PROBLEM_TYPE, origin_of, problem

Work = Callable[[Claim | None], Awaitable[Answer]]
_A_RULE_SAYS_NO = 409
HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,128}")


def answered(body: AnswerBody, status: int = 200, **headers: str) -> Answer:
    """An answer that can be kept."""
    return Answer(status, body.model_dump_json(), headers)


def created(body: AnswerBody, location: str) -> Answer:
    return answered(body, 201, Location=location)


class OnceOnly:
    """Executes a request's work, or answers what it answered before.

    Calling it gives the response to return. What a rule refused (409) is an answer like any
    other; every other failure executed nothing and leaves the key free.
    """

    def __init__(self, ctx: Context, request: Request, call: Call | None) -> None:
        self._ctx = ctx
        self._request = request
        self.call = call

    async def __call__(self, work: Work) -> Any:
        if self.call is None:
            return response_of(await work(None))
        answer, is_earlier = await once(self._ctx, self.call, self._keeping_refusals(work))
        return response_of(answer, is_earlier=is_earlier)

    def _keeping_refusals(self, work: Work) -> Callable[[Claim], Awaitable[Answer]]:
        async def judged(claim: Claim) -> Answer:
            try:
                return await work(claim)
            except Refusal as refusal:
                if refusal.status != _A_RULE_SAYS_NO:
                    raise
                response = problem(refusal, origin_of(self._request.scope))
                return Answer(
                    refusal.status, bytes(response.body).decode(), {"Content-Type": PROBLEM_TYPE}
                )

        return judged


async def decided(
    call: OnceOnly,
    worded: Callable[[Any], Answer],
    decide: Callable[[Repeatable | None], Awaitable[Any]],
) -> Any:
    """The response to what `decide` makes of a request, which keeps answers in its own transaction.

    It gets what it needs for that, or None without a key; an earlier answer comes back as it is.
    """
    made: list[Answer] = []

    def noted(decision: Any) -> Answer:
        made.append(worded(decision))
        return made[-1]

    decision = await decide(Repeatable(call.call, noted) if call.call else None)
    answer = decision if isinstance(decision, Answer) else noted(decision)
    return response_of(answer, is_earlier=all(answer is not each for each in made))


def response_of(answer: Answer, *, is_earlier: bool = False) -> Any:
    """The response that says `answer`; routes declare the body in it, as they do with `entity`."""
    headers = {"Content-Type": "application/json", **answer.headers}
    if is_earlier:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, answer.status, headers)


def is_key(text: str | None) -> bool:
    """Whether this may stand in the header, which may also be left out."""
    return text is None or _KEY.fullmatch(text) is not None


async def once_only(
    request: Request,
    ctx: Ctx,
    actor: CurrentActor,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            pattern=rf"^{_KEY.pattern}$",
            description="Makes it safe to send the request again: within 24 hours the same key "
            "and body get the first answer.",
        ),
    ] = None,
) -> OnceOnly:
    if idempotency_key is None:
        return OnceOnly(ctx, request, None)
    call = Call(actor.subject, idempotency_key, await _fingerprint(ctx, request))
    return OnceOnly(ctx, request, call)


async def _fingerprint(ctx: Context, request: Request) -> str:
    """What must be the same: method, address and the body's meaning, whatever its spelling."""
    body = await request.body()
    with suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), sort_keys=True).encode()
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    return fingerprint(ctx.settings, target.encode() + body)


Once = Annotated[OnceOnly, Depends(once_only)]
