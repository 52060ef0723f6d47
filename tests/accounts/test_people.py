import pytest

from tests.builders.outcomes import outcomes_of
from tests.builders.people import HOME, a_user, actor_for, an_admin
from ticketapp.accounts.errors import LastAdmin
from ticketapp.accounts.models import PeopleFilter
from ticketapp.accounts.people import PersonEdit, add_person, edit_person, find_people
from ticketapp.accounts.profile import erase_account
from ticketapp.core.actor import Role, anonymous
from ticketapp.core.errors import Forbidden, Invalid, NotFound, Unauthenticated
from ticketapp.core.paging import PageRequest

STEP_DOWN = PersonEdit(role=Role.user)
FIRST = PageRequest()


@pytest.mark.parametrize("edit", [STEP_DOWN, PersonEdit(disabled=True)])
async def test_the_last_active_admin_stays(ctx, edit):
    admin = await an_admin(ctx)
    disabled = await a_user(ctx, role=Role.admin)
    await edit_person(ctx, admin, disabled.id, PersonEdit(disabled=True))
    with pytest.raises(LastAdmin):
        await edit_person(ctx, admin, admin.user_id, edit)
    with pytest.raises(LastAdmin):
        await erase_account(ctx, admin, None)


async def test_two_admins_who_step_down_at_once_leave_one(ctx):
    """Fails with no admin left when the count does not touch a shared document."""
    for _ in range(5):
        one, two = await an_admin(ctx), await an_admin(ctx)
        await ctx.db.users.update_many(
            {"role": "admin", "_id": {"$nin": [one.user_id, two.user_id]}},
            {"$set": {"role": "user"}},
        )
        outcomes = await outcomes_of(
            edit_person(ctx, each, each.user_id, STEP_DOWN) for each in (one, two)
        )
        assert outcomes == {"User": 1, "LastAdmin": 1}


async def test_only_admins_see_and_change_people(ctx):
    user = await a_user(ctx)
    actor = await actor_for(ctx, user)
    staff = await actor_for(ctx, await a_user(ctx, role=Role.staff))
    for nobody, refusal in [
        (anonymous(HOME), Unauthenticated),
        (actor, Forbidden),
        (staff, Forbidden),
    ]:
        with pytest.raises(refusal):
            await find_people(ctx, nobody, PeopleFilter(), FIRST)
        with pytest.raises(refusal):
            await edit_person(ctx, nobody, user.id, PersonEdit(role=Role.admin))
        with pytest.raises(refusal):
            await add_person(ctx, nobody, "new@example.org", "New", Role.admin)


async def test_people_are_found_by_the_beginning_of_any_word(ctx):
    admin = await an_admin(ctx)
    await a_user(ctx, name="Zoë Łukaszewicz", email="zl@verein.example")
    for words in ["zoë", "ŁUKA", "zl", "verein", "zl@ver", "zoë łuk"]:
        found = await find_people(ctx, admin, PeopleFilter(words=words), FIRST)
        assert [person.name for person in found.items] == ["Zoë Łukaszewicz"], words
        assert found.total == 1
    assert (await find_people(ctx, admin, PeopleFilter(words=".*"), FIRST)).total == 0


async def test_people_are_filtered_by_role_and_state(ctx):
    admin = await an_admin(ctx)
    staff = await a_user(ctx, role=Role.staff)
    gone = await a_user(ctx)
    await edit_person(ctx, admin, gone.id, PersonEdit(disabled=True))
    found = await find_people(ctx, admin, PeopleFilter(role=Role.staff), FIRST)
    assert [person.id for person in found.items] == [staff.id]
    found = await find_people(ctx, admin, PeopleFilter(disabled=True), FIRST)
    assert [person.id for person in found.items] == [gone.id]


async def test_an_edit_is_on_record_with_before_and_after(ctx):
    admin, user = await an_admin(ctx), await a_user(ctx)
    await edit_person(ctx, admin, user.id, PersonEdit(role=Role.staff, event_ids=("e1",)))
    entry = await ctx.db.audit.find_one({"object_id": user.id, "action": "account.edited"})
    assert entry["before"] == {"role": "user", "event_ids": None}
    assert entry["after"] == {"role": "staff", "event_ids": ["e1"]}
    assert entry["actor_id"] == admin.user_id


async def test_what_does_not_exist_or_fit_is_refused(ctx):
    admin, user = await an_admin(ctx), await a_user(ctx)
    with pytest.raises(NotFound):
        await edit_person(ctx, admin, "nobody", STEP_DOWN)
    with pytest.raises(Invalid):
        await edit_person(ctx, admin, user.id, PersonEdit(name=" "))
