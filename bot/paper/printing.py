"""Files ready to be printed or shown. What draws them is loaded only where somebody prints.

Each takes a while (a tenth of a second and more): call it off the event loop.
"""

# ruff: noqa: PLC0415 – the drawing libraries weigh as much as all the rest of the program
from __future__ import annotations

from typing import TYPE_CHECKING

from bot.paper.bars import WIDTH, draw_bars, height_of
from bot.paper.cards import draw_cards
from bot.paper.layout import draw_qr
from bot.paper.lists import draw_list
from bot.paper.path import SIZE, draw_path
from bot.paper.poster import draw_poster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.paper.bars import ChartWords
    from bot.paper.cards import CardMark, CardWords
    from bot.paper.lists import ListWords
    from bot.paper.path import PathWords
    from bot.paper.poster import PosterWords


def poster_pdf(words: PosterWords) -> bytes:
    """Return the poster for a printer."""
    from bot.paper.pdf import PdfCanvas

    canvas = PdfCanvas(words.event)
    draw_poster(canvas, words)
    return canvas.content()


def poster_png(words: PosterWords) -> bytes:
    """Return the poster as a picture."""
    from bot.paper.png import PngCanvas

    canvas = PngCanvas()
    draw_poster(canvas, words)
    return canvas.content()


def cards_pdf(words: CardWords, marks: Sequence[CardMark]) -> bytes:
    """Return cards for a printer, four a page."""
    from bot.paper.pdf import PdfCanvas

    canvas = PdfCanvas(words.title)
    draw_cards(canvas, words, marks)
    return canvas.content()


def list_pdf(words: ListWords, lines: Sequence[tuple[str, str]]) -> bytes:
    """Return the list for a place without a network."""
    from bot.paper.pdf import PdfCanvas

    canvas = PdfCanvas(words.title)
    draw_list(canvas, words, lines)
    return canvas.content()


def path_png(words: PathWords) -> bytes:
    """Return the path of white stones as a picture for a telephone, 1080 × 1350 dots."""
    from bot.paper.png import PngCanvas

    canvas = PngCanvas(SIZE, dots_per_inch=254, smooth=2)
    draw_path(canvas, words)
    return canvas.content()


def chart_png(words: ChartWords) -> bytes:
    """Return bars as a picture for a telephone, 1080 dots wide."""
    from bot.paper.png import PngCanvas

    canvas = PngCanvas((WIDTH, height_of(words)), dots_per_inch=254, smooth=2)
    draw_bars(canvas, words)
    return canvas.content()


def code_png(link: str) -> bytes:
    """Return the QR code of a link as a picture, 900 dots wide."""
    from bot.paper.png import PngCanvas

    canvas = PngCanvas((90.0, 90.0), dots_per_inch=254)
    draw_qr(canvas, (0.0, 0.0), 90.0, link)
    return canvas.content()
