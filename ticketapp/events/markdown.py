"""Descriptions: Markdown in, HTML that is safe to show out.

The renderer makes no HTML of what an author writes as HTML, and the sanitiser lets through only
what a description needs, whatever the renderer may have been talked into. Each alone would do.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_REL = "noopener nofollow ugc"
_FIRST_HEADING = 3  # the page's own title and section come above
_LAST_HEADING = 6


@lru_cache(512)
def to_html(description: str, address: str = "") -> str:
    """The description as HTML for a page, or for a mail with this installation's `address`.

    Pictures are replaced by their text, for they would come from elsewhere. With `address`,
    links within this site become whole ones.
    """
    rendered = _markdown.render(description)
    base = ("rewrite_with_base", f"{address}/") if address else "pass_through"
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=_REL,
        url_relative=base,
    )


@lru_cache(512)
def to_text(description: str) -> str:
    """The description in plain words: for previews, calendars and the text part of a mail."""
    parts = (_words(token) for token in _markdown.parse(description))
    return "\n\n".join(part for part in parts if part)


def _words(block: Token) -> str:
    if block.type in {"fence", "code_block"}:
        return block.content.strip()
    return "".join(_spoken(block.children or ())).strip()


def _spoken(inlines: Sequence[Token]) -> Iterable[str]:
    for token in inlines:
        if token.type in {"softbreak", "hardbreak"}:
            yield " " if token.type == "softbreak" else "\n"
        else:
            yield token.content


def _picture(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    return nh3.clean_text(tokens[index].content)


def _place_headings(state: Any) -> None:
    """Headings by how deep they are nested, whatever signs the author chose; none is skipped."""
    above: list[str] = []
    level = _FIRST_HEADING
    for token in state.tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
            level = min(_FIRST_HEADING + len(above) - 1, _LAST_HEADING)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def _make_renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("place_headings", _place_headings)
    markdown.add_render_rule("image", _picture)
    return markdown


_markdown = _make_renderer()
