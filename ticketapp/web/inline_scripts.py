"""Which scripts stand in a document itself, so that its policy can allow exactly those."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False


def inline_script_hashes(document: str) -> tuple[str, ...]:
    """The CSP source of each script that stands in the document itself."""
    parser = _InlineScripts()
    parser.feed(document)
    parser.close()
    digests = (sha256(script.encode()).digest() for script in parser.scripts)
    return tuple(dict.fromkeys(f"sha256-{b64encode(digest).decode()}" for digest in digests))
