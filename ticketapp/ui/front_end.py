"""What our build of the pages adds to Reflex's own."""

import gzip
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from ticketapp.core.i18n import DEFAULT, LOCALES
from ticketapp.ui.catalogues import page_catalogue

CATALOGUES = Path("catalogues")
_BUNDLED = ("js", "styles")
_BAKED_ADDRESS = re.compile(r"`(?P<scheme>http|ws)://localhost:\d+(?P<path>/[\w-]+)`")


class FrontEnd(Plugin):
    """Puts the language catalogues into the bundle and takes the baked-in address out of it."""

    def get_static_assets(self, **_context: Any) -> Sequence[tuple[Path, str | bytes]]:
        """One module per language, loaded by the browser when that language is shown."""
        others = [locale for locale in LOCALES if locale != DEFAULT]
        loaders = ",\n".join(f'  {locale}: () => import("./{locale}.json")' for locale in others)
        return [
            (CATALOGUES / "index.js", f"export const catalogues = {{\n{loaders},\n}};\n"),
            *(
                (CATALOGUES / f"{locale}.json", json.dumps(page_catalogue(locale)))
                for locale in others
            ),
        ]

    def post_build(self, *, static_dir: Path, **_context: Any) -> None:
        """Make the browser find the server where the page came from: any host, port and proxy.

        What is in the bundle is not offered a second time as it stood in `assets`.
        """
        chunks = list((static_dir / "assets").glob("reflex-env-*.js"))
        if not chunks:
            raise FileNotFoundError("the build has no reflex-env chunk to take the address out of")
        for chunk in chunks:
            chunk.write_text(with_own_origin(chunk.read_text()))
        for name in _BUNDLED:
            shutil.rmtree(static_dir / name, ignore_errors=True)
        for font in (static_dir / "fonts").glob("*.woff2"):
            font.unlink()
        for module in (static_dir / "assets").glob("*.wasm"):  # Reflex leaves these as they are
            module.with_name(f"{module.name}.gz").write_bytes(gzip.compress(module.read_bytes()))


def with_own_origin(script: str) -> str:
    """Replace every baked-in address by one computed from the page's own.

    The pages are rendered without a browser as well, but from another build than this one.
    """
    rewritten, count = _BAKED_ADDRESS.subn(_from_location, script)
    if count == 0 or "localhost" in rewritten:
        raise ValueError("the reflex-env chunk does not look as expected; was Reflex updated?")
    return rewritten


def _from_location(address: re.Match[str]) -> str:
    origin = "location.origin"
    if address["scheme"] == "ws":
        origin += '.replace("http","ws")'
    return f'{origin}+"{address["path"]}"'
