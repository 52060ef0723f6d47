"""What the address of the page says, where the browser shows it."""

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar


def parameter(name: str) -> rx.Var[str]:
    """A parameter of the query; empty without it."""
    return _read(f"{name}Parameter", f'useParameter("{name}")', "useParameter")


def next_page() -> rx.Var[str]:
    """Where to go on after this page; empty unless the address names a page of this site."""
    return _read("nextPage", "useNext()", "useNext")


def last_segment() -> rx.Var[str]:
    """What stands behind the last slash of the path: the secret part of a mailed link."""
    return _read("lastSegment", "useLastSegment()", "useLastSegment")


def way_on(path: str) -> rx.Var[str]:
    """The way to another page that leads on to where this one would."""
    name = f"way{path.title().translate({ord(sign): None for sign in '/-'})}"
    return _read(name, f'useWayOn("{path}")', "useWayOn")


def _read(name: str, call: str, function: str) -> rx.Var[str]:
    imports = {"$/public/js/address-parts.js": [ImportVar(tag=function)]}
    hooks = {f"const {name} = {call};": None}
    return rx.Var(name, _var_data=VarData(imports=imports, hooks=hooks)).to(str)
