"""Who really asks, when reverse proxies stand in between."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Address = IPv4Address | IPv6Address


class Proxies:
    """The reverse proxies whose word about the client is taken.

    Anybody else's X-Forwarded-* headers are ignored: a client could write them itself.
    """

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = tuple(ip_network(network, strict=False) for network in networks)

    def client(self, scope: Scope, headers: Headers) -> tuple[str, str]:
        """The client's address and the scheme it used, as in ``("192.0.2.7", "https")``."""
        peer = _parsed(scope["client"][0]) if scope.get("client") else None
        scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
        if peer is None or not self._trusts(peer):
            return str(peer or ""), scheme
        stated = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        return str(self._behind(peer, headers)), stated if stated in {"http", "https"} else scheme

    def _behind(self, peer: Address, headers: Headers) -> Address:
        """The nearest address that is not a proxy of ours, reading the chain from our end."""
        chain = ",".join(headers.getlist("x-forwarded-for")).split(",")
        nearest = peer
        for entry in reversed(chain):
            address = _parsed(entry)
            if address is None:
                break
            nearest = address
            if not self._trusts(address):
                break
        return nearest

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _parsed(text: str) -> Address | None:
    """The address in `text`, which may carry a port, brackets or an IPv4 in IPv6 clothes."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
