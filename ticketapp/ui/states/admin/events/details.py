"""An event's metadata as an admin edits it: speakers and topics in fields, the rest as JSON.

What the fields can't show without losing some of it stays in the JSON, word for word.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, TypeGuard

from ticketapp.core.errors import FieldError, Invalid
from ticketapp.core.i18n import N_
from ticketapp.ui.states.events.shown import ABOUT

SPEAKERS, TAGS = "speakers", "tags"
_NOT_AN_OBJECT = N_('This must be a JSON object, as in {"parking": "free"}.')
_TWICE = N_("Speakers or topics stand both here and above. Keep them in one place.")
_NAMELESS = N_("Every speaker needs a name.")


class SpeakerLine(TypedDict):
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Details:
    """Metadata as the form has them; `tags` are parted by commas, `rest` is JSON or nothing."""

    speakers: list[SpeakerLine]
    tags: str
    rest: str


def details_of(metadata: Mapping[str, Any]) -> Details:
    speakers, tags = metadata.get(SPEAKERS), metadata.get(TAGS)
    rest = dict(metadata)
    lines = [_line(each) for each in rest.pop(SPEAKERS)] if _are_lines(speakers) else []
    words = ", ".join(rest.pop(TAGS)) if _are_words(tags) else ""
    return Details(lines, words, json.dumps(rest, ensure_ascii=False, indent=2) if rest else "")


def metadata_of(details: Details, known: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata that the form means; whatever it shows as `known` has it stays as it is.

    Refuses (`Invalid`) what is no JSON, beside its field.
    """
    metadata, before = _parsed(details.rest), details_of(known)
    speakers = [line for line in details.speakers if line["name"] or line["role"]]
    if not all(line["name"] for line in speakers):
        raise Invalid(FieldError(SPEAKERS, "required", _NAMELESS))
    tags = _words(details.tags)
    if (speakers and metadata.get(SPEAKERS)) or (tags and metadata.get(TAGS)):
        raise Invalid(FieldError("rest", "twice", _TWICE))
    if speakers:
        same = speakers == before.speakers
        names = _names_of_what_they_do(known.get(SPEAKERS))
        metadata[SPEAKERS] = (
            known[SPEAKERS] if same else [_stored(line, names) for line in speakers]
        )
    if tags:
        metadata[TAGS] = known[TAGS] if details.tags == before.tags else tags
    return metadata


def _parsed(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Invalid(FieldError("rest", "no_object", _NOT_AN_OBJECT))
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _are_lines(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and bool(value) and all(map(_is_line, value))


def _is_line(value: Any) -> bool:
    if isinstance(value, Mapping):
        is_plain = value.keys() <= {"name", *ABOUT} and len(value) <= len(
            SpeakerLine.__annotations__
        )
        return is_plain and all(_is_word(each) for each in value.values()) and "name" in value
    return _is_word(value)


def _are_words(value: Any) -> TypeGuard[list[str]]:
    """Whether they come out of one line, parted by commas, as they went in."""
    return isinstance(value, list) and bool(value) and all(map(_is_word, value)) and (
        _words(", ".join(value)) == value
    )  # fmt: skip


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value == value.strip() != ""


def _line(value: Any) -> SpeakerLine:
    if isinstance(value, str):
        return SpeakerLine(name=value, role="")
    about = [text for name, text in value.items() if name != "name"]
    return SpeakerLine(name=value["name"], role="".join(about))


def _stored(line: SpeakerLine, names: Mapping[str, str]) -> dict[str, str]:
    about = {names.get(line["name"], ABOUT[0]): line["role"]} if line["role"] else {}
    return {"name": line["name"], **about}


def _names_of_what_they_do(speakers: Any) -> dict[str, str]:
    """Whether it is a role, a position, an affiliation: by the speaker's name."""
    if not _are_lines(speakers):
        return {}
    return {
        speaker["name"]: name
        for speaker in speakers
        if isinstance(speaker, Mapping)
        for name in speaker
        if name != "name"
    }


def _words(text: str) -> list[str]:
    words: Sequence[str] = [word.strip() for word in text.split(",")]
    return list(dict.fromkeys(word for word in words if word))
