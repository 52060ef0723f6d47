"""The mails of announcements."""

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time

from ticketapp.announcements.models import Announcement, AnnouncementKind
from ticketapp.bookings.letter_parts import (
    about_times,
    booking_row,
    calendar_entry,
    code_pictures,
    facts_about,
    greeting,
    say,
    ticket_codes,
    variety_of,
    way_to_booking,
    when_it_is,
)
from ticketapp.bookings.letters import CHANGED, REMINDER
from ticketapp.bookings.models import Booking
from ticketapp.core.i18n import N_, translate
from ticketapp.events.calendar import Method
from ticketapp.events.models import Event
from ticketapp.outbox.letter import Block, Brief, Composers, Letter, Note, Paragraph, Rows
from ticketapp.outbox.models import NewMail

_KINDS = {AnnouncementKind.changed: CHANGED, AnnouncementKind.reminder: REMINDER}
_TIMES = ("starts_at", "ends_at", "timezone")


def notice(announcement: Announcement, event: Event, booking: Booking) -> NewMail | None:
    """The mail that tells whoever a booking belongs to, if that is somebody still."""
    if booking.attendee.is_erased:
        return None
    facts: dict[str, Any] = {
        **facts_about(event, booking),
        **announcement.facts,
        "doors_open": event.doors_open,
        "waits": booking.is_waiting,
    }
    return NewMail(
        kind=_KINDS[announcement.kind],
        recipient=booking.attendee.email,
        recipient_name=booking.attendee.name,
        locale=booking.locale,
        object_id=booking.id,
        version=announcement.version,
        facts=facts,
    )


def _changed(brief: Brief) -> Letter:
    now, before = brief.facts["event"], brief.facts["before"]
    moved = any(now[name] != before[name] for name in _TIMES)
    elsewhere = now["location"] != before["location"]
    rows = _old_and_new(brief, moved=moved, elsewhere=elsewhere)
    subject, text = _what_changed(moved=moved, elsewhere=elsewhere)
    stays, button = N_("Your tickets stay valid, the printed ones too."), way_to_booking(brief)
    if brief.facts["waits"]:
        stays = N_("You keep your place in the waiting list.")
        button = way_to_booking(brief, N_("Show my booking"))
    blocks: list[Block] = [
        greeting(brief),
        Paragraph(f"{translate(text, brief.locale)} {translate(stays, brief.locale)}"),
        Rows([_row(brief, N_("Event"), now["name"]), *rows]),
    ]
    note = N_("The attached entry brings your calendar up to date.")
    blocks += [button, Note(translate(note, brief.locale)), about_times(brief)]
    entry = calendar_entry(brief, Method.publish)
    return Letter(say(brief, subject), blocks, attachments=[entry])


def _what_changed(*, moved: bool, elsewhere: bool) -> tuple[str, str]:
    if moved and elsewhere:
        text = N_("This event takes place at another time and in another place.")
        return N_("New time and place: {event}"), text
    if moved:
        return N_("New time: {event}"), N_("This event takes place at another time.")
    return N_("New place: {event}"), N_("This event takes place in another place.")


def _old_and_new(brief: Brief, *, moved: bool, elsewhere: bool) -> list[tuple[str, str]]:
    now, before = brief.facts["event"], brief.facts["before"]
    when, where = when_it_is(brief), now["location"]
    rows: list[tuple[str, str]] = []
    if moved:
        rows += [
            _row(brief, N_("New time"), when),
            _row(brief, N_("Old time"), when_it_is(brief, before)),
        ]
    else:
        rows.append(_row(brief, N_("When"), when))
    if elsewhere:
        rows += [
            _row(brief, N_("New place"), where),
            _row(brief, N_("Old place"), before["location"]),
        ]
    else:
        rows.append(_row(brief, N_("Where"), where))
    return [*rows, booking_row(brief)]


def _reminder(brief: Brief) -> Letter:
    event = brief.facts["event"]
    subject = translate(
        N_("Reminder: {event}, {when}"), brief.locale, event=event["name"], when=when_it_is(brief)
    )
    rows = [
        _row(brief, N_("Event"), event["name"]),
        _row(brief, N_("When"), when_it_is(brief)),
        *_doors(brief),
        _row(brief, N_("Where"), event["location"]),
        booking_row(brief),
    ]
    text = N_("It begins soon. Show these codes at the door, on a screen or on paper.")
    blocks: list[Block] = [
        greeting(brief),
        Paragraph(translate(text, brief.locale)),
        Rows(rows),
        *ticket_codes(brief),
        way_to_booking(brief),
        about_times(brief),
    ]
    heading = say(brief, N_("Reminder: {event}"))
    return Letter(subject, blocks, heading, attachments=code_pictures(brief))


def _doors(brief: Brief) -> list[tuple[str, str]]:
    """When the doors open, if that is on the day itself."""
    event: dict[str, Any] = brief.facts["event"]
    zone = ZoneInfo(event["timezone"])
    opens, starts = (
        moment.astimezone(zone) for moment in (brief.facts["doors_open"], event["starts_at"])
    )
    if opens.date() != starts.date():
        return []
    return [_row(brief, N_("Doors open"), format_time(opens, "short", locale=variety_of(brief)))]


def _row(brief: Brief, label: str, value: str) -> tuple[str, str]:
    return translate(label, brief.locale), value


COMPOSERS: Composers = {CHANGED: _changed, REMINDER: _reminder}
