"""Bookings as they stand in the database."""

from collections.abc import Mapping
from typing import Any

from ticketapp.bookings.models import (
    Booking,
    BookingStatus,
    HistoryEntry,
    Offer,
    OfferState,
    Person,
    Step,
    Ticket,
    TicketStatus,
)
from ticketapp.bookings.words import terms_of
from ticketapp.core.db import Document


def document_of(booking: Booking) -> Document:
    offers = [each.offer.expires_at for each in booking.tickets if each.offer and each.is_offered]
    offers_end = {"offers_end": min(offers)} if offers else {}
    return offers_end | {
        "_id": booking.id,
        "reference": booking.reference,
        "event_id": booking.event_id,
        "user_id": booking.user_id,
        "attendee": _person(booking.attendee),
        "terms": terms_of(booking.reference, booking.attendee),
        "locale": booking.locale,
        "variety": booking.variety,
        "quantity": booking.quantity,
        "status": booking.status.value,
        "place": booking.place,
        "tickets": [_ticket_document(ticket) for ticket in booking.tickets],
        "history": [
            {"step": each.step.value, "quantity": each.quantity, "at": each.at, "by": each.by}
            for each in booking.history
        ],
        "version": booking.version,
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
        "told_sequence": booking.told_sequence,
        "told_at": booking.told_at,
    }


def booking_of(document: Mapping[str, Any]) -> Booking:
    values = {name: document[name] for name in Booking.__slots__ if name in document}
    values |= {
        "id": document["_id"],
        "status": BookingStatus(document["status"]),
        "attendee": Person(**document["attendee"]),
        "tickets": tuple(_ticket(each) for each in document["tickets"]),
        "history": tuple(
            HistoryEntry(Step(each["step"]), each["quantity"], each["at"], each["by"])
            for each in document["history"]
        ),
    }
    return Booking(**values)


def _person(person: Person) -> Document:
    return {"name": person.name, "email": person.email}


def _ticket_document(ticket: Ticket) -> Document:
    offer = {"offer": _offer_document(ticket.offer)} if ticket.offer else {}
    return offer | {
        "id": ticket.id,
        "code": ticket.code,
        "version": ticket.version,
        "status": ticket.status.value,
        "holder": _person(ticket.holder),
        "checked_in_at": ticket.checked_in_at,
        "admitted_by": ticket.admitted_by,
        "inside": ticket.inside,
    }


def _ticket(document: Mapping[str, Any]) -> Ticket:
    return Ticket(
        id=document["id"],
        code=document["code"],
        version=document["version"],
        status=TicketStatus(document["status"]),
        holder=Person(**document["holder"]),
        offer=_offer(document["offer"]) if "offer" in document else None,
        checked_in_at=document["checked_in_at"],
        admitted_by=document.get("admitted_by"),
        inside=document.get("inside", False),
    )


def _offer_document(offer: Offer) -> Document:
    return {
        "id": offer.id,
        "to": _person(offer.to),
        "locale": offer.locale,
        "state": offer.state.value,
        "expires_at": offer.expires_at,
    }


def _offer(document: Mapping[str, Any]) -> Offer:
    return Offer(
        id=document["id"],
        to=Person(**document["to"]),
        locale=document["locale"],
        state=OfferState(document["state"]),
        expires_at=document["expires_at"],
    )
