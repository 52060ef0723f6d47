"""Python's cyclic garbage collector, kept from stopping a process that serves."""

import gc

_MADE_BEFORE_A_LOOK = 10_000


def spare_what_is_loaded() -> None:
    """Never look again at what is there now: modules and their like, which stay.

    Looking at all of it took 95 ms each time, while every request waited (docs/measurements.md).
    """
    gc.collect()
    gc.freeze()
    _, middle, old = gc.get_threshold()
    gc.set_threshold(_MADE_BEFORE_A_LOOK, middle, old)
