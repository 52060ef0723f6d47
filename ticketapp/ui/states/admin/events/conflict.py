"""Two admins changed the same event: what each made of it, to choose from."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypedDict

from ticketapp.events.models import EventFields
from ticketapp.ui.states.admin.events.form import FIELD_NAMES
from ticketapp.ui.words import FACTS

Side = Literal["mine", "theirs"]


class Difference(TypedDict):
    """A field that the two versions have differently.

    `changed` says whose change that is: ``mine``, ``theirs``, ``both``, or nothing where that is
    not known any more. `form` says what the values are: moment, switch, text, or nothing.
    """

    field: str
    label: str
    form: str
    mine: str
    theirs: str
    changed: str


def differences(
    base: EventFields | None, mine: EventFields, theirs: EventFields
) -> list[Difference]:
    """The fields to choose for; `base` is what both began with, if that is still known."""
    return [
        Difference(
            field=name,
            label=FACTS[name],
            form=_form(getattr(mine, name), getattr(theirs, name)),
            mine=_text(getattr(mine, name)),
            theirs=_text(getattr(theirs, name)),
            changed=_changed(base, mine, theirs, name),
        )
        for name in FIELD_NAMES
        if getattr(mine, name) != getattr(theirs, name)
    ]


def merged(mine: EventFields, theirs: EventFields, choices: Mapping[str, Side]) -> EventFields:
    """Their version with those fields of mine that were chosen."""
    taken = {name: getattr(mine, name) for name in FIELD_NAMES if choices.get(name) == "mine"}
    return replace(theirs, **taken)


def _changed(base: EventFields | None, mine: EventFields, theirs: EventFields, name: str) -> str:
    if base is None:
        return ""
    before = getattr(base, name)
    if getattr(theirs, name) == before:
        return "mine"
    return "theirs" if getattr(mine, name) == before else "both"


def _form(mine: Any, theirs: Any) -> str:
    if isinstance(mine, datetime) or isinstance(theirs, datetime):
        return "moment"
    return "switch" if isinstance(mine, bool) else "text"


def _text(value: Any) -> str:
    """The value for a page; nothing for none, ``true`` for what is on."""
    match value:
        case None | False:
            return ""
        case True:
            return "true"
        case datetime():
            return value.isoformat()
        case Mapping():
            return json.dumps(value, ensure_ascii=False, indent=2) if value else ""
        case _:
            return str(value)
