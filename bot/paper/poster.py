"""The poster of an event: what it is, the code to scan, three steps, and who is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import A4, FOREST, INK, WHITE
from bot.paper.layout import draw_qr, fitting_size, paragraph
from bot.paper.scene import draw_scene

if TYPE_CHECKING:
    from bot.paper.canvas import Canvas

_MARGIN: Final = 16.0
_SCENE: Final = (34.0, 92.0)  # top and height
_QR: Final = 82.0


@dataclass(frozen=True, slots=True)
class PosterWords:
    """Everything that a poster says. `banner`: for a rehearsal, else empty."""

    headline: str
    event: str
    when: str
    link: str
    address: str
    scan: str
    steps: tuple[str, ...]
    without_phone: str
    about: str
    banner: str = ""


def draw_poster(canvas: Canvas, words: PosterWords) -> None:
    """Draw the poster on one A4 page."""
    canvas.page()
    width = A4[0] - 2 * _MARGIN
    size = fitting_size(canvas, words.headline, 34, width=width, lines=1, bold=True)
    paragraph(canvas, (_MARGIN, 13), words.headline, size, width=width, bold=True, align="middle")
    top, height = _SCENE
    draw_scene(canvas, (0, top), (A4[0], height))
    _draw_place(canvas, words, top + height)
    _draw_code(canvas, words, 160)
    _draw_steps(canvas, words, 160)
    _draw_foot(canvas, words)


def _draw_place(canvas: Canvas, words: PosterWords, top: float) -> None:
    width = A4[0] - 2 * _MARGIN
    canvas.rectangle((0, top), (A4[0], 27), fill=FOREST)
    size = fitting_size(canvas, words.event, 26, width=width, lines=1, bold=True)
    y = paragraph(
        canvas, (_MARGIN, top + 4.5), words.event, size,
        width=width, bold=True, align="middle", ink=WHITE,
    )  # fmt: skip
    size = fitting_size(canvas, words.when, 15, width=width, lines=1)
    paragraph(canvas, (_MARGIN, y + 0.5), words.when, size, width=width, align="middle", ink=WHITE)
    if words.banner:
        canvas.rectangle((0, _SCENE[0]), (A4[0], 13), fill=INK)
        paragraph(
            canvas, (_MARGIN, _SCENE[0] + 2.5), words.banner, 19,
            width=width, bold=True, align="middle", ink=WHITE,
        )  # fmt: skip


def _draw_code(canvas: Canvas, words: PosterWords, top: float) -> None:
    canvas.rectangle((_MARGIN, top), (_QR, _QR), fill=WHITE, ink=FOREST, width=1.2)
    draw_qr(canvas, (_MARGIN + 1.5, top + 1.5), _QR - 3, words.link)
    y = paragraph(
        canvas, (_MARGIN, top + _QR + 2.5), words.scan, 14, width=_QR, bold=True, align="middle"
    )
    paragraph(canvas, (_MARGIN, y), words.address, 10, width=_QR, align="middle")


def _draw_steps(canvas: Canvas, words: PosterWords, top: float) -> None:
    left = _MARGIN + _QR + 10
    width = A4[0] - _MARGIN - left
    y = top
    for number, step in enumerate(words.steps, 1):
        canvas.ellipse((left + 5.5, y + 6), (5.5, 5.5), fill=WHITE, ink=INK, width=0.5)
        canvas.text((left + 5.5, y + 8), str(number), 16, bold=True, align="middle")
        end = paragraph(canvas, (left + 15, y + 2.2), step, 16, width=width - 15)
        y = max(end, y + 12) + 6
    paragraph(canvas, (left, y), words.without_phone, 14, width=width, bold=True)


def _draw_foot(canvas: Canvas, words: PosterWords) -> None:
    width = A4[0] - 2 * _MARGIN
    canvas.line((_MARGIN, 268), (A4[0] - _MARGIN, 268), ink=FOREST, width=0.5)
    paragraph(canvas, (_MARGIN, 271), words.about, 10.5, width=width)
