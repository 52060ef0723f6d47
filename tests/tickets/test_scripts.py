"""Names in every script on paper: joined, in order, and never a box."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from ticketapp.tickets import pdf
from ticketapp.tickets.scripts import in_order, joined, legible

FONTS = Path(pdf.__file__).parent / "fonts"
FONT = TTFont(FONTS / "DejaVuSans.ttf").getBestCmap()


@pytest.mark.parametrize(
    ("letters", "forms"),
    [
        ("محمد", "\ufee3\ufea4\ufee4\ufeaa"),  # all join, the last only backwards
        ("دار", "\ufea9\ufe8d\ufead"),  # none of these joins what follows
        ("علي", "\ufecb\ufee0\ufef2"),
        ("سلام", "\ufeb3\ufefc\ufee1"),  # lam and alef are one
        ("گل", "\ufb94\ufede"),
        ("لا إله", "\ufefb \ufe87\ufedf\ufeea"),
        ("بـ", "\ufe91\u0640"),
        ("Zoë 7", "Zoë 7"),
    ],
)
def test_arabic_letters_take_the_forms_that_join_their_neighbours(letters, forms):
    assert joined(letters) == forms


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë (12)", "Zoë (12)"),
        ("אבג", "גבא"),
        ("אב (גד) 12", "12 (דג) בא"),
        ("Hall אבג 12", "Hall 12 גבא"),
        ("אבג Hall!", "!Hall גבא"),
    ],
)
def test_a_line_is_turned_as_far_as_it_runs_from_right_to_left(text, shown):
    assert in_order(text, text) == shown


def test_the_second_line_of_a_text_runs_as_the_text_does():
    assert in_order("Hall!", "אבג Hall!") == "!Hall"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Zoë Žižek", "Zoë Žižek"),
        ("Zoë 🎉 Žižek", "Zoë Žižek"),
        ("Party🎉 2027", "Party 2027"),
        ("東京 Jazz", "Jazz"),
        ("李小龍", "elsewhere"),
        ("東京2027", "elsewhere"),
        ("京都駅 7", "elsewhere"),
        ("1984", "1984"),
        ("🎉", "elsewhere"),
        ("שָׁלוֹם", "שלום"),
        ("👩‍🎤 Ada", "Ada"),
        ("\ud800 \x00", "elsewhere"),
    ],
)
def test_what_the_font_lacks_is_left_out_or_said_to_be_elsewhere(text, printed):
    assert legible(text, FONT, "elsewhere") == printed


def test_both_weights_have_the_same_letters():
    for name in ("DejaVuSans", "DejaVuSans-Latin"):
        plain, bold = (
            TTFont(FONTS / f"{name}{weight}.ttf").getBestCmap() for weight in ("", "-Bold")
        )
        assert plain.keys() == bold.keys()
