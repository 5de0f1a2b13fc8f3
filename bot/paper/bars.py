"""Bars under titles, for a telephone: what staff see of the whole at a glance.

108 mm wide at ten dots a millimetre, as high as it takes. Nothing is told by colour alone: every
number stands beside its bar, and what may not be told has words in place of a bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import DAWN, FOREST, INK, MEADOW, MIST, POINT_MM, WHITE
from bot.paper.layout import fitting_size, split_lines
from bot.paper.scene import draw_range

if TYPE_CHECKING:
    from bot.paper.canvas import Canvas

WIDTH: Final = 108.0
_EDGE: Final = 6.0
_INNER: Final = WIDTH - 2 * _EDGE
_HEAD: Final = 28.0
_ROW: Final = 8.6
_BAR: Final = 2.8
_TITLE: Final = 10.0
_LETTERS: Final = 9.6  # points: 34 dots of the picture, 12 and more on a telephone
_NUMBERS: Final = 10.0
_NOTE: Final = 9.0
_HILLS: Final = (
    (MEADOW, 1.0, ((0.12, 0.22, 0.42, 0.05), (0.52, 0.26, 0.30, 0.0), (0.90, 0.24, 0.46, 0.07))),
    (FOREST, 1.0, ((0.30, 0.34, 0.22, 0.06), (0.78, 0.40, 0.26, 0.0))),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how much in words, how long, and how much of it is pale."""

    label: str
    amount: str
    figure: int = 0
    pale: int = 0


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that may be compared with one another, under a title."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Everything that the picture says."""

    title: str
    day: str
    panels: tuple[Bars, ...]
    note: str = ""


def height_of(words: ChartWords) -> float:
    """Return how high the picture is, in millimetres."""
    rows = sum(_TITLE + 2 + len(panel.bars) * _ROW for panel in words.panels)
    return _HEAD + rows + 4 + 3 * _NOTE * POINT_MM * 1.3 + _EDGE


def draw_bars(canvas: Canvas, words: ChartWords) -> None:
    """Draw the picture on one page of `WIDTH` and `height_of`."""
    canvas.page()
    canvas.rectangle((0, 0), (WIDTH, height_of(words)), fill=DAWN)
    _draw_head(canvas, words)
    y = _HEAD
    for panel in words.panels:
        y = _draw_panel(canvas, panel, y)
    y += 5
    for line in split_lines(canvas, words.note, _NOTE, width=_INNER)[:3]:
        canvas.text((_EDGE, y), line, _NOTE)
        y += _NOTE * POINT_MM * 1.3


def _draw_head(canvas: Canvas, words: ChartWords) -> None:
    canvas.rectangle((0, 0), (WIDTH, _HEAD - 6), fill=MIST)
    for colour, foot, hills in _HILLS:
        draw_range(canvas, (0.0, 4.0), (WIDTH, _HEAD - 10), colour, foot, hills)
    canvas.rectangle((0, 0), (WIDTH, 14.5), fill=FOREST)
    size = fitting_size(canvas, words.title, 16, width=_INNER, lines=1, bold=True)
    canvas.text((_EDGE, 7.2), words.title, size, bold=True, ink=WHITE)
    canvas.text((_EDGE, 12.2), words.day, 10, ink=WHITE)


def _draw_panel(canvas: Canvas, panel: Bars, y: float) -> float:
    size = fitting_size(canvas, panel.title, 12, width=_INNER, lines=1, bold=True)
    canvas.text((_EDGE, y + 5), panel.title, size, bold=True, ink=FOREST)
    canvas.line((_EDGE, y + 7), (WIDTH - _EDGE, y + 7), ink=MEADOW, width=0.3)
    y += _TITLE
    longest = max((bar.figure for bar in panel.bars), default=0)
    for bar in panel.bars:
        _draw_bar(canvas, bar, y, longest)
        y += _ROW
    return y + 2


def _draw_bar(canvas: Canvas, bar: Bar, y: float, longest: int) -> None:
    taken = canvas.measure(bar.amount, _NUMBERS, bold=True)
    full = label = " ".join(bar.label.split())
    while label and canvas.measure(label, _LETTERS) > _INNER - taken - 3:
        label = label[:-1]
    if label != full:
        label = f"{label[:-1].rstrip(' ,;:')}…"
    canvas.text((_EDGE, y + 3.4), label, _LETTERS)
    right = (WIDTH - _EDGE, y + 3.4)
    canvas.text(right, bar.amount, _NUMBERS, bold=True, align="right", ink=INK)
    top = y + 4.4
    canvas.rectangle((_EDGE, top), (_INNER, _BAR), fill=WHITE, ink=MIST, width=0.2)
    if not longest:
        return
    length = _INNER * bar.figure / longest
    pale = _INNER * min(bar.pale, bar.figure) / longest
    canvas.rectangle((_EDGE, top), (length, _BAR), fill=FOREST)
    if pale:  # hatched, so that it is told without colour too
        canvas.rectangle((_EDGE + length - pale, top), (pale, _BAR), fill=MIST, ink=FOREST)
        step = 0.0
        while step < pale:
            x = _EDGE + length - pale + step
            canvas.line((x, top), (x, top + _BAR), ink=FOREST, width=0.3)
            step += 1.2
