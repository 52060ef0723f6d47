"""Admissions by the minute, as a plot of few bars: what is drawn, and the same as a table."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TypedDict

from ticketapp.door.figures import MinuteStats

_MINUTE = timedelta(minutes=1)
_FEWEST_BARS, _MOST_BARS = 30, 120
_STEPS = (1, 2, 5, 10, 15)  # the last is enough for the 24 hours that figures are kept by minute
_BETWEEN_TIMES = (5, 10, 15, 30, 60, 120, 180, 240, 360)
_MOST_TIMES = 4
_EDGE = 6.0  # nearer to an end, in hundredths of the width, a time would stand out of the plot
_GAP = 0.2
SIZE = 10_000


class Bar(TypedDict):
    """From the upper left corner, where the plot is `SIZE` wide and high."""

    x: int
    y: int
    width: int
    height: int


class Time(TypedDict):
    """A time on the axis; `x` in hundredths of the plot's width."""

    at: str
    x: float


class Stretch(TypedDict):
    """Some minutes in which anything happened, in words and figures."""

    at: str
    entered: int
    left: int
    refused: int


class Plot(TypedDict):
    """`step` is how many minutes a bar stands for; `top` what its upper edge stands for, and
    `half` what the middle does if that is a whole number, else nothing.
    """

    bars: list[Bar]
    times: list[Time]
    stretches: list[Stretch]
    step: int
    top: int
    half: str
    most: int
    begins: str
    ends: str


NO_PLOT = Plot(bars=[], times=[], stretches=[], step=1, top=1, half="", most=0, begins="", ends="")


def plot_of(minutes: Sequence[MinuteStats], zone: tzinfo) -> Plot:
    """The plot of these minutes, which are in order; times on its axis are round in `zone`."""
    if not minutes:
        return NO_PLOT
    first, last = minutes[0].at, minutes[-1].at
    step = _step((last - first) // _MINUTE + 1)
    width = step * _MINUTE
    count = max((last - first) // width + 1, _FEWEST_BARS)
    begins = last - (count - 1) * width if count == _FEWEST_BARS else first
    stretches = _stretches(minutes, begins, width)
    most = max(each["entered"] for each in stretches.values())
    top = _top(most)
    return Plot(
        bars=[
            Bar(
                x=round(SIZE * (place + _GAP / 2) / count),
                y=SIZE - round(SIZE * each["entered"] / top),
                width=round(SIZE * (1 - _GAP) / count),
                height=round(SIZE * each["entered"] / top),
            )
            for place, each in stretches.items()
            if each["entered"] > 0
        ],
        times=_times(begins, count * width, zone),
        stretches=list(stretches.values()),
        step=step,
        top=top,
        half=str(top // 2) if top % 2 == 0 else "",
        most=most,
        begins=begins.isoformat(),
        ends=(begins + count * width).isoformat(),
    )


def _step(minutes: int) -> int:
    return next((step for step in _STEPS if minutes <= step * _MOST_BARS), _STEPS[-1])


def _stretches(
    minutes: Sequence[MinuteStats], begins: datetime, width: timedelta
) -> dict[int, Stretch]:
    """By the place of their bar."""
    found: dict[int, Stretch] = {}
    for each in minutes:
        place = (each.at - begins) // width
        at = (begins + place * width).isoformat()
        known = found.setdefault(place, Stretch(at=at, entered=0, left=0, refused=0))
        known["entered"] += each.entered
        known["left"] += each.left
        known["refused"] += each.refused
    return found


def _top(most: int) -> int:
    """The next round number."""
    size = 1
    while True:
        for digit in (1, 2, 4, 6, 8):
            if most <= digit * size:
                return digit * size
        size *= 10


def _times(begins: datetime, length: timedelta, zone: tzinfo) -> list[Time]:
    """A few round times along the plot."""
    most = next((each for each in _BETWEEN_TIMES if length <= _MOST_TIMES * each * _MINUTE), 360)
    between = most * _MINUTE
    there = begins.astimezone(zone)
    midnight = begins - timedelta(hours=there.hour, minutes=there.minute)
    at = midnight - (midnight - begins) // between * between
    found: list[Time] = []
    while at <= begins + length:
        x = round(100 * ((at - begins) / length), 3)
        if _EDGE <= x <= 100 - _EDGE:
            found.append(Time(at=at.isoformat(), x=x))
        at += between
    return found
