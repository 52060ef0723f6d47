"""A small built front end, as the build leaves one."""

import gzip
import json
from pathlib import Path

import pytest

from tests.drivers.edge import edge_of, open_client
from ticketapp.core.actor import Origin
from ticketapp.web.head import Head

DOCUMENT = """<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>{title}</title>\
<script>
document.documentElement.classList.add("light")
</script><link href="/assets/a-1234.css" rel="stylesheet"/></head><body><main>{title}</main>\
<script type="module" async="">import "/assets/entry-1.js";</script>\
<script src="/assets/entry-1.js"></script></body></html>"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Pages: home, /login, /help/faq, and the dynamic /events/[slug]."""
    web = tmp_path / ".web"
    client = web / "build" / "client"
    pages = ["index", "login/index", "help/faq", "404", "__spa-fallback"]
    for name in pages:
        page = client / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(DOCUMENT.format(title=name))
    files = {
        "assets/entry-1.js": "console.log('grüße')" * 50,
        "assets/reflex-env-9.js": "export const env = {}",
        "assets/a-1234.css": "body{}",
        "assets/decoder-worker-Ab_1-2.js": "decode()",
        "favicon.ico": "icon",
        "i18n/de.json": "{}",
        "site.webmanifest": "{}",
    }
    for name, text in files.items():
        file = client / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    script = client / "assets" / "entry-1.js"
    script.with_name("entry-1.js.gz").write_bytes(gzip.compress(script.read_bytes()))
    script.with_name("entry-1.js.br").write_bytes(b"as brotli")
    (web / "routes.json").write_text(
        json.dumps(["index", "login", "help/faq", "events/[slug]", "404"])
    )
    (web / "secret.txt").write_text("not for the world")
    return client


async def head_for(path: str, origin: Origin) -> Head | None:
    if not path.startswith("/events/"):
        return None
    if path == "/events/broken":
        raise RuntimeError("the provider failed")
    if path == "/events/gone":
        return Head(title="Gone", found=False)
    return Head(
        title=f'<b>"Jazz"</b> ({origin.locale})',
        description="A & B",
        url="http://tickets.test/events/jazz",
        body="<h1>Jazz</h1>",
    )


@pytest.fixture
async def browser(ctx, built):
    """A client that reads pages as a browser does."""
    edge = edge_of(ctx, built_front_end=built, head_for=head_for)
    async with open_client(edge, ctx) as client:
        yield client
