"""A built document made ready for its reader: language, installation, what its path adds."""

import html
import re

from ticketapp.core.i18n import Locale
from ticketapp.core.settings import Settings
from ticketapp.web.head import Head, head_tags

BUILT_NAME: str = Settings.model_fields["site_name"].default
_BODY = re.compile(r"<body\b[^>]*>")


def _named(text: str, site_name: str) -> str:
    """The document under this installation's name; its script reads it from there."""
    name = html.escape(site_name)
    for built, own in (
        (
            f'<meta content="{BUILT_NAME}" name="application-name"',
            f'<meta content="{name}" name="application-name"',
        ),
        (f" · {BUILT_NAME}</title>", f" · {name}</title>"),
    ):
        text = text.replace(built, own, 1)
    return text


def _with_head(text: str, head: Head) -> str:
    if head.title:
        before, found, rest = text.partition("<title>")
        if found:
            text = before + rest.partition("</title>")[2]
    text = text.replace("</head>", f"{head_tags(head)}</head>", 1)
    if head.body:
        # An element that the pages never use themselves: React leaves alone what it does not know.
        words = f"<first-words>{head.body}</first-words>"
        text = _BODY.sub(lambda body: body[0] + words, text, count=1)
    return text


def _titled(text: str, site_name: str) -> str:
    """What builds itself in the browser has no name until then: it bears the site's."""
    if "<title>" in text.partition("</head>")[0]:
        return text
    return text.replace("</head>", f"<title>{html.escape(site_name)}</title></head>", 1)


def dressed(text: str, site_name: str, locale: Locale, head: Head | None) -> str:
    """The document in `locale`, under this installation's name, with what the path adds."""
    text = _named(text, site_name)
    text = text.replace('<html lang="en"', f'<html lang="{locale}"', 1)
    if head is not None:
        text = _with_head(text, head)
    return _titled(text, site_name)
