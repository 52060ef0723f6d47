"""The name this installation goes by.

Pages are built without it: the server writes it into the document, under `NAME_TAG`, and the
browser reads it there.
"""

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from ticketapp.web.dressing import BUILT_NAME

NAME_TAG = "application-name"

_HOOK = VarData(
    imports={"$/public/js/site.js": [ImportVar(tag="useSiteName")]},
    hooks={"const siteName = useSiteName();": None},
)


def site_name() -> rx.Var[str]:
    return rx.Var("siteName", _var_data=_HOOK).to(str)


def name_tag() -> rx.Component:
    return rx.el.meta(name=NAME_TAG, content=BUILT_NAME)
