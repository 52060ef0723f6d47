"""The running server keeps to its own OpenAPI document, whatever it is sent.

Requests that fit the document and requests that break it, made up by schemathesis: no answer may
be a 5xx, or have a status, a header or a body that the document does not promise.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import schemathesis

from tests.api.conftest import GENEROUS
from tests.api.things import things_router
from tests.conftest import SERVER_ADDRESS
from tests.drivers.edge import edge_of
from tests.drivers.live_edge import live_edge
from ticketapp.accounts.setup import create_admin
from ticketapp.application import open_context
from ticketapp.core.settings import Settings, Switch, new_secrets

EXAMPLES = 5
EMAIL, PASSWORD = "ada@example.org", "plain sailing tonight"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
NOT_PROMISED = {
    "positive_data_acceptance",  # a cursor, a used key, an old version: refused by their meaning
    "ensure_resource_availability",  # a repeated key answers for what may have gone since
}


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Without rate limits: they would answer in place of what is being tested."""
    data_dir: Path = tmp_path_factory.mktemp("contract")
    return Settings(
        _env_file=None,
        mongodb_uri=os.environ[SERVER_ADDRESS],
        mongodb_db=f"test-{uuid4().hex[:16]}",
        data_dir=data_dir,
        public_url="http://tickets.test",
        mail_from="Ticketapp <tickets@tickets.test>",
        smtp_host="127.0.0.1",
        smtp_security="none",
        rate_limits=Switch.off,
        **new_secrets(),
    )


@pytest.fixture(scope="module")
def address(configured):
    """The real API and the made-up things on a real socket."""
    with live_edge(configured, lambda ctx: edge_of(ctx, things_router(GENEROUS))) as served:
        yield served


@pytest.fixture
def admin_token(configured, address) -> str:
    async def create() -> None:
        async with open_context(configured) as ctx:
            await create_admin(ctx, EMAIL, "Ada Admin", PASSWORD)

    asyncio.run(create())
    sign_in = {"email": EMAIL, "password": PASSWORD}
    token = httpx.post(f"{address}/api/v1/auth/login", json=sign_in).json()["access_token"]
    people = httpx.get(f"{address}/api/v1/users", headers={"Authorization": f"Bearer {token}"})
    assert people.status_code == 200, people.text
    return token


def test_every_call_answers_a_stranger_as_documented(address, tmp_path):
    _keeps_its_contract(address, tmp_path, "--phases", "coverage,fuzzing")


def test_every_call_answers_an_admin_as_documented(address, tmp_path, admin_token):
    _keeps_its_contract(address, tmp_path, "--header", f"Authorization: Bearer {admin_token}")


def _keeps_its_contract(address: str, folder: Path, *options: str) -> None:
    """Try calls that fit the document, calls that break it, and chains of calls."""
    done = subprocess.run(
        [SCHEMATHESIS, "run", f"{address}/api/openapi.json", "--no-color",
         "--generation-deterministic", "--max-examples", str(EXAMPLES),
         "--exclude-checks", ",".join(NOT_PROMISED), *options],
        cwd=folder, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_document_is_complete_and_valid(address):
    document = httpx.get(f"{address}/api/openapi.json").json()
    schemathesis.openapi.from_dict(_with_absolute_addresses(document)).validate()
    assert document["openapi"] == "3.1.0"
    assert "HTTPValidationError" not in str(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), (method, path)
            for status, response in operation["responses"].items():
                if status >= "4" and path.startswith("/api/"):
                    assert set(response["content"]) == {"application/problem+json"}, (path, status)


def _with_absolute_addresses(document):
    """Those of sign-in are relative to the server; the format's own schema wants whole ones."""
    text = json.dumps(document)
    for name in ("tokenUrl", "refreshUrl"):
        text = text.replace(f'"{name}": "/', f'"{name}": "http://tickets.test/')
    return json.loads(text)


def test_the_document_is_sent_only_when_changed(address):
    first = httpx.get(f"{address}/api/openapi.json")
    again = httpx.get(
        f"{address}/api/openapi.json", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
