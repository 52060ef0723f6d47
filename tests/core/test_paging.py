"""Lists in pages: nothing skipped or shown twice, flat cost, cursors nobody can make up."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from ticketapp.core.paging import BadCursor, Cursors, PageRequest, Totals, find_page

START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
async def things(ctx):
    """1,000 things of which many have the same size."""
    await ctx.db.things.insert_many(
        [
            {"_id": f"{n:05}", "size": n % 7, "at": START + timedelta(minutes=n // 10), "n": n}
            for n in range(1000)
        ]
    )
    return ctx.db.things


async def _walk(collection, query, sort, limit=30):
    """All items in the order of the list, one page after the other."""
    wanted, seen = PageRequest(limit), []
    while True:
        page = await find_page(collection, query, sort, wanted)
        seen.extend(item["_id"] for item in page.items)
        assert len(seen) <= 1000, "the walk goes in circles"
        if page.next is None:
            return seen
        wanted = PageRequest(limit, page.number + 1, page.next, page.total)


@pytest.mark.parametrize(
    "sort", [["size"], ["-size"], ["at"], ["-at"], ["size", "-at"], ["-size", "at"], []]
)
async def test_a_walk_meets_every_item_once_and_in_order(things, sort):
    by = [(name.lstrip("-"), -1 if name[0] == "-" else 1) for name in sort]
    by.append(("_id", by[-1][1] if by else 1))
    expected = [item["_id"] async for item in things.find({}).sort(by)]
    assert await _walk(things, {}, sort) == expected


async def test_a_walk_keeps_to_its_filter(things):
    seen = await _walk(things, {"size": 3}, ["at"], limit=7)
    assert len(seen) == await things.count_documents({"size": 3})


async def test_what_is_added_behind_the_walker_changes_nothing_for_them(things):
    first = await find_page(things, {}, ["size"], PageRequest(100))
    await things.insert_one({"_id": "00000-new", "size": 0, "at": START})
    second = await find_page(things, {}, ["size"], PageRequest(100, 2, first.next, first.total))
    assert not {item["_id"] for item in first.items} & {item["_id"] for item in second.items}
    assert second.total == 1000


async def test_pages_by_number_and_by_cursor_agree(things):
    by_number = await find_page(things, {}, ["-at"], PageRequest(50, 4))
    walked = await _walk(things, {}, ["-at"], limit=50)
    assert [item["_id"] for item in by_number.items] == walked[150:200]


@pytest.mark.parametrize("sort", [["size"], ["-size", "at"], ["-at"], []])
async def test_the_way_back_leads_through_the_same_pages(things, settings, sort):
    cursors, there, back = Cursors(settings), [], []
    wanted = PageRequest(90)
    while True:
        page = await find_page(things, {}, sort, wanted)
        there.append(list(page.items))
        cursor = cursors.seal(page, "things")
        if cursor is None:
            break
        wanted = cursors.open(cursor, "things", 90)
    while True:
        back.insert(0, list(page.items))
        cursor = cursors.seal_back(page, "things")
        if cursor is None:
            break
        page = await find_page(things, {}, sort, cursors.open(cursor, "things", 90))
        assert page.next is not None
    assert back == there
    assert page.number == 1


async def test_counting_can_be_bounded(things):
    page = await find_page(things, {}, ["at"], PageRequest(10, count_up_to=300))
    assert page.total == 300


async def test_the_last_page_says_that_it_is_the_last(things):
    page = await find_page(things, {}, ["at"], PageRequest(100, 10))
    assert (len(page.items), page.total, page.next) == (100, 1000, None)
    beyond = await find_page(things, {}, ["at"], PageRequest(100, 11))
    assert (list(beyond.items), beyond.total, beyond.next) == ([], 1000, None)


@pytest.mark.parametrize("sort", [["size"], ["-size", "at"]])
async def test_going_on_costs_the_same_at_any_depth(ctx, things, sort):
    """Counted in index entries and documents looked at, of 21 asked for."""
    by = [(name.lstrip("-"), -1 if name[0] == "-" else 1) for name in sort]
    await things.create_index([*by, ("_id", by[-1][1])])
    wanted, costs = PageRequest(20), []
    while True:
        await ctx.db.raw.command("profile", 2, filter={"op": "query"})
        page = await find_page(things, {}, sort, wanted)
        await ctx.db.raw.command("profile", 0)
        profile = await ctx.db.raw["system.profile"].find_one(
            {"ns": f"{ctx.db.raw.name}.things", "op": "query"}, sort=[("$natural", -1)]
        )
        costs.append((profile["docsExamined"], profile["keysExamined"]))
        assert "COLLSCAN" not in profile["planSummary"]
        assert not profile.get("hasSortStage")
        assert len(costs) <= 50, "the walk goes in circles"
        if page.next is None:
            break
        wanted = PageRequest(20, page.number + 1, page.next, page.total)
    assert len(costs) == 50
    assert max(documents for documents, _ in costs) <= 23
    assert max(keys for _, keys in costs) <= 30


def _sealed(settings, position=("x", START), asked="/things?"):
    from ticketapp.core.paging import Page

    return Cursors(settings).seal(Page([], 1, 20, 57, position), asked)


def test_a_cursor_brings_its_position_back(settings):
    position = ("ü\u0000", START + timedelta(milliseconds=7), 5, 1.5, True)
    wanted = Cursors(settings).open(_sealed(settings, position), "/things?", 20)
    assert wanted == PageRequest(20, 2, position, 57)


def test_a_cursor_of_another_list_or_filter_is_bad(settings):
    with pytest.raises(BadCursor):
        Cursors(settings).open(_sealed(settings), "/things?size=3", 20)


def test_every_changed_byte_makes_a_cursor_bad(settings):
    cursor = _sealed(settings)
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for index in range(len(raw)):
        changed = raw[:index] + bytes([raw[index] ^ 1]) + raw[index + 1 :]
        with pytest.raises(BadCursor):
            Cursors(settings).open(base64.urlsafe_b64encode(changed).decode(), "/things?", 20)


@pytest.mark.parametrize("made_up", ["x", "=", "äöü", "AAAA", "\x00", "A" * 900, "{}"])
def test_what_is_no_cursor_is_bad(settings, made_up):
    with pytest.raises(BadCursor):
        Cursors(settings).open(made_up, "/things?", 20)


def test_text_cannot_move_between_position_and_question(settings):
    """The signature covers both parts apart from each other."""
    one = _sealed(settings, ("a",), 'x"]')
    with pytest.raises(BadCursor):
        Cursors(settings).open(one, "x", 20)


def test_values_without_an_order_cannot_be_walked_by(settings):
    with pytest.raises(TypeError):
        _sealed(settings, (None,))


async def test_a_short_list_is_counted_each_time_and_a_long_one_now_and_then(things):
    totals = Totals()
    assert await totals.count(things, {}, None) == 1000
    await things.insert_many([{"_id": f"more {n}"} for n in range(10)])
    assert await totals.count(things, {}, None) == 1010
    await things.insert_one({"_id": "one more"})
    assert await totals.count(things, {}, None) in {1010, 1011}
    assert await Totals().count(things, {}, None) == 1011
    assert await totals.count(things, {}, 1005) == 1005
    assert await totals.count(things, {}, 300) == 300


async def test_a_long_list_is_counted_anew_when_counting_has_become_cheap_again(
    things, monkeypatch
):
    monkeypatch.setattr(Totals, "_SHARE", 0)
    totals = Totals()
    for total in (1001, 1002):
        await things.insert_one({"_id": f"more {total}"})
        assert await totals.count(things, {}, None) == total


async def test_what_was_counted_is_not_remembered_for_ever(things, monkeypatch):
    monkeypatch.setattr(Totals, "_KEPT", 2)
    monkeypatch.setattr(Totals, "COUNTED_EACH_TIME", 10)
    totals = Totals()
    for size in range(5):
        await totals.count(things, {"size": size}, None)
    assert len(totals._counted) == 2
