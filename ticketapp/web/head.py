"""What a single path adds to its page before the browser runs it: title, preview, first words."""

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ticketapp.core.actor import Origin


@dataclass(frozen=True, slots=True)
class Head:
    """For link previews, search engines, and readers whose scripts have not run (yet).

    `body` is HTML without a <main>, shown until the page has one of its own: the caller escapes
    what is in it. `kind` is Open Graph's type, `data` is JSON-LD. What is not `found` gets the
    same page with status 404.
    """

    title: str = ""
    description: str = ""
    image: str = ""
    url: str = ""
    indexed: bool = True
    found: bool = True
    kind: str = ""
    data: str = ""
    body: str = ""


HeadProvider = Callable[[str, Origin], Awaitable[Head | None]]


def heads(*providers: HeadProvider) -> HeadProvider:
    """What the first provider that knows the path says."""

    async def head_for(path: str, origin: Origin) -> Head | None:
        for provider in providers:
            if head := await provider(path, origin):
                return head
        return None

    return head_for


def head_tags(head: Head) -> str:
    """The tags for the document's <head>."""
    tags: list[str] = []
    if head.title:
        tags.append(f"<title>{html.escape(head.title)}</title>")
    if head.description:
        tags.append(_meta("name", "description", head.description))
    if not (head.indexed and head.found):
        tags.append(_meta("name", "robots", "noindex"))
    if head.url:
        tags.append(f'<link rel="canonical" href="{html.escape(head.url)}"/>')
    preview = {
        "og:title": head.title,
        "og:description": head.description,
        "og:image": head.image,
        "og:url": head.url,
        "og:type": head.kind,
    }
    tags.extend(_meta("property", name, value) for name, value in preview.items() if value)
    if head.image:
        tags.append(_meta("name", "twitter:card", "summary_large_image"))
    if head.data:
        data = head.data.replace("<", "\\u003c")  # no </script> in it ends the script
        tags.append(f'<script type="application/ld+json">{data}</script>')
    if head.body:
        tags.append("<style>body:has(main) first-words{display:none}</style>")
    return "".join(tags)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(content)}"/>'
