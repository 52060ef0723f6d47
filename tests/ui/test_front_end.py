"""What our build adds to Reflex's own."""

import pytest

from ticketapp.ui.front_end import FrontEnd, with_own_origin

CHUNK = (
    "var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`,"
    "TRANSPORT:`websocket`};export{e as t};"
)


def test_the_browser_finds_the_server_where_the_page_came_from():
    assert with_own_origin(CHUNK) == (
        'var e={PING:location.origin+"/ping",'
        'EVENT:location.origin.replace("http","ws")+"/_event",'
        "TRANSPORT:`websocket`};export{e as t};"
    )


@pytest.mark.parametrize(
    "chunk", ["var e={};", CHUNK.replace("`http", "'http").replace("ping`", "ping'")]
)
def test_a_chunk_that_looks_otherwise_stops_the_build(chunk):
    with pytest.raises(ValueError, match="was Reflex updated"):
        with_own_origin(chunk)


def test_the_build_fails_where_there_is_no_such_chunk(tmp_path):
    with pytest.raises(FileNotFoundError, match="reflex-env"):
        FrontEnd().post_build(static_dir=tmp_path)


def test_what_is_in_the_bundle_is_not_served_a_second_time(tmp_path):
    for name in (
        "assets/reflex-env-x.js",
        "js/a.js",
        "styles/a.css",
        "fonts/a.woff2",
        "fonts/a.txt",
        "assets/reader.wasm",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CHUNK)
    FrontEnd().post_build(static_dir=tmp_path)
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["a.txt", "reader.wasm", "reader.wasm.gz", "reflex-env-x.js"]


def test_each_language_but_english_is_a_module_of_its_own():
    files = {path.as_posix(): text for path, text in FrontEnd().get_static_assets()}
    assert set(files) == {"catalogues/index.js", "catalogues/de.json"}
    assert 'de: () => import("./de.json")' in files["catalogues/index.js"]
