"""An event's bookings as files for a browser: who gets them, and what is in them."""

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from tests.builders.events import an_event
from tests.builders.people import a_user, signed_in
from tests.drivers.edge import edge_of, open_client
from ticketapp.bookings.by_hand import book_by_hand
from ticketapp.bookings.export import COLUMNS, Format, export_bookings
from ticketapp.bookings.models import Person
from ticketapp.bookings.workbook import BookingsWorkbook
from ticketapp.core.actor import Role, system
from ticketapp.web.booking_exports import booking_export_routes
from ticketapp.web.session_cookie import cookie_name

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
async def browser(ctx, built):
    edge = edge_of(ctx, built_front_end=built, forms=booking_export_routes())
    async with open_client(edge, ctx) as client:
        yield client


@pytest.fixture
async def event(ctx):
    event = await an_event(ctx)
    person = Person("=SUM(1+1)", "carla@example.org")
    await book_by_hand(ctx, system("test"), event.id, person, 2, key="a key")
    return event


async def sign_in(ctx, browser, role=Role.admin):
    browser.cookies.set(
        cookie_name(ctx.settings), await signed_in(ctx, await a_user(ctx, role=role))
    )


def sheets_in(content):
    """Each sheet's rows: pairs of a cell's type and what it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        sheets = [ET.fromstring(book.read(name)) for name in names]
    return [
        [
            [(cell.get("t", "n"), "".join(cell.itertext()), cell.find(f"{MAIN}f")) for cell in row]
            for row in sheet.iter(f"{MAIN}row")
        ]
        for sheet in sheets
    ]


async def test_an_admin_gets_the_table_in_both_formats_and_each_time_is_on_record(
    ctx, browser, event
):
    await sign_in(ctx, browser)
    table = await browser.get(f"/admin/events/{event.id}/bookings.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(table.text))
    assert (row["name"], row["quantity"]) == ("'=SUM(1+1)", "2")
    book = await browser.get(f"/admin/events/{event.id}/bookings.xlsx")
    assert book.headers["content-disposition"].endswith('-bookings.xlsx"')
    [[head, cells]] = sheets_in(book.content)
    assert [text for _, text, _ in head][:3] == list(COLUMNS[:3])
    assert cells[COLUMNS.index("name")] == ("inlineStr", "=SUM(1+1)", None)
    assert cells[COLUMNS.index("quantity")] == ("n", "2", None)
    assert all("no-store" in answer.headers["cache-control"] for answer in (table, book))
    exported = await ctx.db.audit.find({"action": "bookings.exported"}).to_list(None)
    assert {entry["after"]["format"] for entry in exported} == {"csv", "xlsx"}


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.user, 403), (Role.staff, 403)])
async def test_nobody_else_gets_it(ctx, browser, event, role, status):
    if role:
        await sign_in(ctx, browser, role)
    for form in Format:
        answer = await browser.get(f"/admin/events/{event.id}/bookings.{form.value}")
        assert answer.status_code == status
        assert "carla" not in answer.text
    assert await ctx.db.audit.count_documents({"action": "bookings.exported"}) == 0


@pytest.mark.parametrize(
    ("path", "method", "site", "status"),
    [
        ("bookings.csv", "GET", "cross-site", 403),
        ("bookings.csv", "GET", "same-site", 403),
        ("bookings.csv", "HEAD", "same-origin", 405),
        ("bookings.pdf", "GET", "same-origin", 404),
    ],
)
async def test_what_no_page_of_ours_asks_for_is_refused_and_not_on_record(
    ctx, browser, event, path, method, site, status
):
    await sign_in(ctx, browser)
    answer = await browser.request(
        method, f"/admin/events/{event.id}/{path}", headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == status
    assert await ctx.db.audit.count_documents({"action": "bookings.exported"}) == 0


async def test_no_event_no_table(ctx, browser):
    await sign_in(ctx, browser)
    assert (await browser.get("/admin/events/nonsense/bookings.xlsx")).status_code == 404


async def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path):
    file = io.BytesIO()
    workbook = BookingsWorkbook(file, ["name"], str(tmp_path), rows_of_a_sheet=3)
    workbook.add([[f"row {number}"] for number in range(5)])
    workbook.close()
    assert [len(sheet) for sheet in sheets_in(file.getvalue())] == [4, 3]
    assert list(tmp_path.iterdir()) == []


async def test_a_workbook_that_nobody_waits_for_leaves_nothing_behind(
    ctx, event, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, pieces = await export_bookings(ctx, system("test"), event.id, Format.xlsx)
    assert await anext(pieces)
    await pieces.aclose()
    assert list(tmp_path.iterdir()) == []
