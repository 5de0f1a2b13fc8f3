"""The picture: white stones on a path up volcanic hills, to a star."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import DAWN, FOREST, INK, MEADOW, MIST, STAR, WHITE

if TYPE_CHECKING:
    from bot.paper.canvas import Canvas, Colour, Point

# Each range: colour, height of its foot, then its hills (middle, half width, height, crater),
# all as shares of the picture.
_RANGES: Final = (
    (MIST, 0.78, ((0.14, 0.20, 0.26, 0.04), (0.44, 0.24, 0.20, 0.0), (0.90, 0.26, 0.30, 0.05))),
    (MEADOW, 0.86, ((0.02, 0.26, 0.22, 0.0), (0.68, 0.34, 0.50, 0.07))),
    (FOREST, 1.0, ((0.10, 0.55, 0.20, 0.0), (0.95, 0.60, 0.16, 0.0))),
)
_STEPS_A_MM: Final = 1.5  # of a line of hills: a poster shows no corners, a card costs little
_FEWEST_STEPS: Final = 60
_ROUND: Final = 4  # how narrow the valley between two hills is
_STEEP: Final = 1.15
_STONES: Final = 11
_START, _TURN, _END = (0.14, 0.93), (0.84, 0.80), (0.668, 0.415)
_STAR_AT: Final = (0.68, 0.17)


def draw_scene(canvas: Canvas, at: Point, size: Point) -> None:
    """Draw it into a rectangle. What matters has an outline, for black and white."""
    canvas.rectangle(at, size, fill=DAWN)
    for colour, foot, hills in _RANGES[:2]:
        draw_range(canvas, at, size, colour, foot, hills)
    centre = (at[0] + _STAR_AT[0] * size[0], at[1] + _STAR_AT[1] * size[1])
    draw_star(canvas, centre, 0.085 * size[1], fill=STAR, width=0.006 * size[1])
    colour, foot, hills = _RANGES[2]
    draw_range(canvas, at, size, colour, foot, hills)
    for number in range(_STONES):
        _draw_stone(canvas, at, size, number / (_STONES - 1))


def draw_range(
    canvas: Canvas,
    at: Point,
    size: Point,
    colour: Colour,
    foot: float,
    hills: tuple[tuple[float, float, float, float], ...],
) -> None:
    """Draw one range of hills down to the lower edge of a rectangle."""
    top = []
    steps = max(_FEWEST_STEPS, int(size[0] * _STEPS_A_MM))
    for step in range(steps + 1):
        x = step / steps
        height = sum(_height(x, *hill) ** _ROUND for hill in hills) ** (1 / _ROUND)
        top.append((at[0] + x * size[0], at[1] + (foot - height) * size[1]))
    bottom = [(at[0] + size[0], at[1] + size[1]), (at[0], at[1] + size[1])]
    canvas.polygon([*top, *bottom], fill=colour)


def _height(x: float, middle: float, half: float, height: float, crater: float) -> float:
    """Return the height of one hill; a volcano has a rim with a hollow in it."""
    far = abs(x - middle) / half
    if far >= 1:
        return 0.0
    slope: float = height * (0.5 + 0.5 * math.cos(math.pi * far)) ** _STEEP
    rim = height * (1 - crater)
    if slope <= rim or not crater:
        return slope
    edge = math.acos(2 * (1 - crater) ** (1 / _STEEP) - 1) / math.pi
    return rim - crater * height * (0.25 + 0.25 * math.cos(math.pi * far / edge))


def draw_star(
    canvas: Canvas,
    centre: Point,
    radius: float,
    *,
    fill: Colour | None,
    ink: Colour = INK,
    width: float = 0.2,
    waist: float = 0.42,
) -> None:
    """Draw a star of five points; `waist`: how far its inner corners are, of its radius."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * waist
        angle = math.pi * corner / 5
        points.append((centre[0] + reach * math.sin(angle), centre[1] - reach * math.cos(angle)))
    canvas.polygon(points, fill=fill, ink=ink, width=width)


def _draw_stone(canvas: Canvas, at: Point, size: Point, along: float) -> None:
    """Draw one stone; those further up the path are smaller."""
    eased = 1 - (1 - along) ** 1.35
    x, y = (
        (1 - eased) ** 2 * _START[axis]
        + 2 * eased * (1 - eased) * _TURN[axis]
        + eased**2 * _END[axis]
        for axis in (0, 1)
    )
    radius = (0.040 * (1 - eased) + 0.011) * size[1]
    centre = (at[0] + x * size[0], at[1] + y * size[1])
    canvas.ellipse(centre, (radius * 1.5, radius), fill=WHITE, ink=INK, width=0.004 * size[1])
