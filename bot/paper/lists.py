"""The list for a place without a network: one line a card, and no column for names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import A4, DAWN, INK, RULE
from bot.paper.layout import paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.paper.canvas import Canvas

ROWS: Final = 20
_MARGIN: Final = 14.0
_ROW: Final = 8.6
_SHARES: Final = (0.08, 0.20, 0.16, 0.36, 0.20)


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list says. `actions` are numbered, as in the column where they are noted."""

    title: str
    event: str
    consent: str
    actions: tuple[str, ...]
    heads: tuple[str, str, str, str, str]
    rhythms: str
    foot: str


def draw_list(canvas: Canvas, words: ListWords, lines: Sequence[tuple[str, str]]) -> None:
    """Draw the list; `lines` are the number and the code of each card."""
    for start in range(0, max(len(lines), 1), ROWS):
        canvas.page()
        y = _draw_head(canvas, words)
        _draw_table(canvas, words, lines[start : start + ROWS], y)
        width = A4[0] - 2 * _MARGIN
        paragraph(canvas, (_MARGIN, A4[1] - 16), words.foot, 9.5, width=width)


def _draw_head(canvas: Canvas, words: ListWords) -> float:
    width = A4[0] - 2 * _MARGIN
    y = paragraph(canvas, (_MARGIN, 11), words.title, 17, width=width, bold=True)
    y = paragraph(canvas, (_MARGIN, y), words.event, 11, width=width)
    y = paragraph(canvas, (_MARGIN, y + 2), words.consent, 11, width=width, bold=True) + 2
    column = width / 2
    half = (len(words.actions) + 1) // 2
    ends = []
    for place, part in enumerate((words.actions[:half], words.actions[half:])):
        below = y
        for action in part:
            left = _MARGIN + place * column
            below = paragraph(canvas, (left, below), action, 9.5, width=column - 4)
        ends.append(below)
    return paragraph(canvas, (_MARGIN, max(ends) + 1), words.rhythms, 9.5, width=width) + 1.5


def _draw_table(
    canvas: Canvas, words: ListWords, lines: Sequence[tuple[str, str]], y: float
) -> None:
    width = A4[0] - 2 * _MARGIN
    lefts = [_MARGIN + width * sum(_SHARES[:column]) for column in range(len(_SHARES) + 1)]
    canvas.rectangle((_MARGIN, y), (width, _ROW), fill=DAWN)
    for left, head in zip(lefts, words.heads, strict=False):
        canvas.text((left + 1.5, y + 5.8), head, 9.5, bold=True)
    bottom = y + _ROW * (1 + max(len(lines), 1))
    for row, (number, code) in enumerate(lines, 1):
        base = y + row * _ROW + 6
        canvas.text((lefts[0] + 1.5, base), number, 10)
        canvas.text((lefts[1] + 1.5, base), code, 13, bold=True)
        canvas.line((_MARGIN, y + row * _ROW), (_MARGIN + width, y + row * _ROW), ink=RULE)
    canvas.rectangle((_MARGIN, y), (width, bottom - y), ink=INK, width=0.4)
    for left in lefts[1:-1]:
        canvas.line((left, y), (left, bottom), ink=RULE)
