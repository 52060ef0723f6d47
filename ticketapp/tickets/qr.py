"""A ticket's token as a QR code.

Error correction M, with the quiet zone that scanners need. The mask is always the same: choosing
one is for data that could form patterns, and a token is nearly all signature, as good as random.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

import segno

QUIET_ZONE = 4
_MASK = 3
_SCALE = 8


def svg_of(token: str) -> bytes:
    """The code as a picture of any size."""
    return _saved(token, "svg")


def png_of(token: str) -> bytes:
    """The code with 8 pixels a module: 392 pixels wide."""
    return _saved(token, "png")


def modules_of(token: str) -> Sequence[Sequence[int]]:
    """Row by row, 1 where it is dark; without the quiet zone."""
    return _code(token).matrix


def _saved(token: str, kind: str) -> bytes:
    out = io.BytesIO()
    _code(token).save(out, kind=kind, border=QUIET_ZONE, scale=_SCALE, light="white")
    return out.getvalue()


@lru_cache(maxsize=256)
def _code(token: str) -> segno.QRCode:
    """A mail, its PDF and the page behind it show one code within a moment."""
    return segno.make(token, error="m", micro=False, mask=_MASK)
