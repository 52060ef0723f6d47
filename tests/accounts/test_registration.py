import pytest

from tests.builders.outcomes import outcomes_of
from tests.builders.people import HOME, PASSWORD
from ticketapp.accounts.errors import EmailTaken
from ticketapp.accounts.letters import INITIAL_PASSWORD
from ticketapp.accounts.registration import register
from ticketapp.core.actor import anonymous
from ticketapp.core.errors import Invalid, RateLimited

WHOEVER = anonymous(HOME)


async def test_an_address_is_kept_in_one_spelling(ctx):
    user = await register(ctx, WHOEVER, "  Zoe\u0308@Example.ORG ", " Zoe  Mu\u0308ller ", PASSWORD)
    assert (user.email, user.name) == ("zoë@example.org", "Zoe Müller")


async def test_a_second_account_with_the_same_address_is_refused(ctx):
    await register(ctx, WHOEVER, "robin@example.org", "Robin", PASSWORD)
    with pytest.raises(EmailTaken):
        await register(ctx, WHOEVER, "ROBIN@example.org ", "Somebody else", PASSWORD)


async def test_fifty_at_once_make_one_account_and_nothing_else(ctx, without_limits):
    """Fails with 50 accounts when the unique index on the address is dropped."""
    calls = (register(without_limits, WHOEVER, "robin@example.org", "Robin") for _ in range(50))
    assert await outcomes_of(calls) == {"User": 1, "EmailTaken": 49}
    assert await ctx.db.users.count_documents({}) == 1
    assert await ctx.db.outbox.count_documents({}) == 1
    assert await ctx.db.audit.count_documents({}) == 1


async def test_without_a_password_one_is_made_and_mailed_and_must_be_replaced(ctx):
    user = await register(ctx, WHOEVER, "robin@example.org", "Robin")
    assert user.must_change_password
    mail = await ctx.db.outbox.find_one({"recipient": "robin@example.org"})
    assert mail["kind"] == INITIAL_PASSWORD


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("seven77", "too_short"),
        ("x" * 129, "too_long"),
        ("Password1", "too_common"),
        ("12345678", "too_common"),
    ],
)
async def test_a_bad_password_is_refused_with_its_reason(ctx, password, code):
    with pytest.raises(Invalid) as refused:
        await register(ctx, WHOEVER, "robin@example.org", "Robin", password)
    assert [error.code for error in refused.value.fields] == [code]


@pytest.mark.parametrize(
    "password", ["ünïcödé \U0001f511 phrase", "x" * 128, "tab\there nul\x00 end"]
)
async def test_any_characters_make_a_password(ctx, password):
    await register(ctx, WHOEVER, "robin@example.org", "Robin", password)


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("", "Robin"),
        ("no-address", "Robin"),
        ("a@b@c.org", "Robin"),
        ("nul\x00@example.org", "Robin"),
        ("x" * 250 + "@example.org", "Robin"),
        ("robin@example.org", ""),
        ("robin@example.org", "   "),
        ("robin@example.org", "\u200b \ufe0f"),
        ("robin@example.org", "\u3164"),
        ("robin@example.org", "x" * 121),
        ("robin@example.org", "evil\u202egnp.exe"),
        ("robin@example.org", "nul\x00"),
    ],
)
async def test_what_is_no_address_or_name_is_refused_and_changes_nothing(ctx, email, name):
    with pytest.raises(Invalid):
        await register(ctx, WHOEVER, email, name, PASSWORD)
    assert await ctx.db.users.count_documents({}) == 0


async def test_one_address_can_not_register_without_end(ctx):
    for number in range(10):
        await register(ctx, WHOEVER, f"robin{number}@example.org", "Robin", PASSWORD)
    with pytest.raises(RateLimited):
        await register(ctx, WHOEVER, "robin10@example.org", "Robin", PASSWORD)
