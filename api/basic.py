"""HTTP Basic, on the one route that exchanges it for tokens."""

import binascii
from base64 import b64decode

from fastapi.security import HTTPBasic, HTTPBasicCredentials
from starlette.requests import HTTPConnection

from ticketapp.accounts.errors import InvalidCredentials


class _Basic(HTTPBasic):
    async def __call__(self, request: HTTPConnection) -> HTTPBasicCredentials | None:
        """Address and password from the header, in UTF-8 (RFC 7617); None without one.

        Unlike the framework's own it reads passwords beyond ASCII.
        """
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            text = b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            raise InvalidCredentials from None
        username, _, password = text.partition(":")
        return HTTPBasicCredentials(username=username, password=password)


basic = _Basic(scheme_name="basic", description="E-mail address and password, on this call only.")
