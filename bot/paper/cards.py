"""Cards to hand out, four a page: useful without a telephone, with a code for who has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.paper.canvas import A4, FOREST, INK, RULE, WHITE
from bot.paper.layout import draw_qr, fitting_size, paragraph, tick_box
from bot.paper.scene import draw_scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.paper.canvas import Canvas, Point

WIDTH: Final = A4[0] / 2
HEIGHT: Final = A4[1] / 2
_EDGE: Final = 7.0
_INNER: Final = WIDTH - 2 * _EDGE
_SMALL: Final = 8.6
_QR: Final = 29.0


@dataclass(frozen=True, slots=True)
class CardWords:
    """What every card of an event says. `banner`: for a rehearsal, else empty."""

    title: str
    event: str
    pledge: str
    often: str
    rhythms: tuple[str, ...]
    people: str
    weeks: str
    weekdays: tuple[str, ...]
    code: str
    claim: str
    foot: tuple[str, ...]
    banner: str = ""


@dataclass(frozen=True, slots=True)
class CardMark:
    """What is on one card alone: its number in the pile, its code as it is read, its link."""

    number: str
    code: str
    link: str


def draw_cards(canvas: Canvas, words: CardWords, marks: Iterable[CardMark]) -> None:
    """Draw the cards, four on each A4 page, in reading order, with lines to cut along."""
    for place, mark in enumerate(marks):
        if place % 4 == 0:
            canvas.page()
            canvas.line((A4[0] / 2, 0), (A4[0] / 2, A4[1]), ink=RULE, dashed=True)
            canvas.line((0, A4[1] / 2), (A4[0], A4[1] / 2), ink=RULE, dashed=True)
        corner = (place % 2 * WIDTH, place % 4 // 2 * HEIGHT)
        draw_card(canvas, corner, words, mark)


def draw_card(canvas: Canvas, corner: Point, words: CardWords, mark: CardMark) -> None:
    """Draw one card, 105 × 148 mm."""
    x, y = corner[0] + _EDGE, corner[1] + _EDGE
    draw_scene(canvas, (x, y), (34, 17))
    size = fitting_size(canvas, words.title, 13.5, width=_INNER - 37, lines=2, bold=True)
    end = paragraph(canvas, (x + 37, y), words.title, size, width=_INNER - 37, bold=True)
    size = fitting_size(canvas, words.event, 8.5, width=_INNER - 37, lines=1)
    paragraph(canvas, (x + 37, end + 0.6), words.event, size, width=_INNER - 37)
    y = _draw_pledge(canvas, (x, y + 20), words)
    y = _draw_weeks(canvas, (x, y + 2.2), words)
    y = _draw_code(canvas, (x, y + 2.6), words, mark)
    for line in words.foot:
        y = paragraph(canvas, (x, y + 0.5), line, _SMALL, width=_INNER)
    if words.banner:
        canvas.rectangle((corner[0], corner[1] + HEIGHT - 8), (WIDTH, 8), fill=INK)
        middle = (corner[0] + WIDTH / 2, corner[1] + HEIGHT - 2.6)
        canvas.text(middle, words.banner, 12, bold=True, align="middle", ink=WHITE)


def _draw_pledge(canvas: Canvas, at: Point, words: CardWords) -> float:
    x, y = at
    canvas.text((x, y + 3.5), words.pledge, 11, bold=True)
    from_label = canvas.measure(words.pledge, 11, bold=True) + 2
    canvas.line((x + from_label, y + 4), (x + _INNER, y + 4), ink=INK)
    canvas.line((x, y + 12), (x + _INNER, y + 12), ink=INK)
    y += 15
    canvas.text((x, y + 3), words.often, 9, bold=True)
    place = x + canvas.measure(words.often, 9, bold=True) + 2.5
    for rhythm in words.rhythms:
        wide = 4.2 + canvas.measure(rhythm, 9)
        if place + wide > x + _INNER:
            place, y = x, y + 5
        tick_box(canvas, (place, y + 0.2), 3)
        canvas.text((place + 4.2, y + 3), rhythm, 9)
        place += wide + 3
    y += 5.4
    canvas.text((x, y + 3), words.people, 9, bold=True)
    label = canvas.measure(words.people, 9, bold=True) + 2
    canvas.line((x + label, y + 3.5), (x + label + 16, y + 3.5), ink=INK)
    return y + 4.5


def _draw_weeks(canvas: Canvas, at: Point, words: CardWords) -> float:
    """Draw three weeks of boxes, one for each day."""
    x, y = at
    left = paragraph(canvas, (x, y + 3.4), words.weeks, 9, width=30, bold=True)
    start, pitch = x + 34, (_INNER - 34) / 7
    for day, letter in enumerate(words.weekdays):
        middle = start + (day + 0.5) * pitch
        canvas.text((middle, y + 2.6), letter, 8, align="middle")
        for week in range(3):
            tick_box(canvas, (middle - 2.1, y + 3.6 + week * 5), 4.2)
    return max(left, y + 18.2)


def _draw_code(canvas: Canvas, at: Point, words: CardWords, mark: CardMark) -> float:
    x, y = at
    canvas.rectangle((x, y), (_INNER, _QR + 2), fill=WHITE, ink=FOREST, width=0.6)
    draw_qr(canvas, (x + 1, y + 1), _QR, mark.link)
    left, width = x + _QR + 3, _INNER - _QR - 5
    canvas.text((left, y + 5.2), words.code, 8.5)
    canvas.text((x + _INNER - 2, y + 5.2), mark.number, 8.5, align="right")
    canvas.text((left, y + 13.6), mark.code, 22, bold=True)
    paragraph(canvas, (left, y + 15.6), words.claim, _SMALL, width=width)
    return y + _QR + 3
