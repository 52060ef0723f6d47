"""Pictures as cameras and people make them."""

import io

from PIL import Image


def a_picture(
    width: int = 1600, height: int = 900, *, kind: str = "JPEG", colour: str = "teal", **options
) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    Image.new(mode, (width, height), colour).save(out, kind, **options)
    return out.getvalue()


def photographed(width: int, height: int) -> bytes:
    """A photograph taken with the camera on its side, which says so, and where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(width, height, exif=exif)
