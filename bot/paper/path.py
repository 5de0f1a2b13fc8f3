"""The path that people keep: white stones up the chaîne des Puys, to a star for each objective.

For a telephone: 108 × 135 mm at ten dots a millimetre. Nothing is told by colour alone: a star
that was reached is full, the others are hollow; every number is written as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import FOREST, INK, POINT_MM, STAR, WHITE
from bot.paper.layout import fitting_size, split_lines
from bot.paper.scene import draw_range, draw_star
from bot.paper.trail import draw_trail

if TYPE_CHECKING:
    from bot.paper.canvas import Canvas, Colour

SIZE: Final = (108.0, 135.0)
STARS: Final = 10
MANY: Final = 7
MOST_DRAWN: Final = 600
_EDGE: Final = 6.0
_INNER: Final = SIZE[0] - 2 * _EDGE
_ROW: Final = 5.7
_ROW_OF_MANY: Final = 5.1
_SCENE_TOP: Final = 29.0
_LETTERS: Final = 11.0  # points: 39 dots of the picture, 14 on a telephone
_SMALL: Final = 10.2
_LEAST: Final = 14.0
_STAR_HEIGHTS: Final = (31.5, 27.5, 32.0, 28.5, 33.0, 28.0, 32.5, 27.0, 31.0, 28.0)
_STAR_RADIUS: Final = 5.0
_SKY_ENDS: Final = 78.0
_FOOT: Final = 4.0

# From the zenith down. Words stand on the first two thirds only: 7:1 and more for white.
NIGHT: Final = ((20, 32, 56), (38, 58, 86), (112, 122, 140), (236, 190, 140))
DAY_BREAK: Final = ((44, 30, 62), (78, 52, 84), (170, 112, 116), (248, 206, 150))
FAR: Final = (104, 124, 128)
NEAR: Final = (58, 98, 84)
GROUND: Final = FOREST
_HOLLOW: Final = (226, 232, 240)
_CHAIN: Final = (
    (0.06, 0.17, 0.16, 0.05),
    (0.25, 0.20, 0.26, 0.09),
    (0.76, 0.20, 0.21, 0.0),
    (0.95, 0.20, 0.29, 0.10),
)
_SUMMIT: Final = ((0.50, 0.50, 0.71, 0.025), (0.10, 0.26, 0.15, 0.10), (0.92, 0.28, 0.17, 0.0))


@dataclass(frozen=True, slots=True)
class PathRow:
    """One objective that was reached: its number, its title, and how much, in words."""

    number: int
    title: str
    amount: str


@dataclass(frozen=True, slots=True)
class PathWords:
    """Everything that the picture says, and how many stones lie there.

    `shared`: the path of all, under another sky. `note` stands at the foot; `unit` too, where
    a stone that is drawn stands for several.
    """

    title: str
    amount: str
    stones: int
    rows: tuple[PathRow, ...]
    note: str = ""
    unit: str = ""
    shared: bool = False


def unit_of(stones: int) -> int:
    """Return how many stones one that is drawn stands for: 1, 2, 5, 10, 20 and so on."""
    unit, steps = 1, (2, 2.5, 2)
    turn = 0
    while stones > unit * MOST_DRAWN:
        unit = round(unit * steps[turn % 3])
        turn += 1
    return unit


def draw_path(canvas: Canvas, words: PathWords) -> None:
    """Draw the picture on one page of `SIZE`."""
    canvas.page()
    rows = _fit_rows(canvas, words)
    pitch = _ROW if len(rows) < MANY else _ROW_OF_MANY
    below = sum(len(lines) for _, lines in rows) * pitch + _foot_height(canvas, words) + _FOOT
    top = SIZE[1] - below
    _draw_sky(canvas, DAY_BREAK if words.shared else NIGHT)
    _draw_head(canvas, words)
    scene = (0.0, _SCENE_TOP), (SIZE[0], top - _SCENE_TOP)
    draw_range(canvas, *scene, FAR, 0.86, _CHAIN)
    draw_range(canvas, *scene, NEAR, 0.98, _SUMMIT)
    _draw_stars(canvas, {row.number for row in words.rows})
    canvas.rectangle((0, top - 0.4), (SIZE[0], SIZE[1] - top + 0.4), fill=GROUND)
    draw_trail(canvas, *scene, -(-words.stones // unit_of(words.stones)))
    _draw_rows(canvas, rows, top, pitch)
    _draw_notes(canvas, words, SIZE[1] - _FOOT - _foot_height(canvas, words) + 5.0)


def _draw_sky(canvas: Canvas, colours: tuple[Colour, ...]) -> None:
    bands = 156
    height = _SKY_ENDS / bands
    for band in range(bands):
        along = band / (bands - 1) * (len(colours) - 1)
        step = min(int(along), len(colours) - 2)
        share = along - step
        low, high = colours[step], colours[step + 1]
        r, g, b = (round(a + (z - a) * share) for a, z in zip(low, high, strict=True))
        canvas.rectangle((0, band * height), (SIZE[0], height + 0.1), fill=(r, g, b))
    canvas.rectangle((0, _SKY_ENDS), (SIZE[0], SIZE[1] - _SKY_ENDS), fill=colours[-1])


def _draw_head(canvas: Canvas, words: PathWords) -> None:
    size = fitting_size(canvas, words.title, 19, width=_INNER, lines=1, bold=True)
    size = max(size, _LEAST)
    lines = split_lines(canvas, words.title, size, width=_INNER, bold=True)[:2]
    y = 12.0 if len(lines) == 1 else 7.8
    for line in lines:
        canvas.text((SIZE[0] / 2, y), line, size, bold=True, align="middle", ink=WHITE)
        y += 5.6
    size = fitting_size(canvas, words.amount, 15, width=_INNER, lines=1)
    canvas.text((SIZE[0] / 2, 20.0), words.amount, size, align="middle", ink=WHITE)


def _draw_stars(canvas: Canvas, reached: set[int]) -> None:
    pitch = (SIZE[0] - 6) / STARS
    for number, y in enumerate(_STAR_HEIGHTS, 1):
        x = 3 + (number - 0.5) * pitch
        full = number in reached
        if full:
            draw_star(canvas, (x, y), _STAR_RADIUS, fill=STAR, ink=INK, width=0.3, waist=0.56)
        else:
            draw_star(canvas, (x, y), 4.4, fill=None, ink=_HOLLOW, width=0.3, waist=0.56)
        ink = INK if full else WHITE
        canvas.text((x, y + 1.35), str(number), 10.5, bold=full, align="middle", ink=ink)


def _fit_rows(canvas: Canvas, words: PathWords) -> list[tuple[PathRow, list[str]]]:
    """Give each title one line, or two where few objectives leave the room."""
    most = 2 if len(words.rows) <= STARS // 2 else 1
    fitted = []
    for row in words.rows:
        taken = canvas.measure(row.amount, _LETTERS, bold=True) + 11
        lines = split_lines(canvas, row.title, _LETTERS, width=_INNER - taken)
        if len(lines) > most:
            lines = [*lines[: most - 1], _shorten(canvas, lines[most - 1], _INNER - taken)]
        fitted.append((row, lines))
    return fitted


def _shorten(canvas: Canvas, line: str, width: float) -> str:
    while line and canvas.measure(f"{line}…", _LETTERS) > width:
        line = line[:-1]
    return f"{line.rstrip(' ,;:')}…"


def _notes(canvas: Canvas, words: PathWords) -> list[str]:
    return [
        line
        for note in (words.unit, words.note)
        if note
        for line in split_lines(canvas, note, _SMALL, width=_INNER)
    ]


def _foot_height(canvas: Canvas, words: PathWords) -> float:
    return len(_notes(canvas, words)) * _SMALL * POINT_MM * 1.3 + 4.0


def _draw_rows(
    canvas: Canvas, rows: list[tuple[PathRow, list[str]]], top: float, pitch: float
) -> None:
    y = top + 5.0
    for row, lines in rows:
        draw_star(canvas, (_EDGE + 2.4, y - 1.3), 3.0, fill=STAR, width=0.1, waist=0.56)
        number = str(row.number)
        canvas.text((_EDGE + 2.4, y - 0.2), number, 8.6, bold=True, align="middle", ink=INK)
        right = (SIZE[0] - _EDGE, y)
        canvas.text(right, row.amount, _LETTERS, bold=True, align="right", ink=WHITE)
        for line in lines:
            canvas.text((_EDGE + 7, y), line, _LETTERS, ink=WHITE)
            y += pitch


def _draw_notes(canvas: Canvas, words: PathWords, y: float) -> None:
    for line in _notes(canvas, words):
        canvas.text((_EDGE, y), line, _SMALL, ink=WHITE)
        y += _SMALL * POINT_MM * 1.3
