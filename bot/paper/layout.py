"""Paragraphs, boxes to tick, and QR codes, on any canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno

from bot.paper.canvas import INK, POINT_MM, WHITE

if TYPE_CHECKING:
    from bot.paper.canvas import Align, Canvas, Colour, Point

_LEADING: Final = 1.28
_QUIET: Final = 4  # squares of white around a QR code (ISO/IEC 18004)


def paragraph(  # noqa: PLR0913 – as many as a paragraph has sides
    canvas: Canvas,
    at: Point,
    text: str,
    size: float,
    *,
    width: float,
    bold: bool = False,
    align: Align = "left",
    ink: Colour = INK,
) -> float:
    """Write lines no longer than `width`, the first one under `at`; return where they end."""
    x, y = at
    x += {"left": 0.0, "middle": width / 2, "right": width}[align]
    height = size * POINT_MM
    for line in split_lines(canvas, text, size, width=width, bold=bold):
        canvas.text((x, y + height * 0.95), line, size, bold=bold, align=align, ink=ink)
        y += height * _LEADING
    return y


def split_lines(
    canvas: Canvas, text: str, size: float, *, width: float, bold: bool = False
) -> list[str]:
    """Cut a text into lines that fit; a word that is longer than a line is cut too."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}".strip()
            if canvas.measure(longer, size, bold=bold) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while len(word) > 1 and canvas.measure(word, size, bold=bold) > width:
                kept = _longest_head(canvas, word, size, width, bold=bold)
                lines.append(word[:kept])
                word = word[kept:]  # noqa: PLW2901 – what is left of it
            line = word
        lines.append(line)
    return lines


def fitting_size(
    canvas: Canvas, text: str, size: float, *, width: float, lines: int, bold: bool = False
) -> float:
    """Return the largest size, at most `size`, at which a text takes so many lines."""
    while size > 6 and len(split_lines(canvas, text, size, width=width, bold=bold)) > lines:  # noqa: PLR2004 – smaller is not read
        size -= 0.5
    return size


def draw_qr(canvas: Canvas, at: Point, side: float, data: str) -> None:
    """Draw a QR code with its white border into a square."""
    matrix = segno.make_qr(data, error="m", boost_error=False).matrix
    square = side / (len(matrix) + 2 * _QUIET)
    canvas.rectangle(at, (side, side), fill=WHITE)
    for row, squares in enumerate(matrix):
        for start, length in _runs(squares):
            left = at[0] + (start + _QUIET) * square
            top = at[1] + (row + _QUIET) * square
            canvas.rectangle((left, top), (length * square, square), fill=INK)


def tick_box(canvas: Canvas, at: Point, side: float) -> None:
    """Draw an empty box to tick."""
    canvas.rectangle(at, (side, side), fill=WHITE, ink=INK, width=0.25)


def _runs(squares: bytes | bytearray) -> list[tuple[int, int]]:
    """Return (start, length) of dark squares beside one another: fewer seams on paper."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(squares):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _longest_head(canvas: Canvas, word: str, size: float, width: float, *, bold: bool) -> int:
    kept = 1
    while kept < len(word) and canvas.measure(word[: kept + 1], size, bold=bold) <= width:
        kept += 1
    return kept
