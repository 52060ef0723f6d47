"""What becomes of an uploaded picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests.builders.pictures import a_picture, photographed
from ticketapp.events.errors import UnsupportedPicture, UnusablePicture
from ticketapp.events.pictures import variants_of


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def a_png_that_claims(width, height):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_comes_in_two_widths_of_one_kind(kind):
    variants = variants_of(a_picture(1600, 900, kind=kind))
    assert {width: opened(content).size for width, content in variants.items()} == {
        640: (640, 360), 1280: (1280, 720),
    }  # fmt: skip
    assert {opened(content).format for content in variants.values()} == {"WEBP"}


def test_a_small_picture_is_not_blown_up():
    assert [opened(each).width for each in variants_of(a_picture(800, 600)).values()] == [640, 800]


def test_a_picture_is_upright_and_tells_nothing_about_its_maker():
    variants = variants_of(photographed(1600, 900))
    assert opened(variants[640]).size == (640, 1138)
    for content in variants.values():
        assert b"SecretCamera" not in content
        assert not opened(content).getexif()
        assert "icc_profile" not in opened(content).info


def test_what_is_see_through_stays_so():
    content = variants_of(a_picture(kind="PNG", colour="#ff000000"))[640]
    assert opened(content).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7", b"<html><script>alert(1)</script>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff",
        a_picture(kind="BMP"), a_picture(kind="GIF"), a_picture(kind="TIFF"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_a_known_kind_is_refused(content):
    with pytest.raises((UnsupportedPicture, UnusablePicture)):
        variants_of(content)


@pytest.mark.parametrize(
    "content",
    [
        a_png_that_claims(100_000, 100_000),
        a_png_that_claims(2**31 - 1, 2**31 - 1),
        a_png_that_claims(8_000, 7_000),
        a_png_that_claims(2_000, 2_000),
        a_png_that_claims(0, 0),
        a_picture()[: -len(a_picture()) // 2],
        a_picture(kind="PNG")[:200],
        a_picture(300, 300),
        a_picture(1, 1),
    ],
    ids=[
        "bomb",
        "overflow",
        "too many pixels",
        "truncated",
        "empty",
        "half",
        "head",
        "narrow",
        "dot",
    ],
)
def test_a_bomb_a_broken_and_a_tiny_picture_are_refused(content):
    with pytest.raises((UnusablePicture, UnsupportedPicture)):
        variants_of(content)
