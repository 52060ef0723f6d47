"""Users: documents and queries."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ticketapp.accounts.models import PeopleFilter, PeopleOrder, User
from ticketapp.accounts.rules import search_terms
from ticketapp.core.actor import Role
from ticketapp.core.db import Database, Document, Session
from ticketapp.core.paging import Page, PageRequest, find_page

KNOWN_ADDRESSES = 10
_SORTS = {  # ids grow with time
    PeopleOrder.oldest: "_id",
    PeopleOrder.newest: "-_id",
    PeopleOrder.address: "email",
    PeopleOrder.address_backwards: "-email",
}


def new_document(
    *, id_: str, email: str, name: str, role: Role, locale: str, password_hash: str | None,
    must_change_password: bool, now: datetime,
) -> Document:  # fmt: skip
    return {
        "_id": id_,
        "email": email,
        "name": name,
        "terms": search_terms(email, name),
        "role": role.value,
        "event_ids": None,
        "locale": locale,
        "password_hash": password_hash,
        "must_change_password": must_change_password,
        "second_factor": None,
        "known_addresses": [],
        "email_verified_at": None,
        "last_sign_in_at": None,
        "disabled_at": None,
        "erased_at": None,
        "created_at": now,
        "updated_at": now,
    }


def user_of(document: Mapping[str, Any]) -> User:
    event_ids = document["event_ids"]
    return User(
        id=document["_id"],
        email=document["email"],
        name=document["name"],
        role=Role(document["role"]),
        event_ids=None if event_ids is None else tuple(event_ids),
        locale=document["locale"],
        must_change_password=document["must_change_password"],
        has_password=document["password_hash"] is not None,
        has_second_factor=second_factor_is_on(document),
        disabled_at=document["disabled_at"],
        email_verified_at=document["email_verified_at"],
        last_sign_in_at=document["last_sign_in_at"],
        created_at=document["created_at"],
        updated_at=document["updated_at"],
    )


def second_factor_is_on(document: Mapping[str, Any]) -> bool:
    factor = document["second_factor"]
    return bool(factor and factor["confirmed_at"])


async def insert(db: Database, session: Session, document: Document) -> None:
    await db.users.insert_one(document, session=session)


async def by_id(db: Database, user_id: str, session: Session | None = None) -> Document | None:
    return await db.users.find_one({"_id": user_id, "erased_at": None}, session=session)


async def names_of(db: Database, ids: Iterable[str]) -> dict[str, str]:
    cursor = db.users.find({"_id": {"$in": sorted(set(ids))}, "erased_at": None}, {"name": 1})
    return {document["_id"]: document["name"] async for document in cursor}


async def by_email(db: Database, email: str) -> Document | None:
    return await db.users.find_one({"email": email, "erased_at": None})


async def change(
    db: Database,
    session: Session,
    user_id: str,
    changes: Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
) -> bool:
    """Set these fields if the account is still as `where` says; answer whether it was."""
    outcome = await db.users.update_one(
        {"_id": user_id, "erased_at": None, **(where or {})}, {"$set": changes}, session=session
    )
    return outcome.matched_count == 1


async def remember_sign_in(
    db: Database, session: Session, user_id: str, password_hash: str | None, address: str,
    now: datetime, rehashed: str | None,
) -> bool:  # fmt: skip
    """Note a sign-in if the password is still the one that was checked and nobody disabled it."""
    address_alone = [{"$literal": address}]
    changes: Document = {"last_sign_in_at": now}
    if rehashed:
        changes["password_hash"] = {"$literal": rehashed}  # a hash begins like a field's path
    outcome = await db.users.update_one(
        {"_id": user_id, "password_hash": password_hash, "disabled_at": None, "erased_at": None},
        [
            {"$set": changes},
            {
                "$set": {
                    "known_addresses": {
                        "$slice": [
                            {
                                "$concatArrays": [
                                    {"$setDifference": ["$known_addresses", address_alone]},
                                    address_alone,
                                ]
                            },
                            -KNOWN_ADDRESSES,
                        ]
                    }
                }
            },
        ],
        session=session,
    )
    return outcome.matched_count == 1


async def other_active_admins(db: Database, session: Session, user_id: str | None) -> int:
    """Count the admins who could still sign in without this one.

    Touches one shared document, so that two admins who step down at the same moment conflict
    instead of each counting on the other.
    """
    await db.settings.update_one(
        {"_id": "admins"}, {"$inc": {"checks": 1}}, upsert=True, session=session
    )
    return await db.users.count_documents(
        {"role": Role.admin.value, "disabled_at": None, "erased_at": None, "_id": {"$ne": user_id}},
        session=session,
    )


async def has_admin(db: Database) -> bool:
    found = await db.users.find_one(
        {"role": Role.admin.value, "disabled_at": None, "erased_at": None}, {"_id": 1}
    )
    return found is not None


async def search(
    db: Database, wanted: PeopleFilter, part: PageRequest, order: PeopleOrder
) -> Page[User]:
    sort = _SORTS[order]
    page = await find_page(db.users, _query(wanted), [sort], part, unique=sort.lstrip("-"))
    return page.map(user_of)


def _query(wanted: PeopleFilter) -> Document:
    query: Document = {"erased_at": None}
    words = wanted.words.casefold().split()
    if words:
        query["$and"] = [{"terms": {"$regex": f"^{re.escape(word)}"}} for word in words[:5]]
    if wanted.role:
        query["role"] = wanted.role.value
    if wanted.disabled is not None:
        query["disabled_at"] = {"$ne": None} if wanted.disabled else None
    return query
