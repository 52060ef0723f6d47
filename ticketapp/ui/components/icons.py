"""The icons: drawn on a 24 by 24 grid with a 2 unit line, always beside words that say the same."""

from typing import Literal

import reflex as rx

IconName = Literal["alert", "arrow", "calendar", "check", "place", "share", "ticket"]

_PATHS: dict[IconName, tuple[str, ...]] = {
    "alert": ("M12 8v5", "M12 16.5v.01", "M12 3 2.5 20h19L12 3Z"),
    "arrow": ("M5 12h14", "m13 6 6 6-6 6"),
    "calendar": ("M4 6.5h16V20H4V6.5Z", "M4 11h16", "M8.5 3.5v4.5m7-4.5v4.5"),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "place": (
        "M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11Z",
        "M12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
    ),
    "share": ("M12 15V4", "m8 7.5 4-4 4 4", "M5 12v8h14v-8"),
    "ticket": (
        "M3 8.5V6h18v2.5a3.5 3.5 0 0 0 0 7V18H3v-2.5a3.5 3.5 0 0 0 0-7Z",
        "M14.5 9v1.5m0 3V15",
    ),
}


def icon(name: IconName) -> rx.Component:
    return rx.el.svg(
        *(rx.el.path(d=path) for path in _PATHS[name]),
        class_name="icon",
        view_box="0 0 24 24",
        aria_hidden="true",
    )
