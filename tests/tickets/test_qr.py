"""QR codes read back by a decoder that has nothing to do with what made them."""

import io

import zxingcpp
from PIL import Image, ImageFilter

from ticketapp.tickets.qr import QUIET_ZONE, modules_of, png_of, svg_of
from ticketapp.tickets.tokens import signer_for

TICKET_ID = "abcdefghij234567"


def token_of(settings, version=1):
    return signer_for(settings).token("the-event", TICKET_ID, version)


def read(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_a_decoder_reads_the_token(settings):
    for version in range(1, 40):
        token = token_of(settings, version)
        assert read(Image.open(io.BytesIO(png_of(token)))) == [token]


def test_a_blurred_tilted_and_small_code_is_still_read(settings):
    token = token_of(settings)
    picture = Image.open(io.BytesIO(png_of(token))).convert("L")
    small = picture.resize((160, 160), Image.Resampling.BILINEAR)
    assert read(small.filter(ImageFilter.GaussianBlur(0.8))) == [token]
    assert read(picture.rotate(17, expand=True, fillcolor=255)) == [token]


def test_the_code_has_error_correction_and_its_quiet_zone(settings):
    token = token_of(settings)
    picture = Image.open(io.BytesIO(png_of(token))).convert("L")
    [found] = zxingcpp.read_barcodes(picture)
    assert found.ec_level in {"M", "Q", "H"}
    size = len(modules_of(token))
    pixels = picture.width // (size + 2 * QUIET_ZONE)
    border = pixels * QUIET_ZONE
    assert QUIET_ZONE == 4
    for band in (
        (0, 0, picture.width, border),
        (0, 0, border, picture.height),
        (0, picture.height - border, picture.width, picture.height),
    ):
        assert picture.crop(band).getextrema() == (255, 255)


def test_the_drawing_holds_no_script_and_shows_dark_on_white(settings):
    drawing = svg_of(token_of(settings)).decode()
    assert drawing.startswith(("<?xml", "<svg"))
    assert "<script" not in drawing
    assert "white" in drawing or "#fff" in drawing
