"""What a single path adds to its page before the browser runs it: title, preview, first words."""

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ticketapp.core.i18n import Locale


@dataclass(frozen=True, slots=True)
class Head:
    """For link previews, search engines, and readers whose scripts have not run (yet).

    `body` is HTML without a <main>, shown until the page has one of its own: the caller escapes
    what is in it. What is not `found` gets the same page with status 404.
    """

    title: str = ""
    description: str = ""
    image: str = ""
    url: str = ""
    indexed: bool = True
    found: bool = True
    body: str = ""


HeadProvider = Callable[[str, Locale], Awaitable[Head | None]]


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
    }
    tags.extend(_meta("property", name, value) for name, value in preview.items() if value)
    if head.body:
        tags.append("<style>body:has(main) first-words{display:none}</style>")
    return "".join(tags)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(content)}"/>'
