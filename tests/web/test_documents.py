"""Pages and files of the built front end."""

import base64
import hashlib
import re

import pytest

from tests.drivers.edge import edge_of, open_client
from ticketapp.web.dressing import dressed


def script_sources(response) -> list[str]:
    policy = response.headers["content-security-policy"]
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    return scripts.split()[1:]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "index"),
        ("/login", "login/index"),
        ("/login/", "login/index"),
        ("/help/faq", "help/faq"),
        ("/help/faq/", "help/faq"),
    ],
)
async def test_a_prerendered_page_answers_with_and_without_its_slash(browser, path, page):
    response = await browser.get(path)
    assert response.status_code == 200
    assert f"<main>{page}</main>" in response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/events/jazz", "/events/jazz/", "/events/%C3%BC"])
async def test_a_dynamic_page_answers_with_the_page_that_builds_itself(browser, path):
    response = await browser.get(path)
    assert response.status_code == 200
    assert "<main>__spa-fallback</main>" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/events/a/b", "/404", "/index", "/index.html", "/__spa-fallback",
        "/login/index", "/assets/gone.js", "/assets/", "/assets/entry-1.js.gz", "//", "/help",
        "/..%2fsecret.txt", "/%2e%2e/%2e%2e/secret.txt", "/assets/../../../secret.txt", "/%00",
        "/\\..\\secret.txt", "/events/%0d%0aSet-Cookie:x=1/y",
    ],
)  # fmt: skip
async def test_what_no_route_knows_is_the_404_page(browser, path):
    response = await browser.get(path)
    if path == "//":
        assert response.status_code == 200  # the home page, slashes at the end make no difference
        return
    assert response.status_code == 404
    assert "<main>404</main>" in response.text


@pytest.mark.parametrize(
    "path", ["/ping", "/_health", "/_all_routes", "/auth-codespace", "/_upload", "/_upload/x"]
)
async def test_nothing_of_reflex_but_its_event_socket_is_reached(browser, path):
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        assert (await browser.request(method, path)).status_code == 404


async def test_a_page_takes_reading_only(browser):
    response = await browser.post("/login", data={"email": "x"})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    head = await browser.head("/login")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 0


async def test_a_page_is_in_the_readers_language(browser):
    german = await browser.get("/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.8"})
    assert '<html lang="de"' in german.text
    assert german.headers["content-language"] == "de"
    chosen = await browser.get("/", headers={"Accept-Language": "de", "Cookie": "a=1; lang=en"})
    assert '<html lang="en"' in chosen.text
    for nonsense in ("lang=xx", "lang=", "lang", "=;lang=\x01"):
        answer = await browser.get("/", headers={"Cookie": nonsense, "Accept-Language": "de"})
        assert answer.headers["content-language"] == "de"
    varies = {part.strip() for part in german.headers["vary"].split(",")}
    assert varies == {"Accept-Encoding", "Accept-Language", "Cookie"}


async def test_only_the_documents_own_scripts_may_run(browser):
    response = await browser.get("/")
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", response.text, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in inline
    ]
    assert len(hashes) == 2
    assert script_sources(response) == ["'self'", *hashes]


async def test_webassembly_runs_in_the_worker_that_reads_codes_and_nowhere_else(browser):
    worker = await browser.get("/assets/decoder-worker-Ab_1-2.js")
    assert script_sources(worker) == ["'self'", "'wasm-unsafe-eval'"]
    for path in ("/", "/login", "/assets/entry-1.js", "/assets/decoder-worker-Ab_1-2.js/x"):
        assert "wasm" not in (await browser.get(path)).headers["content-security-policy"]


async def test_a_page_is_asked_for_again_and_sent_only_when_changed(browser):
    first = await browser.get("/")
    assert first.headers["cache-control"] == "no-cache"
    same = await browser.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert "content-security-policy" in same.headers
    german = await browser.get(
        "/", headers={"If-None-Match": first.headers["etag"], "Accept-Language": "de"}
    )
    assert german.status_code == 200


async def test_pages_are_compressed_for_who_can_read_that(browser):
    packed = await browser.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = await browser.get("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


async def test_a_path_adds_its_head_and_first_words(browser):
    response = await browser.get("/events/jazz", headers={"Accept-Language": "de"})
    head = response.text.partition("</head>")[0]
    assert "<title>&lt;b&gt;&quot;Jazz&quot;&lt;/b&gt; (de)</title>" in head
    assert head.count("<title>") == 1
    assert '<meta name="description" content="A &amp; B"/>' in head
    assert '<meta property="og:title" content="&lt;b&gt;&quot;Jazz&quot;&lt;/b&gt; (de)"/>' in head
    assert '<link rel="canonical" href="http://tickets.test/events/jazz"/>' in head
    assert "<body><first-words><h1>Jazz</h1></first-words><main>" in response.text


async def test_a_page_about_something_that_is_not_there_is_the_page_with_status_404(browser):
    response = await browser.get("/events/gone")
    assert response.status_code == 404
    assert "<main>__spa-fallback</main>" in response.text
    assert '<meta name="robots" content="noindex"/>' in response.text


async def test_a_page_whose_head_fails_is_served_without_it(browser):
    response = await browser.get("/events/broken")
    assert response.status_code == 200
    assert "<title>__spa-fallback</title>" in response.text


def test_a_page_without_a_title_bears_the_name_of_the_site_until_it_has_built_itself():
    built = '<html lang="en"><head></head><body></body></html>'
    assert "<head><title>Kino &amp; Bar</title></head>" in dressed(built, "Kino & Bar", "de", None)


@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("/assets/a-1234.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/reflex-env-9.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.ico", "image/x-icon", "public, max-age=86400"),
        ("/i18n/de.json", "application/json", "no-cache"),
        ("/site.webmanifest", "application/manifest+json", "public, max-age=86400"),
    ],
)
async def test_files_are_cached_as_their_names_allow(browser, path, media_type, caching):
    response = await browser.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == caching
    same = await browser.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("", ""),
    ],
)
async def test_files_are_sent_as_the_build_compressed_them(browser, built, accepted, encoding):
    request = browser.build_request("GET", "/assets/entry-1.js")
    request.headers["Accept-Encoding"] = accepted
    response = await browser.send(request, stream=True)
    raw = b"".join([part async for part in response.aiter_raw()])
    suffix = {"br": ".br", "gzip": ".gz", "": ""}[encoding]
    assert response.headers.get("content-encoding", "") == encoding
    assert raw == (built / "assets" / f"entry-1.js{suffix}").read_bytes()
    assert response.headers["vary"] == "Accept-Encoding"


async def test_before_the_pages_are_built_a_plain_sentence_says_so(ctx, tmp_path):
    async with open_client(edge_of(ctx, built_front_end=tmp_path), ctx) as client:
        response = await client.get("/")
    assert response.status_code == 503
    assert "<h1>" in response.text
    assert "retry-after" in response.headers
