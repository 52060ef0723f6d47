"""The version of the installed application."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("ticketapp")
    except PackageNotFoundError:
        return "0+source"  # run from a checkout that is not installed


VERSION = _installed()
