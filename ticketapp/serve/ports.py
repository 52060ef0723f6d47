"""TCP ports: which are free, taken or answering."""

import errno
import http.client
import socket
from http import HTTPStatus

from ticketapp.core.errors import CannotStart

_LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": _LOOPBACK, "::": "::1"}  # noqa: S104 - compared, not bound


def free_port(preferred: int = 0) -> int:
    """A port of the loopback interface that is free now: the preferred one, else any."""
    for port in dict.fromkeys((preferred, 0)):
        try:
            with _bound(_LOOPBACK, port) as probe:
                return probe.getsockname()[1]
        except OSError:
            continue
    raise OSError("this machine has no free port")


def require_free(host: str, port: int) -> None:
    """Refuse with a sentence when nobody could serve at this address."""
    try:
        _bound(host, port).close()
    except socket.gaierror:
        reason = f"TICKETAPP_HOST is {host!r}, which is not an address of this machine."
    except OSError as error:
        reason = {
            errno.EADDRINUSE: f"Port {port} of {host} is in use by another program. "
            "Stop that one, or set TICKETAPP_PORT to a free port.",
            errno.EACCES: f"Port {port} needs special rights. "
            "Set TICKETAPP_PORT to one above 1023.",
            errno.EADDRNOTAVAIL: f"TICKETAPP_HOST is {host}, which is not an address of this "
            "machine. Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all its addresses.",
        }.get(error.errno or 0, f"Nothing can listen at {host}:{port} ({error.strerror}).")
    else:
        return
    raise CannotStart(reason)


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_LOOPBACK, port)) == 0


def answers(host: str, port: int) -> bool:
    """Whether the application answers requests here."""
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _bound(host: str, port: int) -> socket.socket:
    """A socket of ours at this address; it says no where another one listens already."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    probe = socket.socket(family, kind, protocol)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(address)
    except OSError:
        probe.close()
        raise
    return probe
