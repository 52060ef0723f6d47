"""What it takes to print a name in any script with a font that only knows single characters.

Arabic letters become the forms in which they join their neighbours, lines that run from right to
left are turned around, and what the font has no picture of is left out instead of shown as a box.
"""

import unicodedata
from collections.abc import Container
from functools import cache

from fpdf.bidi import BidiParagraph, auto_detect_base_direction

_FORMS = range(0xFB50, 0xFEFD)
_LAM, _TATWEEL = "\u0644", "\u0640"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_VOWELS = ((0x0591, 0x05C8), (0x0610, 0x061B), (0x064B, 0x0660), (0x0670, 0x0671))
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def legible(text: str, font: Container[int], instead: str) -> str:
    """The words of `text` that the font has, in the forms it needs; `instead` if none is left.

    Signs it lacks, as of emoji, are left out of their words. A word that lacks a letter is left out
    whole: half a name is another name, and a number alone says nothing.
    """
    formed = joined("".join(sign for sign in text if not _is_vowel(sign)))
    words = [_without_missing_signs(word, font) for word in formed.split()]
    words = [word for word in words if word]
    kept = [word for word in words if all(ord(sign) in font for sign in word)]
    says_enough = kept == words or any(sign.isalpha() for word in kept for sign in word)
    return " ".join(kept) if kept and says_enough else instead


def joined(text: str) -> str:
    """Arabic letters in the forms in which they join their neighbours; all else as it is."""
    units = _units(text)
    signs: list[str] = []
    for number, unit in enumerate(units):
        before = units[number - 1] if number else ""
        after = units[number + 1] if number + 1 < len(units) else ""
        from_before = _joins_on(before) and _joins_back(unit)
        to_after = _joins_on(unit) and _joins_back(after)
        kind = {
            (True, True): "medial", (True, False): "final",
            (False, True): "initial", (False, False): "isolated",
        }[from_before, to_after]  # fmt: skip
        signs.append(_forms().get(unit, {}).get(kind, unit))
    return "".join(signs)


def in_order(line: str, text: str) -> str:
    """A line of `text` as the eye meets its characters from left to right."""
    if not any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text):
        return line
    direction = auto_detect_base_direction(text)
    shown = BidiParagraph(line, direction).get_reordered_characters()
    return "".join(
        each.character.translate(_MIRRORED) if each.embedding_level % 2 else each.character
        for each in shown
    )


def _is_vowel(sign: str) -> bool:
    """Points above and below letters, which names do without and the font would misplace."""
    return any(first <= ord(sign) < end for first, end in _VOWELS) and (
        unicodedata.category(sign) == "Mn"
    )


def _without_missing_signs(word: str, font: Container[int]) -> str:
    return "".join(sign for sign in word if ord(sign) in font or sign.isalnum())


def _units(text: str) -> list[str]:
    """The letters, with lam and a following alef as the one that they are written as."""
    units: list[str] = []
    for sign in text:
        if units and units[-1] == _LAM and _LAM + sign in _forms():
            units[-1] = _LAM + sign
        else:
            units.append(sign)
    return units


def _joins_on(unit: str) -> bool:
    return unit == _TATWEEL or "initial" in _forms().get(unit, {})


def _joins_back(unit: str) -> bool:
    return unit == _TATWEEL or "final" in _forms().get(unit, {})


@cache
def _forms() -> dict[str, dict[str, str]]:
    """By letter: the characters that Unicode has for its forms."""
    forms: dict[str, dict[str, str]] = {}
    for code in _FORMS:
        kind, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        unit = "".join(chr(int(letter, 16)) for letter in letters.split())
        if kind.startswith("<") and (len(unit) == 1 or unit in _LAM_ALEF):
            forms.setdefault(unit, {}).setdefault(kind.strip("<>"), chr(code))
    return forms


_LAM_ALEF = {_LAM + alef for alef in "\u0622\u0623\u0625\u0627"}
