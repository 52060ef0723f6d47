"""The people screen: who has an account, and what admins do about it."""

from datetime import datetime
from typing import Annotated, Literal, TypedDict

import reflex as rx
from pydantic import BaseModel, Field

from ticketapp.accounts import people
from ticketapp.accounts.errors import LastAdmin
from ticketapp.accounts.models import PeopleFilter, PeopleOrder, User
from ticketapp.accounts.people import PersonEdit
from ticketapp.core.actor import Role
from ticketapp.core.errors import NotFound, Refusal
from ticketapp.core.i18n import N_
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.admin.screen import AdminList, AdminScreen
from ticketapp.ui.states.base import PageState

NEW = "new"
Line = Annotated[str, Field(max_length=300)]
Act = Literal["disable", "end_sessions"]


class PeopleFilters(BaseModel):
    q: Line = ""
    role: Role | None = None
    status: Literal["", "active", "disabled"] = ""
    sort: PeopleOrder = PeopleOrder.newest

    @property
    def wanted(self) -> PeopleFilter:
        disabled = {"active": False, "disabled": True}.get(self.status)
        return PeopleFilter(self.q, self.role, disabled)


class PeopleQuery(PeopleFilters):
    """What the address says: which part of the list, and whose row is open."""

    cursor: str = ""
    person: Line = ""

    @property
    def filters(self) -> PeopleFilters:
        return PeopleFilters.model_validate(self.model_dump())


class ProfileForm(BaseModel):
    name: Line
    role: Role


class NewPersonForm(ProfileForm):
    email: Line


class PersonRow(TypedDict):
    id: str
    name: str
    email: str
    role: str
    disabled: bool
    joined: str
    last_sign_in: str


class PersonShown(PersonRow):
    """The open row. `id` is empty for nobody, and `new` for somebody to be added."""

    disabled_since: str
    confirmed: bool
    second_factor: bool
    has_password: bool
    is_self: bool


_NOBODY = PersonShown(
    id="", name="", email="", role="", disabled=False, joined="", last_sign_in="",
    disabled_since="", confirmed=False, second_factor=False, has_password=False, is_self=False,
)  # fmt: skip


class PeopleState(AdminScreen, AdminList, PageState):
    rows: list[PersonRow] = []  # noqa: RUF012
    filtered: bool = False
    sort: str = PeopleOrder.newest.value
    person: PersonShown = _NOBODY
    missing: str = ""
    asking: str = ""

    @action
    async def load(self) -> None:
        ctx, actor, asked = self._context(), await self._actor(), self._asked(PeopleQuery)
        filters = asked.filters
        part = self._part(asked.cursor, filters)
        page = await people.find_people(ctx, actor, filters.wanted, part, filters.sort)
        self._walk_on_from(page, filters)
        self.rows = [_row(person) for person in page.items]
        self.filtered = filters.wanted != PeopleFilter()
        self.sort = filters.sort.value
        await self._open(asked.person)
        self.access = "open"

    @action
    async def save_profile(self, form: ProfileForm) -> None:
        """Change the open person's name and role."""
        self.place = "profile"
        edit = PersonEdit(name=form.name, role=form.role)
        await self._edit(edit)
        self._tell(N_("Saved."))

    @action
    async def ask(self, act: Act) -> None:
        """Ask once before an act on the open person."""
        self.asking = act

    @action
    async def dismiss(self) -> None:
        self.asking = ""

    @action
    async def disable(self) -> None:
        self.place, self.asking = "sign-in", ""
        person = await self._edit(PersonEdit(disabled=True))
        self._tell(N_("{name} is signed out and can’t sign in any more."), name=person.name)

    @action
    async def enable(self) -> None:
        self.place = "sign-in"
        person = await self._edit(PersonEdit(disabled=False))
        self._tell(N_("{name} can sign in again."), name=person.name)

    @action
    async def end_sessions(self) -> None:
        self.place, self.asking = "sign-in", ""
        actor = await self._actor()
        ended = await people.end_sessions_of(self._context(), actor, self.person["id"])
        text = N_("Signed out everywhere.") if ended else N_("They were not signed in anywhere.")
        self._tell(text)

    @action
    async def add(self, form: NewPersonForm) -> rx.event.EventSpec:
        self.place = "new"
        person = await people.add_person(
            self._context(), await self._actor(), form.email, form.name, form.role
        )
        self._tell(N_("A first password is on its way to {email}."), email=person.email)
        return rx.redirect(f"/admin/people?person={person.id}")

    def _refused(self, refusal: Refusal) -> object:
        """That somebody is the last admin is said beside the field that would end it."""
        in_profile = refusal.code == LastAdmin.code and self.place == "profile"
        way = super()._refused(refusal)
        if in_profile:
            self.errors, self.problem = {"role": self.problem}, ""
        return way

    async def _edit(self, edit: PersonEdit) -> User:
        actor = await self._actor()
        person = await people.edit_person(self._context(), actor, self.person["id"], edit)
        self.person = _shown(person, actor.user_id)
        self.rows = [_row(person) if row["id"] == person.id else row for row in self.rows]
        return person

    async def _open(self, person_id: str) -> None:
        """Show beside the list what the address asks for."""
        self.missing, self.asking = "", ""
        self.person = PersonShown(**{**_NOBODY, "id": person_id})
        if person_id in {"", NEW}:
            return
        actor = await self._actor()
        try:
            person = await people.get_person(self._context(), actor, person_id)
        except NotFound:
            self.missing = person_id
        else:
            self.person = _shown(person, actor.user_id)


def _row(person: User) -> PersonRow:
    return PersonRow(
        id=person.id,
        name=person.name,
        email=person.email,
        role=person.role.value,
        disabled=not person.is_active,
        joined=person.created_at.isoformat(),
        last_sign_in=_moment(person.last_sign_in_at),
    )


def _shown(person: User, viewer_id: str | None) -> PersonShown:
    return PersonShown(
        **_row(person),
        disabled_since=_moment(person.disabled_at),
        confirmed=person.email_verified_at is not None,
        second_factor=person.has_second_factor,
        has_password=not person.must_change_password,
        is_self=person.id == viewer_id,
    )


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
