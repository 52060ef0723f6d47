"""Descriptions: what an author may do with Markdown, and what nobody may do to a reader."""

import re
import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketapp.events.markdown import to_html, to_text

SAFE_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://elsewhere.example/track.gif)",
    "![x][1]\n\n[1]: //elsewhere.example/track.gif",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    '[x](https://ok.example "\\"onmouseover=alert(1) ")',
    "[x](https://ok.example'onclick='alert(1))",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror=alert(1)>'>",
    "<style>@import 'https://elsewhere.example'</style>",
    "<base href=https://elsewhere.example><form action=/x><input name=y>",
    "```html\n<script>alert(1)</script>\n```",
    "```x onmouseover=alert(1)\ncode\n```",
    "`<script>`</code><script>alert(1)</script>",
    "|<script>|\n|-|\n|<img src=x onerror=1>|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a href='javascript:alert(1)'>x</a>",
    "</first-words></body><script>alert(1)</script>",
]


class _Reader(HTMLParser):
    """Notes what a browser would make of the HTML that is not harmless."""

    def __init__(self) -> None:
        super().__init__()
        self.harm: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in SAFE_TAGS:
            self.harm.append(f"<{tag}>")
        allowed = {"a": {"href", "title", "rel"}, "ol": {"start"}}.get(tag, set())
        self.harm.extend(f"{tag} {name}" for name in set(given) - allowed)
        if tag == "a":
            address = "".join(sign for sign in given.get("href") or "" if sign > " ")
            if urlsplit(address).scheme.lower() not in {"", "http", "https", "mailto", "tel"}:
                self.harm.append(address)
            if given.get("rel") != "noopener nofollow ugc":
                self.harm.append(f"rel {given.get('rel')}")

    def handle_comment(self, data):
        self.harm.append(f"<!--{data}-->")


def harm_in(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.harm


def test_harm_would_be_noticed():
    for html in (
        "<script>1</script>", "<p onclick=x>",
        "<a href='javascript:x' rel='noopener nofollow ugc'>",
        "<a href='https://x'>", "<img src=x>", "<!-- x -->",
    ):  # fmt: skip
        assert harm_in(html), html


@pytest.mark.parametrize("description", HOSTILE)
def test_hostile_descriptions_do_nothing_to_the_reader(description):
    assert harm_in(to_html(description)) == []
    assert harm_in(to_html(description, "https://tickets.example")) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(HOSTILE),
            st.sampled_from(["[", "](", ")", "!", "<", ">", "`", "*", "\n", "\n\n", "|", "&", '"']),
            st.text(max_size=8),
        ),
        max_size=12,
    ).map("".join)
)
def test_no_mixture_of_hostile_pieces_does_either(description):
    assert harm_in(to_html(description)) == []
    to_text(description)


def test_what_a_description_needs_is_there():
    html = to_html("# Line-up\n\n- **Ada**\n- [Site](https://ada.example)\n\n|a|b|\n|-|-|\n|1|2|")
    assert "<h3>Line-up</h3>" in html
    assert "<li><strong>Ada</strong></li>" in html
    assert '<a href="https://ada.example" rel="noopener nofollow ugc">Site</a>' in html
    assert "<td>1</td>" in html


def test_html_is_shown_as_it_was_written():
    assert to_html("a <b>bold</b> word") == "<p>a &lt;b&gt;bold&lt;/b&gt; word</p>\n"


def test_a_picture_is_replaced_by_its_words():
    assert to_html("![The <hall>](https://elsewhere.example/x.png)") == "<p>The &lt;hall&gt;</p>\n"


def test_in_a_mail_links_within_the_site_are_whole():
    assert 'href="https://tickets.example/events/x"' in to_html(
        "[x](/events/x)", "https://tickets.example"
    )


def test_plain_words_are_what_is_left_without_the_marks():
    text = to_text("# Line-up\n\n*Ada*\nand [Bo](https://bo.example)\n\n- `x`\n\n```\nas is\n```")
    assert text == "Line-up\n\nAda and Bo\n\nx\n\nas is"


@pytest.mark.parametrize("piece", ["[", "![[", "*a", "<", "a_b", "[a]: x\n", ">", "x\n", "|-"])
def test_no_description_takes_long_to_render(piece):
    description = (piece * 20_000)[:20_000]
    began = time.perf_counter()
    to_html(description)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("description", "tags"),
    [
        ("## Programme", ["h3"]),
        ("# A\n\n### B\n\n## C\n\n# D", ["h3", "h4", "h4", "h3"]),
        ("###### A\n\n# B\n\n## C", ["h3", "h3", "h4"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_follow_the_page_without_a_gap_whatever_the_author_began_with(description, tags):
    assert re.findall(r"<(h\d)>", to_html(description)) == tags
