"""The forms that begin and end a browser's session, as a browser sends them."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.builders.people import PASSWORD, a_user, document_of
from tests.drivers.edge import edge_of, fields_of, open_client, problem_of
from ticketapp.accounts.setup import issue_setup_link
from ticketapp.core.context import Context
from ticketapp.web.account_forms import account_routes
from ticketapp.web.session_forms import session_routes

OURS = {"origin": "http://tickets.test"}
BY_SCRIPT = {**OURS, "accept": "application/json"}


@pytest.fixture
async def browser(ctx: Context) -> AsyncGenerator[httpx.AsyncClient]:
    app = edge_of(ctx, forms=(*session_routes(), *account_routes()))
    async with open_client(app, ctx) as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, email: str, **fields: str) -> httpx.Response:
    form = {"email": email, "password": PASSWORD, **fields}
    return await browser.post("/login", data=form, headers=BY_SCRIPT)


async def test_a_browser_without_scripts_is_led_on(ctx: Context, browser: httpx.AsyncClient):
    user = await a_user(ctx)
    form = {"email": user.email, "password": PASSWORD, "next": "/me/account"}
    answer = await browser.post("/login", data=form, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/account")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_page_is_told_where_to_go_and_what_became_of_the_session(
    ctx: Context, browser: httpx.AsyncClient
):
    user = await a_user(ctx)
    answer = await sign_in(browser, user.email, next="/me/account")
    assert answer.json() == {"next": "/me/account", "session": "begun"}
    answer = await browser.post("/logout", headers=BY_SCRIPT)
    assert answer.json() == {"next": "/", "session": "ended"}


async def test_no_script_can_read_the_cookie_and_no_other_site_can_send_it(
    ctx: Context, browser: httpx.AsyncClient
):
    user = await a_user(ctx)
    [cookie] = [
        value
        for value in (await sign_in(browser, user.email)).headers.get_list("set-cookie")
        if value.startswith("session=")
    ]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(
    ctx: Context, browser: httpx.AsyncClient
):
    user = await a_user(ctx)
    await sign_in(browser, user.email)
    before = browser.cookies["session"]
    await sign_in(browser, user.email)
    assert browser.cookies["session"] != before
    assert await ctx.db.sessions.count_documents({}) == 1
    stale = {"cookie": f"session={before}"}
    problem_of(
        await browser.get("/me/export.json", headers=BY_SCRIPT | stale), 401, "unauthenticated"
    )


async def test_signing_out_ends_the_session_and_drops_the_cookie(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(browser, (await a_user(ctx)).email)
    answer = await browser.post("/logout", headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "session" not in browser.cookies
    assert await ctx.db.sessions.count_documents({}) == 0


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.test"}, {"origin": "null"}])
async def test_another_sites_page_can_not_sign_anybody_in(
    ctx: Context, browser: httpx.AsyncClient, headers
):
    user = await a_user(ctx)
    form = {"email": user.email, "password": PASSWORD}
    answer = await browser.post("/login", data=form, headers=headers)
    assert answer.status_code == 403
    assert "session" not in browser.cookies


@pytest.mark.parametrize(
    "elsewhere", ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "/\tx"]
)
async def test_the_way_on_stays_on_this_site(
    ctx: Context, browser: httpx.AsyncClient, elsewhere: str
):
    user = await a_user(ctx)
    assert (await sign_in(browser, user.email, next=elsewhere)).json()["next"] == "/me"


async def test_guessing_is_slowed_down_and_the_wait_is_said(browser: httpx.AsyncClient):
    for _ in range(5):
        problem_of(await sign_in(browser, "ada@example.org"), 401, "invalid_credentials")
    answer = await sign_in(browser, "ada@example.org")
    document = problem_of(answer, 429, "rate_limited")
    assert answer.headers["retry-after"] in document["detail"]


async def test_what_is_wrong_is_said_field_by_field_in_the_browsers_language(
    browser: httpx.AsyncClient,
):
    form = {"email": "nobody", "name": "Ada", "password": "x" * 400}
    headers = BY_SCRIPT | {"accept-language": "de"}
    document = problem_of(
        await browser.post("/register", data=form, headers=headers), 422, "validation_failed"
    )
    assert fields_of(document) == [("password", "string_too_long")]
    assert document["errors"][0]["message"] == "Höchstens 300 Zeichen."


@pytest.mark.parametrize("name", ["Ada\x00", "\x1b[31mAda", "  ", "A" * 200])
async def test_a_name_nobody_has_is_refused(browser: httpx.AsyncClient, name: str):
    form = {"email": "ada@example.org", "name": name}
    document = problem_of(
        await browser.post("/register", data=form, headers=BY_SCRIPT), 422, "validation_failed"
    )
    assert [field for field, _ in fields_of(document)] == ["name"]


async def test_a_file_where_text_belongs_is_refused(browser: httpx.AsyncClient):
    files = {"email": ("a.txt", b"ada@example.org")}
    answer = await browser.post("/login", files=files, headers=BY_SCRIPT)
    problem_of(answer, 422, "validation_failed")


async def test_registering_without_a_password_signs_nobody_in(browser: httpx.AsyncClient):
    form = {"email": "ada@example.org", "name": "Ada", "next": "/me/account"}
    answer = await browser.post("/register", data=form, headers=BY_SCRIPT)
    assert answer.json() == {"next": "/login?mailed=1&next=/me/account", "session": ""}
    assert "session" not in browser.cookies


async def test_the_first_admin_is_made_once(ctx: Context, browser: httpx.AsyncClient):
    link = (await issue_setup_link(ctx)).rpartition("/")[2]
    form = {"link": link, "email": "ada@example.org", "name": "Ada", "password": PASSWORD}
    answer = await browser.post("/setup", data=form, headers=BY_SCRIPT)
    assert answer.json() == {"next": "/admin", "session": "begun"}
    again = await browser.post(
        "/setup", data=form | {"email": "eve@example.org"}, headers=BY_SCRIPT
    )
    problem_of(again, 400, "invalid_token")


async def test_a_mailed_password_leads_to_choosing_another_first(
    ctx: Context, browser: httpx.AsyncClient
):
    user = await a_user(ctx)
    await ctx.db.users.update_one({"_id": user.id}, {"$set": {"must_change_password": True}})
    answer = await sign_in(browser, user.email, next="/me/account")
    assert answer.json()["next"] == "/set-password?next=/me/account"


async def test_erasing_takes_the_password_and_the_cookie(ctx: Context, browser: httpx.AsyncClient):
    user = await a_user(ctx)
    await sign_in(browser, user.email)
    wrong = await browser.post("/me/erase", data={"password": "no"}, headers=BY_SCRIPT)
    problem_of(wrong, 403, "wrong_password")
    assert await document_of(ctx, user)

    answer = await browser.post("/me/erase", data={"password": PASSWORD}, headers=BY_SCRIPT)
    assert answer.json() == {"next": "/goodbye", "session": "ended"}
    assert "session" not in browser.cookies
    assert await document_of(ctx, user) is None


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/me/erase", {"password": PASSWORD}),
        ("/me/second-factor", {}),
        ("/me/second-factor/confirm", {"code": "123456"}),
    ],
)
async def test_nothing_about_an_account_is_answered_to_a_stranger(
    browser: httpx.AsyncClient, path: str, form
):
    problem_of(await browser.post(path, data=form, headers=BY_SCRIPT), 401, "unauthenticated")


async def test_what_an_authenticator_needs_is_kept_by_nobody_on_the_way(
    ctx: Context, browser: httpx.AsyncClient
):
    await sign_in(browser, (await a_user(ctx)).email)
    answer = await browser.post("/me/second-factor", headers=BY_SCRIPT)
    assert answer.headers["cache-control"] == "no-store"
    begun = answer.json()
    assert begun["secret"] in begun["uri"]
    assert begun["picture"].startswith("data:image/svg+xml")
    wrong = await browser.post("/me/second-factor/confirm", data={"code": "abc"}, headers=BY_SCRIPT)
    problem_of(wrong, 401, "invalid_otp")
