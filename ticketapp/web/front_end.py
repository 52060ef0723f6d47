"""The built front end as it lies on disk, indexed by the address each file answers to."""

import json
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from reflex.route import get_router

NOT_FOUND = "404"
DYNAMIC = "__spa-fallback"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # best first
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, eq=False)
class BuiltFile:
    """One file of the build and its compressed twins."""

    path: Path
    twins: Mapping[str, Path]

    @property
    def media_type(self) -> str:
        by_suffix = _TYPES.get(self.path.suffix.lower())
        return by_suffix or mimetypes.guess_type(self.path)[0] or "application/octet-stream"

    @cached_property
    def digest(self) -> str:
        return sha256(self.content()).hexdigest()[:20]

    def content(self, encoding: str = "") -> bytes:
        return (self.twins[encoding] if encoding else self.path).read_bytes()


class FrontEnd:
    """What the build made: pages by route, other files by path.

    Only what was there when it was first read can be reached, so no path in a request ever
    touches the file system.
    """

    def __init__(self, client: Path) -> None:
        self._client = client
        self._manifest = client.parent.parent / "routes.json"

    @property
    def is_built(self) -> bool:
        return (self._client / f"{NOT_FOUND}.html").is_file()

    @cached_property
    def files(self) -> Mapping[str, BuiltFile]:
        """All that is not a page, by its path with a leading slash."""
        return MappingProxyType(
            {
                f"/{path.relative_to(self._client).as_posix()}": _built(path)
                for path in self._client.rglob("*")
                if path.is_file() and path.suffix not in {*_ENCODINGS.values(), ".html"}
            }
        )

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        """The prerendered pages: name without .html or /index.html -> file's text."""
        return {
            _page_name(path.relative_to(self._client)): path.read_text()
            for path in self._client.rglob("*.html")
        }

    def page(self, path: str) -> tuple[str, str]:
        """The name of the page that answers a path, and its route as a template.

        A slash at the end makes no difference. What no route knows gets the page `404`.
        """
        route = self._route("/" + path.strip("/"))
        if route is None or route == NOT_FOUND or (route == "index" and path.strip("/")):
            return NOT_FOUND, NOT_FOUND
        name = path.strip("/") or "index"
        if name in self._pages and name not in {NOT_FOUND, DYNAMIC}:
            return name, route
        return DYNAMIC, route

    def text(self, page: str) -> str:
        """The document of a page, as the build left it."""
        return self._pages[page]

    @cached_property
    def _route(self) -> Callable[[str], str | None]:
        return get_router(json.loads(self._manifest.read_text()))


def _built(path: Path) -> BuiltFile:
    twins = {
        encoding: twin
        for encoding, suffix in _ENCODINGS.items()
        if (twin := path.with_name(path.name + suffix)).is_file()
    }
    return BuiltFile(path, MappingProxyType(twins))


def _page_name(relative: Path) -> str:
    name = relative.with_suffix("").as_posix()
    return name if name == "index" else name.removesuffix("/index")
