"""Uploaded pictures, made into what is safe and small enough to show.

A picture is judged by its content, never by its name or stated type, and nothing of the file
itself is passed on: it is decoded and encoded anew, without its metadata (where it was taken, by
whom) and turned the way it was held.
"""

import io
import warnings
from collections.abc import Mapping

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ticketapp.events.errors import UnsupportedPicture, UnusablePicture

LARGEST_UPLOAD = 10 * 1024 * 1024
WIDTHS = (640, 1280)
MEDIA_TYPE = "image/webp"
SUFFIX = "webp"
NARROWEST = 320
MEGAPIXELS = 50
_READ = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_TALLEST = 4  # times the width; a taller one is cut


def variants_of(content: bytes) -> Mapping[int, bytes]:
    """The picture as WebP, by width; a narrow one is not blown up.

    Refusals: `UnsupportedPicture` for what is no picture of a known kind, `UnusablePicture` for
    one that is broken, too narrow, or would take more memory than a picture may.
    """
    unusable = UnusablePicture(narrowest=NARROWEST, megapixels=MEGAPIXELS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged right below
            picture = Image.open(io.BytesIO(content), formats=_READ)
    except UnidentifiedImageError:
        raise UnsupportedPicture from None
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, the picture is to blame
        raise unusable from None
    if picture.width * picture.height > MEGAPIXELS * 1_000_000:
        raise unusable
    try:
        picture = _upright(picture)
        if picture.width < NARROWEST:
            raise unusable
        return {width: _encoded(picture, width) for width in WIDTHS}
    except UnusablePicture:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise unusable from None


def _upright(picture: Image.Image) -> Image.Image:
    """The picture's first frame in plain RGB colours, as its photographer saw it."""
    profile = picture.info.get("icc_profile")
    picture.draft("RGB", (2 * max(WIDTHS), 2 * max(WIDTHS)))  # decodes a large JPEG at a fraction
    turned = ImageOps.exif_transpose(picture)
    has_alpha = turned.has_transparency_data
    plain = turned.convert("RGBA" if has_alpha else "RGB")
    if profile and not has_alpha and turned.mode == "RGB":
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownArgumentType]
        plain = ImageCms.profileToProfile(plain, own, common) or plain
    return plain


def _encoded(picture: Image.Image, width: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    smaller.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
