"""A ticket's token as a QR code.

Error correction M, with the quiet zone that scanners need. The mask is always the same: choosing
one is for data that could form patterns, and a token is nearly all signature, as good as random.
"""

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

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


def drawing_of(token: str) -> tuple[int, str]:
    """The code for a page that draws it: its width in modules, quiet zone and all, and its lines.

    The lines are an SVG path that is stroked one module wide.
    """
    rows = modules_of(token)
    lines = [
        f"M{QUIET_ZONE + start} {QUIET_ZONE + y}.5h{length}"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    ]
    return len(rows) + 2 * QUIET_ZONE, "".join(lines)


def modules_of(token: str) -> Sequence[Sequence[int]]:
    """Row by row, 1 where it is dark; without the quiet zone."""
    return _code(token).matrix


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark stretches of a row begin, and how long they are."""
    x = 0
    for is_dark, run in groupby(row):
        length = sum(1 for _ in run)
        if is_dark:
            yield x, length
        x += length


def _saved(token: str, kind: str) -> bytes:
    out = io.BytesIO()
    _code(token).save(out, kind=kind, border=QUIET_ZONE, scale=_SCALE, light="white")
    return out.getvalue()


@lru_cache(maxsize=256)
def _code(token: str) -> segno.QRCode:
    """A mail, its PDF and the page behind it show one code within a moment."""
    return segno.make(token, error="m", micro=False, mask=_MASK)
