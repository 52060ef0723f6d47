"""Films for Chromium's fake camera: QR codes held in front of it, one after the other, for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND = 10
_WALL = 118  # grey: neither ink nor paper
_CODE_SIDE = 330


@dataclass(frozen=True)
class Shot:
    """A code in front of the camera, or none, for so many seconds."""

    code: str = ""
    seconds: float = 2.0
    tilted: float = 0  # degrees
    blurred: float = 0  # pixels


def camera_arguments(film: Path) -> list[str]:
    """What makes Chromium take the film for its camera; a page still has to be allowed to look.

    The film is read from its beginning each time a page starts the camera.
    """
    return ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]


def write_film(path: Path, shots: Sequence[Shot]) -> None:
    """Write the shots as uncompressed grey video (YUV4MPEG2)."""
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for shot in shots:
            frame = b"FRAME\n" + picture_of(shot).tobytes() + colours
            for _ in range(round(shot.seconds * FRAMES_A_SECOND)):
                film.write(frame)


def picture_of(shot: Shot) -> Image.Image:
    picture = Image.new("L", (WIDTH, HEIGHT), _WALL)
    if not shot.code:
        return picture
    out = BytesIO()
    segno.make(shot.code, error="m", micro=False).save(out, kind="png", border=4, scale=8)
    code = Image.open(out).convert("L").resize((_CODE_SIDE, _CODE_SIDE), Image.Resampling.LANCZOS)
    code = code.rotate(shot.tilted, Image.Resampling.BICUBIC, expand=True, fillcolor=_WALL)
    picture.paste(code, ((WIDTH - code.width) // 2, (HEIGHT - code.height) // 2))
    return picture.filter(ImageFilter.GaussianBlur(shot.blurred)) if shot.blurred else picture
