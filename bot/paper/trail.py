"""The winding way up a volcano, and the stones on it: larger near the eye, smaller above."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import INK, WHITE

if TYPE_CHECKING:
    from bot.paper.canvas import Canvas, Point

ALONE: Final = 40  # stones in single file from the foot to the top
_EARTH: Final = (34, 58, 48)
_FINE: Final = 240
# Where the way starts and ends, as shares of the picture of the hills.
_FOOT_Y: Final = 0.955
_TOP_Y: Final = 0.30
_TURNS: Final = 3.2
_FLAT: Final = 1.3  # a stone is wider than it is high


def draw_trail(canvas: Canvas, at: Point, size: Point, stones: int) -> None:
    """Draw the way into a rectangle, with so many stones on it."""
    edges = [
        [_beside(at, size, step / _FINE, side) for step in range(_FINE + 1)] for side in (-1, 1)
    ]
    canvas.polygon([*edges[0], *reversed(edges[1])], fill=_EARTH)
    for x, y, radius in reversed(place_stones(at, size, stones)):
        canvas.ellipse((x, y), (radius * _FLAT, radius), fill=WHITE, ink=INK, width=radius * 0.12)


def place_stones(at: Point, size: Point, stones: int) -> list[tuple[float, float, float]]:
    """Return (x, y, radius) of each stone, the first one at the foot.

    Up to `ALONE` they lie in single file and show how far the way has come; more than that pave
    all of it, side by side and ever closer.
    """
    lanes = math.ceil(math.sqrt(stones / (ALONE * 1.5))) if stones > ALONE else 1
    rows = max(ALONE, math.ceil(stones / lanes)) if lanes == 1 else math.ceil(stones / lanes)
    walked = _walk(at, size)
    placed = []
    for number in range(stones):
        row, lane = divmod(number, lanes)
        reached = (row + 0.5 + (lane % 2) * 0.4) / rows * walked[-1]
        along = _at_walked(walked, min(reached, walked[-1]))
        aside = (2 * lane + 1) / lanes - 1 if lanes > 1 else _sway(number) * 0.2
        x, y = _beside(at, size, along, aside * 0.8)
        half = _place(at, size, along)[2]
        placed.append((x, y, half * min(0.62, 0.46 * walked[-1] / rows / _FLAT, 0.95 / lanes)))
    return placed


def _beside(at: Point, size: Point, along: float, aside: float) -> Point:
    """Return a point of the way, or beside it: -1 is its left edge, 1 its right one."""
    x, y, half = _place(at, size, along)
    to_x, to_y, _ = _place(at, size, along + 0.5 / _FINE)
    length = math.hypot(to_x - x, to_y - y)
    across, up = (y - to_y) / length, (to_x - x) / length
    return x + across * half * aside, y + up * half * aside / _FLAT


def _at_walked(walked: list[float], reached: float) -> float:
    step = max(bisect_left(walked, reached), 1)
    before, after = walked[step - 1], walked[step]
    return (step - 1 + (reached - before) / (after - before)) / _FINE


def _walk(at: Point, size: Point) -> list[float]:
    """Return how far each point of the way is, in steps that get shorter with the distance."""
    walked = [0.0]
    for step in range(_FINE):
        x, y, half = _place(at, size, step / _FINE)
        to_x, to_y, _ = _place(at, size, (step + 1) / _FINE)
        walked.append(walked[-1] + math.hypot(to_x - x, (to_y - y) * _FLAT) / half)
    return walked


def _place(at: Point, size: Point, along: float) -> tuple[float, float, float]:
    """Return (x, y, half width) of the way: it swings less and gets narrower as it climbs."""
    eased = 1 - max(1 - along, 0.0) ** 1.45
    y = _FOOT_Y + (_TOP_Y - _FOOT_Y) * eased
    swing = 0.34 * (1 - eased) ** 1.15 + 0.012
    x = 0.5 - swing * math.cos(0.35 + along * math.pi * _TURNS)
    half = (0.027 * (1 - eased) + 0.0065) * size[0]
    return at[0] + x * size[0], at[1] + y * size[1], half


def _sway(number: int) -> float:
    """Return a number from -1 to 1, always the same one: stones do not lie on a ruler."""
    return math.sin(number * 12.9898) * math.cos(number * 4.1414)
