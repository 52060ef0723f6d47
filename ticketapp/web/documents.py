"""Pages and files of the built front end, served with the headers that suit each."""

import asyncio
import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ticketapp.core.actor import Origin
from ticketapp.core.errors import MethodNotAllowed, NotFound, Unavailable
from ticketapp.core.i18n import Locale
from ticketapp.core.logs import get_logger
from ticketapp.web.answers import origin_of, refuse
from ticketapp.web.dressing import dressed
from ticketapp.web.front_end import NOT_FOUND, BuiltFile, FrontEnd
from ticketapp.web.head import Head, HeadProvider
from ticketapp.web.inline_scripts import inline_script_hashes
from ticketapp.web.negotiation import best_encoding, has_current
from ticketapp.web.security_headers import content_policy, decoder_policy

log = get_logger(__name__)

HEAD_DEADLINE = 1.0
_FOREVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ASK_FIRST = "no-cache"
_PARTS_OF_PAGES = {".js", ".mjs", ".css", ".json", ".wasm"}
_DECODER = re.compile(r"/assets/decoder-worker-[\w-]+\.js")
_KEPT_FILES = 512
_KEPT_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Document:
    """A page ready to send, in one language."""

    plain: bytes
    zipped: bytes
    etag: str
    scripts: tuple[str, ...]


class Documents:
    """Answers GET and HEAD for everything the front end consists of."""

    def __init__(self, front_end: FrontEnd, head_for: HeadProvider | None, site_name: str) -> None:
        self._front_end = front_end
        self._site_name = site_name
        self._head_for = head_for
        self._document = lru_cache(_KEPT_DOCUMENTS)(self._make_document)
        self._content = lru_cache(_KEPT_FILES)(BuiltFile.content)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._front_end.is_built:
            await refuse(Unavailable(), scope, receive, send)
            return
        file = self._front_end.files.get(scope["path"])
        if scope["method"] not in {"GET", "HEAD"}:
            known = file or self._front_end.page(scope["path"])[0] != NOT_FOUND
            refusal = MethodNotAllowed(allow="GET, HEAD") if known else NotFound()
            await refuse(refusal, scope, receive, send)
            return
        response = self._file(file, scope) if file else await self._page(scope)
        if scope["method"] == "HEAD":
            response.body = b""
        await response(scope, receive, send)

    def _file(self, file: BuiltFile, scope: Scope) -> Response:
        scope["state"]["route"] = "file"
        request = Headers(scope=scope)
        encoding = best_encoding(request, tuple(file.twins))
        headers = {
            "Cache-Control": _caching(scope["path"]),
            "ETag": f'"{file.digest}{encoding and "-"}{encoding}"',
        }
        if file.twins:
            headers["Vary"] = "Accept-Encoding"
        if encoding:
            headers["Content-Encoding"] = encoding
        if _DECODER.fullmatch(scope["path"]):
            headers["Content-Security-Policy"] = decoder_policy()
        return _answer(request, headers, self._content(file, encoding), media_type=file.media_type)

    async def _page(self, scope: Scope) -> Response:
        name, route = self._front_end.page(scope["path"])
        scope["state"]["route"] = f"/{route.removeprefix('index')}"
        origin = origin_of(scope)
        locale = origin.locale
        head = None if name == NOT_FOUND else await self._head(scope["path"], origin)
        document = self._document(name, locale, head)
        request = Headers(scope=scope)
        headers = {
            "Cache-Control": _ASK_FIRST,
            "Content-Language": locale,
            "Content-Security-Policy": content_policy(scope, document.scripts),
            "ETag": document.etag,
            "Vary": "Accept-Encoding, Accept-Language, Cookie",
        }
        if best_encoding(request, ("gzip",)):
            headers["Content-Encoding"] = "gzip"
        body = document.zipped if "Content-Encoding" in headers else document.plain
        missing = name == NOT_FOUND or (head is not None and not head.found)
        return _answer(request, headers, body, 404 if missing else 200, "text/html; charset=utf-8")

    async def _head(self, path: str, origin: Origin) -> Head | None:
        """What the path adds; nothing when that fails, for the page works without it."""
        if self._head_for is None:
            return None
        try:
            async with asyncio.timeout(HEAD_DEADLINE):
                return await self._head_for(path, origin)
        except Exception:
            log.exception("page head unavailable", path=path)
            return None

    def _make_document(self, name: str, locale: Locale, head: Head | None) -> Document:
        text = dressed(self._front_end.text(name), self._site_name, locale, head)
        content = text.encode()
        return Document(
            plain=content,
            zipped=gzip.compress(content, mtime=0),
            etag=f'W/"{sha256(content).hexdigest()[:20]}"',
            scripts=inline_script_hashes(text),
        )


def _answer(
    request: Headers, headers: dict[str, str], body: bytes, status: int = 200, media_type: str = ""
) -> Response:
    if status == 200 and has_current(request, headers["ETag"]):  # noqa: PLR2004 - OK
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)


def _caching(path: str) -> str:
    """For ever where the name holds the content's hash; what must fit the pages is asked for."""
    if path.startswith("/assets/"):  # the one that is rewritten after the build keeps its hash
        return _ASK_FIRST if path.startswith("/assets/reflex-env-") else _FOREVER
    return _ASK_FIRST if PurePosixPath(path).suffix in _PARTS_OF_PAGES else _A_DAY
